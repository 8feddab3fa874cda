from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.quotes.models import Quote
from apps.quotes.tasks import expire_quotes
from apps.tenants.models import VoidNumber
from tests.conftest import Api
from tests.documents import LINE, add_client, add_invoice, add_quote, day

YEAR = timezone.now().year
STATUSES = [str(status) for status in Quote.Status]
MOVES = {
    ("draft", "send"): "sent",
    ("sent", "accept"): "accepted",
    ("sent", "reject"): "rejected",
}


def quote_in(api: Api, client: Client, status: str) -> dict[str, Any]:
    """A quote in a status, led there by the API."""
    quote = add_quote(api, client, issue_date=day(-60), expiry_date=day(-1 if status == "expired" else 30))
    path = f"/api/quotes/{quote['id']}/"
    for verb in {"draft": [], "accepted": ["send", "accept"], "rejected": ["send", "reject"]}.get(status, ["send"]):
        assert api.post(f"{path}{verb}/").status_code == 200
    shown: dict[str, Any] = api.get(path).json()
    assert shown["status"] == status
    return shown


def test_creates_a_quote_with_the_documented_fields(api: Api, owner: User, client: Client) -> None:
    quote = add_quote(api, client, terms="Payment terms...", notes="Additional notes...")
    assert quote["quote_number"] == f"QUO-{YEAR}-001"
    assert (quote["status"], quote["client"], quote["owner"]) == ("draft", client.pk, owner.pk)
    assert (quote["subtotal"], quote["tax_amount"], quote["total_amount"]) == ("1000.00", "100.00", "1100.00")
    assert (quote["issue_date"], quote["expiry_date"]) == (day(0), day(30))
    (line,) = quote["line_items"]
    assert (line["quantity"], line["unit_price"], line["total"]) == (1, "1000.00", "1000.00")
    assert quote["invoice"] is None
    assert api.get(f"/api/quotes/{quote['id']}/").json() == quote
    assert api.get("/api/quotes/").json()["results"] == [quote]


def test_counts_quotes_and_invoices_apart(api: Api, client: Client) -> None:
    add_quote(api, client)
    assert add_invoice(api, client)["invoice_number"] == f"INV-{YEAR}-001"
    assert add_quote(api, client)["quote_number"] == f"QUO-{YEAR}-002"


@pytest.mark.parametrize("verb", ["send", "accept", "reject"])
@pytest.mark.parametrize("status", STATUSES)
def test_allows_only_the_legal_actions(api: Api, client: Client, status: str, verb: str) -> None:
    quote = quote_in(api, client, status)
    answer = api.post(f"/api/quotes/{quote['id']}/{verb}/")
    if target := MOVES.get((status, verb)):
        assert (answer.status_code, answer.json()["status"]) == (200, target)
    else:
        assert answer.status_code == 409
        assert api.get(f"/api/quotes/{quote['id']}/").json() == quote


@pytest.mark.parametrize("target", STATUSES)
@pytest.mark.parametrize("status", STATUSES)
def test_moves_by_a_patch_of_the_status_only_where_legal(api: Api, client: Client, status: str, target: str) -> None:
    quote = quote_in(api, client, status)
    answer = api.patch(f"/api/quotes/{quote['id']}/", {"status": target})
    legal = [to for (at, _), to in MOVES.items() if at == status]
    if target in legal or target == status:
        assert (answer.status_code, answer.json()["status"]) == (200, target)
    else:
        assert answer.status_code == 409
        assert all(to in answer.json()["message"] for to in legal)


@pytest.mark.parametrize("status", STATUSES)
def test_deletes_only_what_binds_nobody(api: Api, owner: User, client: Client, status: str) -> None:
    quote = quote_in(api, client, status)
    answer = api.delete(f"/api/quotes/{quote['id']}/")
    if status in ("sent", "accepted"):
        assert answer.status_code == 409
    else:
        assert answer.status_code == 204
        with tenant_context(owner.tenant_id):
            assert VoidNumber.unscoped.get(kind="quote").number == quote["quote_number"]


def test_edits_a_draft_and_nothing_else(api: Api, client: Client) -> None:
    quote = add_quote(api, client)
    path = f"/api/quotes/{quote['id']}/"
    assert api.patch(path, {"line_items": [LINE | {"unit_price": "10"}]}).json()["total_amount"] == "11.00"
    sent = api.patch(path, {"status": "sent", "notes": "Both at once"}).json()
    assert (sent["status"], sent["notes"]) == ("sent", "Both at once")
    answer = api.patch(path, {"line_items": [LINE]})
    assert answer.status_code == 409
    assert api.get(path).json() == sent


