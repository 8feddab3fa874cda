"""Public links: a document on a page of its own, and a quote answered there by whoever has the link."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.quotes.models import PublicLink
from tests.conftest import Api
from tests.documents import LINE, add_client, add_document, add_quote
from tests.paper import text_of_pdf

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@pytest.fixture
def browser() -> Browser:
    return Browser(HTTP_USER_AGENT="Phone")


def link_to(api: Api, kind: str, document: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = api.post("/api/public-links/", {kind: document["id"]} | body)
    assert answer.status_code == 201, answer.json()
    link: dict[str, Any] = answer.json()
    return link


def path_of(link: dict[str, Any]) -> str:
    return "/p/" + str(link["url"]).rpartition("/p/")[2]


def sent_quote(api: Api, client: Client, **body: Any) -> tuple[dict[str, Any], str]:
    quote = add_quote(api, client, status="sent", **body)
    return quote, path_of(link_to(api, "quote", quote))


@pytest.mark.parametrize("kind", ["invoice", "quote"])
def test_shows_the_document_and_its_pdf_to_whoever_has_the_link(
    api: Api, browser: Browser, client: Client, kind: str
) -> None:
    bag = {"unit_price": "10.00", "discount": "10.00"} if kind == "invoice" else {"unit_price": "0.00"}
    lines = [LINE | {"quantity": 1234.5}, {"description": "Bag", "quantity": 1, **bag}]
    document = add_document(api, kind, client, status="sent", line_items=lines, notes="<b>&")
    path = path_of(link_to(api, kind, document))
    page = browser.get(path)
    shown = page.content.decode()
    facts = [document[f"{kind}_number"], "Ada Lovelace", "1,357,950.00 USD", "1,234.5", "&lt;b&gt;&amp;"]
    assert (page.status_code, [fact for fact in facts if fact not in shown]) == (200, [])
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert ("Your name" in shown) == (kind == "quote")
    assert ("Discount" in shown) == any(Decimal(line["discount"]) for line in document["line_items"])
    pdf = browser.get(f"{path}pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert "1,357,950.00" in text_of_pdf(pdf.content)


def test_keeps_the_token_only_as_a_hash_and_tells_it_once(api: Api, owner: User, client: Client) -> None:
    quote = add_quote(api, client, status="sent")
    link = link_to(api, "quote", quote)
    token = path_of(link).split("/")[2]
    assert len(token) >= 40
    assert api.get(f"/api/public-links/{link['id']}/").json()["url"] is None
    with tenant_context(owner.tenant_id):
        stored = PublicLink.unscoped.values().get(pk=link["id"])
    assert token not in str(stored)


def test_logs_who_looked(api: Api, owner: User, browser: Browser, client: Client) -> None:
    _, path = sent_quote(api, client)
    browser.get(path)
    browser.get(path)
    (link,) = api.get("/api/public-links/").json()["results"]
    assert (link["views"], link["last_viewed_at"] is not None) == (2, True)
    with tenant_context(owner.tenant_id):
        views = AuditLog.unscoped.filter(resource_type="publiclink", action="view")
        assert {(view.ip_address, view.new_values["user_agent"]) for view in views} == {("127.0.0.1", "Phone")}


@pytest.mark.parametrize(("answer", "status"), [("accept", "accepted"), ("reject", "rejected")])
def test_takes_an_answer_in_somebodys_name_and_keeps_the_evidence(
    api: Api, browser: Browser, client: Client, answer: str, status: str
) -> None:
    quote, path = sent_quote(api, client)
    done = browser.post(f"{path}decide/", {answer: "1", "name": "  Ada   King "})
    assert (done.status_code, done["Location"]) == (302, path)
    assert api.get(f"/api/quotes/{quote['id']}/").json()["status"] == status
    (evidence,) = api.get("/api/public-links/").json()["results"][0]["decisions"]
    expected = {"decision": status, "name": "Ada King", "ip_address": "127.0.0.1", "user_agent": "Phone"}
    assert evidence == expected | {"content_hash": quote["content_hash"], "decided_at": evidence["decided_at"]}
    page = browser.get(path).content.decode()
    assert "by Ada King on" in page
    assert "Your name" not in page
    again = browser.post(f"{path}decide/", {"accept": "1", "name": "Eve"})
    assert again.status_code == 409
    assert len(api.get("/api/public-links/").json()["results"][0]["decisions"]) == 1
    assert api.delete(f"/api/quotes/{quote['id']}/").status_code == 409


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00\x07b"])
def test_wants_a_name(api: Api, browser: Browser, client: Client, name: str) -> None:
    quote, path = sent_quote(api, client)
    answer = browser.post(f"{path}decide/", {"accept": "1", "name": name})
    assert answer.status_code == 400
    assert "Please confirm with your name." in answer.content.decode()
    assert api.get(f"/api/quotes/{quote['id']}/").json()["status"] == "sent"


def test_does_not_accept_an_expired_quote(api: Api, owner: User, browser: Browser, client: Client) -> None:
    quote, path = sent_quote(api, client)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        page = browser.get(path)
        assert (page.status_code, "Your name" in page.content.decode()) == (200, False)
        answer = browser.post(f"{path}decide/", {"accept": "1", "name": "Ada"})
        assert (answer.status_code, "This quote expired on" in answer.content.decode()) == (410, True)
        assert Api(owner).get(f"/api/quotes/{quote['id']}/").json()["status"] == "expired"


def test_is_gone_once_revoked_or_expired(api: Api, browser: Browser, client: Client) -> None:
    quote, path = sent_quote(api, client)
    (link,) = api.get("/api/public-links/").json()["results"]
    assert link["is_active"] is True
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert browser.get(path).status_code == 410
    assert api.delete(f"/api/public-links/{link['id']}/").status_code == 204
    for answer in (
        browser.get(path),
        browser.get(f"{path}pdf/"),
        browser.post(f"{path}decide/", {"accept": "1", "name": "Ada"}),
    ):
        assert (answer.status_code, "no longer valid" in answer.content.decode()) == (410, True)
        assert quote["quote_number"] not in answer.content.decode()
    assert api.get(f"/api/public-links/{link['id']}/").json()["is_active"] is False
    assert api.get(f"/api/quotes/{quote['id']}/").json()["status"] == "sent"


def test_does_not_exist_for_a_token_that_was_never_given(browser: Browser) -> None:
    answers = [browser.get(f"/p/{'x' * 43}/").status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]


def test_takes_no_answer_to_an_invoice(api: Api, browser: Browser, client: Client) -> None:
    invoice = add_document(api, "invoice", client, status="sent")
    path = path_of(link_to(api, "invoice", invoice))
    assert browser.post(f"{path}decide/", {"accept": "1", "name": "Ada"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "code"), [({}, 400), ({"expires_at": "2020-01-01T00:00:00Z"}, 400), ({"both": True}, 400)]
)
def test_refuses_links_that_make_no_sense(api: Api, client: Client, body: dict[str, Any], code: int) -> None:
    quote = add_quote(api, client, status="sent")
    named = {"quote": quote["id"]} if body else {}
    if body.pop("both", None):
        named["invoice"] = add_document(api, "invoice", client, status="sent")["id"]
    assert api.post("/api/public-links/", named | body).status_code == code


def test_shows_no_draft_and_no_other_companys_document(api: Api, charlie: User, client: Client) -> None:
    draft = add_quote(api, client)
    assert api.post("/api/public-links/", {"quote": draft["id"]}).status_code == 409
    stranger = Api(charlie)
    theirs = add_quote(stranger, add_client(charlie), status="sent")
    assert api.post("/api/public-links/", {"quote": theirs["id"]}).status_code == 400
    link = link_to(stranger, "quote", theirs)
    assert api.get(f"/api/public-links/{link['id']}/").status_code == 404
    assert api.delete(f"/api/public-links/{link['id']}/").status_code == 404


def test_speaks_the_companys_language_in_its_colours(api: Api, owner: User, browser: Browser, client: Client) -> None:
    settings = {"language": "ar", "accent_color": "#aa2255"}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": settings}).status_code == 200
    _, path = sent_quote(api, client)
    page = browser.get(path).content.decode()
    assert [fact for fact in ('dir="rtl"', 'lang="ar"', "#aa2255", "عرض سعر", "قبول") if fact not in page] == []
