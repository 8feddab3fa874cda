from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication, Document, DocumentVersion
from tests.applications.conftest import Move
from tests.conftest import Api
from tests.factories import FACTORY_FOR, make_client, make_user

Apply = Callable[..., dict[str, Any]]


def path_of(application: dict[str, Any]) -> str:
    return f"/api/customer-applications/{application['id']}/"


def add_type(api: Api, name: str, **fields: Any) -> int:
    return int(api.post("/api/document-types/", {"name": name, **fields}).json()["id"])


def test_lays_out_an_empty_document_for_each_required_type(api: Api, apply: Apply, customer: Client) -> None:
    passport, photo, ticket, old = (add_type(api, name) for name in ("Passport", "Photo", "Ticket", "Old form"))
    api.post("/api/products/", {"code": "V", "name": "V", "required_documents": [passport, photo, old]})
    api.patch(f"/api/document-types/{old}/", {"deprecated": True})
    application = apply(product={"required_documents": [passport, photo], "optional_documents": [ticket]})
    assert [(row["doc_type"], row["doc_type_name"]) for row in application["documents"]] == [
        (passport, "Passport"), (photo, "Photo"),
    ]  # fmt: skip
    assert {(row["required"], row["completed"], row["status"]) for row in application["documents"]} == {
        (True, False, "pending")
    }
    product = api.get("/api/products/?search=V").json()["results"]
    old_product = next(row["id"] for row in product if row["code"] == "V")
    again = api.post("/api/customer-applications/", {"customer": customer.pk, "product": old_product}).json()
    assert [row["doc_type"] for row in again["documents"]] == [passport, photo]


def test_is_of_today_unless_dated(api: Api, customer: Client) -> None:
    product = api.post("/api/products/", {"code": "V", "name": "V"}).json()["id"]
    made = api.post("/api/customer-applications/quick-create/", {"customer": customer.pk, "product": product}).json()
    assert made["doc_date"] == made["due_date"] == timezone.now().date().isoformat()
    assert (made["customer_name"], made["product_code"], made["status"]) == ("Lim Wei", "V", "pending")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"due_date": "2024-01-30"}, "due_date"),
        ({"doc_date": "1799-01-01"}, "doc_date"),
        ({"doc_date": "2199-12-30"}, "due_date"),
        ({"customer": 2_000_000_000}, "customer"),
        ({"product": 2_000_000_000}, "product"),
        ({"customer": None}, "customer"),
    ],
)
def test_refuses_what_makes_no_sense(
    api: Api, apply: Apply, customer: Client, fields: dict[str, Any], field: str
) -> None:
    product = apply()["product"]
    body = {"customer": customer.pk, "product": product, "doc_date": "2024-01-31", **fields}
    refusal = api.post("/api/customer-applications/", body)
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])
    assert api.get("/api/customer-applications/").json()["count"] == 1


def test_refuses_a_deprecated_product(api: Api, customer: Client) -> None:
    product = api.post("/api/products/", {"code": "V", "name": "V", "deprecated": True}).json()["id"]
    refusal = api.post("/api/customer-applications/", {"customer": customer.pk, "product": product})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, ["product"])


def test_ignores_what_the_server_decides(apply: Apply) -> None:
    application = apply(status="completed", close_reason="Mine", workflows=[], documents=[{"doc_type": 1}])
    assert (application["status"], application["close_reason"], len(application["workflows"])) == ("pending", "", 3)


def test_changes_an_open_application(api: Api, apply: Apply, owner: User) -> None:
    application = apply()
    with tenant_context(owner.tenant_id):
        other = make_client(owner, name="Tan Mei")
    changes = {"notes": "Urgent", "due_date": "2024-02-29", "doc_date": "2024-01-30", "customer": other.pk}
    changed = api.patch(path_of(application), changes).json()
    assert {name: changed[name] for name in changes} == changes
    assert changed["customer_name"] == "Tan Mei"
    assert changed["workflows"] == application["workflows"]
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(resource_type="customerapplication", action="update")
    assert set(event.new_values) == set(changes)