def test_refuses_an_expiry_before_the_issue(api: Api, client: Client) -> None:
    body = {"client": client.pk, "line_items": [LINE], "issue_date": "2024-02-01", "expiry_date": "2024-01-31"}
    answer = api.post("/api/quotes/", body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["expiry_date"])


def test_turns_an_accepted_quote_into_one_invoice(api: Api, owner: User, client: Client) -> None:
    lines = [LINE | {"discount_percent": "4"}, {"description": "Other", "unit_price": "0.125", "quantity": "2.5"}]
    quote = add_quote(api, client, line_items=lines, terms="Net 30", notes="Thanks")
    path = f"/api/quotes/{quote['id']}/"
    for verb in ("send", "accept"):
        api.post(f"{path}{verb}/")
    first = api.post(f"{path}convert/")
    assert first.status_code == 201
    invoice = first.json()
    assert (invoice["status"], invoice["client"], invoice["issue_date"]) == ("draft", client.pk, day(0))
    assert [invoice[name] for name in ("total_amount", "terms", "notes")] == [
        quote[name] for name in ("total_amount", "terms", "notes")
    ]
    assert [line | {"id": 0} for line in invoice["line_items"]] == [line | {"id": 0} for line in quote["line_items"]]
    again = api.post(f"{path}convert/")
    assert (again.status_code, again.json()) == (200, invoice)
    shown = api.get(path).json()
    assert (shown["invoice"], shown["status"]) == (invoice["id"], "accepted")
    assert api.get("/api/invoices/").json()["count"] == 1
    with tenant_context(owner.tenant_id):
        actions = AuditLog.unscoped.filter(resource_type="quote").order_by("id").values_list("action", flat=True)
        assert list(actions) == ["create", "send", "accept", "convert"]


@pytest.mark.parametrize("status", ["draft", "sent", "rejected", "expired"])
def test_does_not_convert_a_quote_that_is_not_accepted(api: Api, client: Client, status: str) -> None:
    quote = quote_in(api, client, status)
    assert api.post(f"/api/quotes/{quote['id']}/convert/").status_code == 409
    assert api.get("/api/invoices/").json()["count"] == 0


def test_converts_again_after_the_draft_was_deleted(api: Api, client: Client) -> None:
    quote = quote_in(api, client, "accepted")
    path = f"/api/quotes/{quote['id']}/convert/"
    first = api.post(path).json()
    assert api.delete(f"/api/invoices/{first['id']}/").status_code == 204
    second = api.post(path)
    assert second.status_code == 201
    assert second.json()["id"] != first["id"]


def test_duplicates_a_quote_as_a_new_draft(api: Api, client: Client) -> None:
    quote = quote_in(api, client, "rejected")
    copy = api.post(f"/api/quotes/{quote['id']}/duplicate/")
    assert copy.status_code == 201
    assert (copy.json()["status"], copy.json()["issue_date"]) == ("draft", day(0))
    assert copy.json()["total_amount"] == quote["total_amount"]


def test_expires_the_day_after_its_expiry_date_where_the_tenant_is(api: Api, owner: User, client: Client) -> None:
    owner.tenant.settings = {"timezone": "America/New_York"}
    owner.tenant.save(update_fields=["settings"])
    quote = add_quote(api, client, issue_date=day(0), expiry_date=day(3), status="sent")
    path = f"/api/quotes/{quote['id']}/"
    after = datetime.fromisoformat(quote["expiry_date"]).replace(tzinfo=UTC) + timedelta(days=1)
    with time_machine.travel(after.replace(hour=3), tick=False):
        assert Api(owner).get(path).json()["status"] == "sent"
    with time_machine.travel(after.replace(hour=6), tick=False):
        answer = Api(owner).post(f"{path}accept/")
        assert answer.status_code == 409
        assert Api(owner).get(path).json()["status"] == "expired"


def test_does_not_accept_a_late_quote_that_nobody_has_marked_yet(
    api: Api, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.quotes.views.bring_quotes_up_to_date", lambda **_: None)
    quote = add_quote(api, client, status="sent", expiry_date=day(3))
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert Api(owner).post(f"/api/quotes/{quote['id']}/accept/").status_code == 409


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_beat_expires_every_tenants_late_quotes(api: Api, owner: User, charlie: User) -> None:
    late, fine = (
        add_quote(Api(user), add_client(user), issue_date=day(-9), expiry_date=day(offset), status="sent")["id"]
        for user, offset in ((owner, 0), (charlie, 9))
    )
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        expire_quotes()
    with tenant_context(owner.tenant_id):
        assert Quote.unscoped.get(pk=late).status == "expired"
    with tenant_context(charlie.tenant_id):
        assert Quote.unscoped.get(pk=fine).status == "sent"
