"""A person is erased: found nowhere in the tenant's tables but on the documents that the law has a company keep."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.rls import fenced_models
from apps.core.tenancy import tenant_context
from apps.documents.models import Document
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from apps.scheduling.google.mapping import digest_of
from tests.conftest import Api
from tests.factories import (
    make_application,
    make_document,
    make_event,
    make_google_account,
    make_google_item,
    make_invoice,
    make_invoice_import,
)
from tests.outbox import deliver_messages

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])

PERSON = {
    "name": "Wilhelmina Quist",
    "email": "wilhelmina@quist.example",
    "phone": "+60123459876",
    "address": "17 Lorong Kurau",
    "notes": "Asks for Wilhelmina's discount",
}
TELLING = ("Wilhelmina", "wilhelmina", "123459876", "Lorong Kurau", "Z9988776")
KEPT = {
    ("invoices_invoice", "buyer"),
    ("invoices_seal", "content"),
}


@pytest.fixture
def client(api: Api) -> int:
    return int(api.post("/api/clients/", PERSON).json()["id"])


@pytest.fixture
def invoice(api: Api, client: int) -> dict[str, Any]:
    line = {"description": "Work", "quantity": 1, "unit_price": "100.00"}
    made: dict[str, Any] = api.post("/api/invoices/", {"client": client, "line_items": [line]}).json()
    assert api.post(f"/api/invoices/{made['id']}/send/", {"send_email": False}).status_code == 200
    return made


def erase(owner: User, *whom: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("erase_person", "--tenant", owner.tenant.domain, *whom, "--json", stdout=out)
    done: dict[str, Any] = json.loads(out.getvalue())
    return done


def places(owner: User) -> set[tuple[str, str]]:
    """Table and column of every value in the tenant that tells the person."""
    found = set()
    with connections["ops"].cursor() as cursor:
        for model in fenced_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE tenant_id = %s", [owner.tenant_id])
            for (row,) in cursor.fetchall():
                values = json.loads(row) if isinstance(row, str) else row
                found |= {
                    (table, column)
                    for column, value in values.items()
                    if any(word in json.dumps(value, ensure_ascii=False) for word in TELLING)
                }
    return found


def test_nothing_tells_the_person_but_issued_documents(
    api: Api, owner: User, client: int, invoice: dict[str, Any]
) -> None:
    call = {"client": client, "interaction_type": "CALL", "subject": "She rang", "description": "Wilhelmina rang"}
    assert api.post("/api/interactions/", call).status_code == 201
    api.patch(f"/api/clients/{client}/", {"notes": "Wilhelmina moved"})
    api.post(f"/api/invoices/{invoice['id']}/mark-as-paid/", {})
    with tenant_context(owner.tenant_id):
        application = make_application(owner, customer=Client.unscoped.get(pk=client))
        document = make_document(owner, customer_application=application, doc_number="Z9988776")
        stored = default_storage.save(f"documents/{owner.tenant_id}/scan", ContentFile(b"her passport"))
        Document.unscoped.filter(pk=document.pk).update(file=stored, ocr={"name": "Wilhelmina"})
    assert ("audit_auditlog", "new_values") in places(owner)

    done = erase(owner, "--client", str(client))

    assert places(owner) == KEPT
    assert done["rows"].keys() >= {"client", "interaction", "document"}
    assert done["events"] > 2
    assert not default_storage.exists(stored)
    assert api.get(f"/api/clients/{client}/").json()["name"] == f"[erased] {client}"
    assert api.get(f"/api/invoices/{invoice['id']}/").json()["total_amount"] == "100.00"
    call_command("verify_chain", "--tenant", owner.tenant.domain)


def test_an_interrupted_erasure_is_finished_by_the_next(api: Api, owner: User, client: int) -> None:
    first, second = (erase(owner, "--client", str(client)) for _ in range(2))
    assert first["events"] == 1
    assert second["events"] == 0
    assert places(owner) == set()


def test_others_are_left_alone(api: Api, owner: User, client: int) -> None:
    other = api.post("/api/clients/", {"name": "Anders Holm", "email": "anders@holm.example"}).json()["id"]
    before = api.get(f"/api/audit/logs/?resource_type=client&resource_id={other}").json()["results"]
    erase(owner, "--client", str(client))
    assert api.get(f"/api/clients/{other}/").json()["email"] == "anders@holm.example"
    assert api.get(f"/api/audit/logs/?resource_type=client&resource_id={other}").json()["results"] == before


def test_copies_in_a_colleagues_google_calendar_are_overwritten_too(api: Api, owner: User, client: int) -> None:
    with tenant_context(owner.tenant_id):
        application = make_application(owner, customer=Client.unscoped.get(pk=client))
        event = make_event(owner, title="Wilhelmina's visa", customer_application=application)
        account = make_google_account(owner, user=owner, next_sync_at=timezone.now() + timedelta(days=1))
        item = make_google_item(
            owner, account=account, local_id=event.pk, google_id="g1", status="synced", digest=digest_of(event)
        )
    erase(owner, "--client", str(client))
    with tenant_context(owner.tenant_id):
        item.refresh_from_db()
        account.refresh_from_db()
        event.refresh_from_db()
    assert (event.title, item.status) == ("[erased]", "pending")
    assert account.next_sync_at <= timezone.now()


def test_refuses_while_an_invoice_is_open(api: Api, owner: User, client: int, invoice: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="Open invoices of this client: 1"):
        erase(owner, "--client", str(client))
    assert api.get(f"/api/clients/{client}/").json()["name"] == PERSON["name"]


def test_a_public_link_of_the_person_is_revoked(api: Api, owner: User, client: int, invoice: dict[str, Any]) -> None:
    link = api.post("/api/public-links/", {"invoice": invoice["id"]}).json()
    api.post(f"/api/invoices/{invoice['id']}/mark-as-paid/", {})
    erase(owner, "--client", str(client))
    (kept,) = api.get("/api/public-links/").json()["results"]
    assert (link["revoked_at"], kept["revoked_at"] is None) == (None, False)


def test_a_user_is_gone_and_what_they_did_stays_without_a_name(api: Api, owner: User, anonymous: Api) -> None:
    user = {"email": "wilhelmina@quist.example", "password": "Correct-horse-9", "first_name": "Wilhelmina"}
    made = api.post("/api/users/", user)
    assert made.status_code == 201
    assert anonymous.post("/api/auth/login/", {k: user[k] for k in ("email", "password")}).status_code == 200
    done = erase(owner, "--user", user["email"])
    assert done["events"] >= 1
    assert places(owner) == set()
    (event,) = api.get(f"/api/audit/logs/?action=login&resource_id={made.json()['id']}").json()["results"]
    assert event["ip_address"] == ""


def test_nothing_tells_of_a_user_who_was_mailed_a_link(api: Api, owner: User) -> None:
    assert api.post("/api/users/invite/", {"email": PERSON["email"]}).status_code == 201
    with tenant_context(owner.tenant_id):
        run_job(owner.tenant_id, Job.unscoped.get(kind="accounts.send_link").pk)
    deliver_messages(owner)
    assert ("notifications_notification", "recipient") in places(owner)
    erase(owner, "--user", PERSON["email"])
    assert places(owner) == set()


def test_a_table_that_told_of_the_person_too_is_nobodys_file_any_more(api: Api, owner: User, client: int) -> None:
    with tenant_context(owner.tenant_id):
        mine = make_invoice_import(owner, invoice=make_invoice(owner, client_id=client), part="A-1")
        other = make_invoice_import(owner, file=mine.file.name, part="A-2")
    assert api.get(f"/api/invoice-imports/{other.pk}/file/").status_code == 200
    erase(owner, "--client", str(client))
    assert not default_storage.exists(mine.file.name)
    assert api.get(f"/api/invoice-imports/{other.pk}/file/").status_code == 404


def test_the_last_owner_is_not_erased(owner: User) -> None:
    with pytest.raises(CommandError):
        erase(owner, "--user", owner.email)


@pytest.mark.parametrize("whom", [["--client", "999999"], ["--user", "nobody@acme.example"]])
def test_says_who_is_not_there(owner: User, whom: list[str]) -> None:
    with pytest.raises(CommandError, match="has no"):
        erase(owner, *whom)