def test_stays_with_its_product(api: Api, apply: Apply) -> None:
    one, other = apply(), apply()
    refusal = api.patch(path_of(one), {"product": other["product"]})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, ["product"])
    assert api.patch(path_of(one), {"product": one["product"], "notes": "Same"}).status_code == 200


def test_takes_notes_only_once_it_has_ended(api: Api, apply: Apply, move: Move) -> None:
    application = apply()
    move(application, "force-close", reason="Withdrawn")
    assert api.patch(path_of(application), {"notes": "Called again"}).json()["notes"] == "Called again"
    refusal = api.patch(path_of(application), {"due_date": "2024-12-31"})
    assert (refusal.status_code, refusal.json()["error"]) == (409, "not_open")
    assert "Reopen" in refusal.json()["message"]


def test_deletes_an_application_with_its_documents_and_their_files(api: Api, apply: Apply, owner: User) -> None:
    application = apply(product={"required_documents": [add_type(api, "Passport")]})
    with tenant_context(owner.tenant_id):
        document = Document.unscoped.get(customer_application=application["id"])
        document.file.save("", ContentFile(b"%PDF-1.7"))
        version = FACTORY_FOR[DocumentVersion](owner, document=document)
    names = [document.file.name, version.file.name]
    assert all(map(default_storage.exists, names))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert api.delete(path_of(application)).status_code == 204
    assert not any(map(default_storage.exists, names))
    assert api.get(path_of(application)).status_code == 404


def test_deletes_many_and_skips_what_is_not_there(api: Api, apply: Apply, owner: User) -> None:
    application = apply()
    with tenant_context(owner.tenant_id):
        platform = Api(make_user(owner, is_superuser=True))
    deleted = platform.post("/api/customer-applications/bulk-delete/", {"ids": [application["id"], 2_000_000_000]})
    assert (deleted.json()["deleted"], deleted.json()["skipped"]) == (1, 1)
    assert "no such record" in deleted.json()["reasons"][0]["message"]


def test_finds_applications_by_customer_product_status_and_words(api: Api, apply: Apply, customer: Client) -> None:
    one, other = apply(), apply(product={"name": "Work permit"})

    def found(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"/api/customer-applications/?{query}&ordering=id").json()["results"]]

    assert found("search=lim") == [one["id"], other["id"]]
    assert found("search=permit") == [other["id"]]
    assert found(f"product={one['product']}") == [one["id"]]
    assert found(f"customer={customer.pk}&status=pending") == [one["id"], other["id"]]
    assert found("status=closed") == []
    assert found("due_date__lte=2024-02-09") == []
    assert api.get("/api/customer-applications/?status=unknown").status_code == 400


def test_shows_a_customers_history_the_newest_first(api: Api, apply: Apply, customer: Client, owner: User) -> None:
    one, other = apply(), apply()
    with tenant_context(owner.tenant_id):
        FACTORY_FOR[CustomerApplication](owner)
        lead = make_client(owner)
    history = api.get(f"/api/customers/{customer.pk}/applications-history/").json()
    assert (history["count"], history["results"]) == (2, [other, one])
    assert api.get(f"/api/customers/{customer.pk}/applications-history/?page_size=1&page=2").json()["results"] == [one]
    assert api.get(f"/api/customers/{lead.pk}/applications-history/").status_code == 404


def test_shows_a_seller_the_own_customers_applications_only(
    api: Api, apply: Apply, customer: Client, colleague: Callable[..., User], owner: User
) -> None:
    seller = colleague("sales_person")
    application = apply()
    caller = Api(seller)
    assert caller.get("/api/customer-applications/").json()["count"] == 0
    with tenant_context(owner.tenant_id):
        Client.unscoped.filter(pk=customer.pk).update(assigned_to=seller)
    assert [row["id"] for row in caller.get("/api/customer-applications/").json()["results"]] == [application["id"]]


def test_keeps_its_customer_from_being_deleted(api: Api, apply: Apply, customer: Client) -> None:
    application = apply()
    refusal = api.delete(f"/api/customers/{customer.pk}/")
    assert refusal.status_code == 409
    assert f"#{application['id']}" in refusal.json()["message"]
