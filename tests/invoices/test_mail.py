"""Documents on their way to the client by e-mail, the same for quotes and invoices."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.notifications.models import Notification
from apps.notifications.sending import deliver
from tests.conftest import Api
from tests.documents import add_client, add_document, add_invoice
from tests.paper import text_of_pdf

both_kinds = pytest.mark.parametrize("kind", ["invoice", "quote"])


def queued(owner: User, kind: str = "invoice") -> Notification:
    with tenant_context(owner.tenant_id):
        found: Notification = Notification.unscoped.get(kind=f"{kind}s.email_{kind}")
    return found


def send(owner: User, kind: str = "invoice") -> Notification:
    """What a worker does with the mail; answers what became of it."""
    with tenant_context(owner.tenant_id):
        deliver(queued(owner, kind).pk)
    return queued(owner, kind)


@both_kinds
def test_mails_a_sent_document_with_its_pdf_once(api: Api, owner: User, client: Client, kind: str) -> None:
    document = add_document(api, kind, client, status="sent")
    assert document["emailed_at"] is None
    sent = send(owner, kind)
    (message,) = mail.outbox
    number = document[f"{kind}_number"]
    assert message.to == ["ada@client.example"]
    assert message.subject == f"{kind.capitalize()} {number} from Acme"
    assert "1,100.00 USD" in message.body
    (name, content, media_type) = message.attachments[0]
    assert (name, media_type) == (f"{number}.pdf", "application/pdf")
    assert "1,100.00" in text_of_pdf(content)
    assert message.extra_headers["Message-ID"] == f"<{sent.reference}@acme.example>"
    assert api.get(f"/api/{kind}s/{document['id']}/").json()["emailed_at"] is not None
    (shown,) = api.get(f"/api/workflow-notifications/?kind={kind}s.email_{kind}").json()["results"]
    assert (shown["status"], shown["recipient"], shown["client"]) == ("sent", "ada@client.example", client.pk)
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.filter(resource_type=kind, action="email").count() == 1


def test_mails_a_quote_that_is_sent_by_its_action(api: Api, owner: User, client: Client) -> None:
    quote = add_document(api, "quote", client)
    assert api.post(f"/api/quotes/{quote['id']}/send/").status_code == 200
    send(owner, "quote")
    assert [message.to for message in mail.outbox] == [["ada@client.example"]]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Rechnung", "über 1.100,00 USD"]),
        ("ms", ["Invois", "berjumlah 1,100.00 USD"]),
        ("pl", ["Invoice", "1\u00a0100,00"]),
    ],
)
def test_writes_in_the_tenants_language(api: Api, owner: User, client: Client, language: str, words: list[str]) -> None:
    owner.tenant.settings = {"language": language}
    owner.tenant.save(update_fields=["settings"])
    add_invoice(api, client, status="sent")
    send(owner)
    (message,) = mail.outbox
    assert [word for word in words if word not in message.subject + message.body] == []


def test_mails_under_the_same_name_when_a_worker_died_before_it_noted_the_mail(
    api: Api, owner: User, client: Client
) -> None:
    add_invoice(api, client, status="sent")
    send(owner)
    send(owner)
    assert len(mail.outbox) == 1
    with tenant_context(owner.tenant_id):
        Notification.unscoped.update(status="pending", sent_at=None)
    send(owner)
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_tries_again_when_the_mail_server_fails(
    api: Api, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_invoice(api, client, status="sent")

    def fail(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fail)
        assert send(owner).status == "pending"
    with tenant_context(owner.tenant_id):
        Notification.unscoped.update(next_attempt_at=timezone.now())
    assert (send(owner).status, len(mail.outbox)) == ("sent", 1)


def test_sends_without_mail_to_a_client_without_an_address(api: Api, owner: User) -> None:
    invoice = add_invoice(api, add_client(owner, email=""), status="sent")
    assert invoice["status"] == "sent"
    with tenant_context(owner.tenant_id):
        assert not Notification.unscoped.exists()


def test_keeps_a_line_break_in_a_name_out_of_the_mails_headers(api: Api, owner: User, client: Client) -> None:
    owner.tenant.name = "Acme\r\nBcc: everybody@example.com"
    owner.tenant.save(update_fields=["name"])
    add_invoice(api, client, status="sent")
    send(owner)
    (message,) = mail.outbox
    assert message.message().get("Bcc") is None
    assert "\n" not in message.subject


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
@both_kinds
def test_carries_a_public_link_where_the_company_wishes(api: Api, owner: User, client: Client, kind: str) -> None:
    wish = {"settings": {"links_in_mails": True}}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", wish).status_code == 200
    document = add_document(api, kind, client, status="sent")
    sent = send(owner, kind)
    (message,) = mail.outbox
    path = re.search(r"http://[^/]+(/p/\S+)", message.body)
    assert path
    page = Browser().get(path[1])
    assert (page.status_code, document[f"{kind}_number"] in page.content.decode()) == (200, True)
    (link,) = api.get("/api/public-links/").json()["results"]
    assert (link[kind], link["views"]) == (document["id"], 1)
    assert "/p/" not in sent.body  # whoever reads the outbox has no token
