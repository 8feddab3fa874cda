from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from apps.payments.models import Payment
from apps.tenants.models import VoidNumber
from tests.conftest import Api
from tests.documents import add_client, add_invoice, add_quote


@pytest.fixture
def platform(owner: User) -> Api:
    """An operator of the installation at work in Acme."""
    api = Api(User.unscoped.create_superuser("operator", "operator@platform.example", "Password123!"))
    api.headers["X-Tenant"] = str(owner.tenant_id)
    return api


@pytest.fixture
def paid(api: Api, owner: User) -> dict[str, Any]:
    """A paid invoice that a quote became."""
    quote = add_quote(api, add_client(owner), status="sent")
    api.post(f"/api/quotes/{quote['id']}/accept/")
    invoice = api.post(f"/api/quotes/{quote['id']}/convert/").json()
    api.post(f"/api/invoices/{invoice['id']}/send/")
    paid: dict[str, Any] = api.post(f"/api/invoices/{invoice['id']}/mark-as-paid/").json()
    return paid


def test_previews_what_a_forced_deletion_takes_with_it(platform: Api, paid: dict[str, Any]) -> None:
    answer = platform.get(f"/api/invoices/{paid['id']}/delete-preview/")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": paid["id"],
        "invoice_number": paid["invoice_number"],
        "status": "paid",
        "total_amount": "1100.00",
        "paid_amount": "1100.00",
        "can_delete": False,
        "line_items": 1,
        "payments": 1,
        "quotes": 1,
        "credit_notes": 0,
        "credit_entries": 0,
    }


def test_removes_an_invoice_and_keeps_its_trail(platform: Api, owner: User, paid: dict[str, Any]) -> None:
    answer = platform.post(f"/api/invoices/{paid['id']}/force-delete/")
    assert (answer.status_code, answer.json()["payments"]) == (200, 1)
    assert platform.get(f"/api/invoices/{paid['id']}/").status_code == 404
    assert platform.get("/api/quotes/").json()["results"][0]["invoice"] is None
    with tenant_context(owner.tenant_id):
        assert not Invoice.unscoped.exists()
        assert not Payment.unscoped.exists()
        assert VoidNumber.unscoped.get().number == paid["invoice_number"]
        event = AuditLog.unscoped.get(action="force_delete")
        assert AuditLog.unscoped.filter(resource_type="payment", action="delete").count() == 1
    assert event.resource_id == str(paid["id"])
    assert (event.old_values["total_amount"], event.old_values["payments"][0]["amount"]) == ("1100.00", "1100.00")


def test_removes_many_and_says_what_it_skipped(
    platform: Api, api: Api, owner: User, charlie: User, paid: dict[str, Any]
) -> None:
    draft = add_invoice(api, add_client(owner, email="b@client.example"))
    theirs = add_invoice(Api(charlie), add_client(charlie))
    ids = [paid["id"], draft["id"], draft["id"], theirs["id"], 999_999]
    answer = platform.post("/api/invoices/bulk-delete/", {"ids": ids})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["deleted"], body["skipped"]) == (2, 2)
    assert [reason["id"] for reason in body["reasons"]] == [theirs["id"], 999_999]
    assert Api(charlie).get(f"/api/invoices/{theirs['id']}/").status_code == 200


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": [0]}, {"ids": list(range(1, 1002))}])
def test_refuses_a_list_of_ids_that_is_none(platform: Api, body: dict[str, Any]) -> None:
    assert platform.post("/api/invoices/bulk-delete/", body).status_code == 400


def test_is_for_the_platform_only(api: Api, paid: dict[str, Any]) -> None:
    path = f"/api/invoices/{paid['id']}/"
    answers = [
        api.get(f"{path}delete-preview/"),
        api.post(f"{path}force-delete/"),
        api.post("/api/invoices/bulk-delete/", {"ids": [paid["id"]]}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert api.get(path).status_code == 200
