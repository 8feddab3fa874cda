"""From a draft to the end of an invoice: every status with every action, and what follows from money and dates."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from apps.invoices.tasks import mark_overdue
from tests.conftest import Api
from tests.documents import add_client, add_invoice, day


def invoice_in(api: Api, client: Client, status: str) -> dict[str, Any]:
    """An invoice in a status, led there by the API."""
    invoice = add_invoice(api, client, issue_date=day(-60), due_date=day(-1 if status == "overdue" else 30))
    path = f"/api/invoices/{invoice['id']}/"
    if status != "draft":
        assert api.post(f"{path}send/").status_code == 200
    if amount := {"partial": "100.00", "paid": "1100.00"}.get(status):
        assert api.post("/api/payments/", {"invoice": invoice["id"], "amount": amount}).status_code == 201
    if status == "cancelled":
        assert api.post(f"{path}cancel/").status_code == 200
    shown: dict[str, Any] = api.get(path).json()
    assert shown["status"] == status
    return shown


LEGAL = {
    ("draft", "send"): "sent",
    ("draft", "edit"): "draft",
    ("draft", "delete"): None,
    ("sent", "cancel"): "cancelled",
    ("sent", "pay"): "partial",
    ("overdue", "cancel"): "cancelled",
    ("overdue", "pay"): "overdue",
    ("partial", "pay"): "partial",
}
STATUSES = [str(status) for status in Invoice.Status]
ACTIONS = ["send", "cancel", "edit", "delete", "pay"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", STATUSES)
def test_allows_only_the_legal_actions(api: Api, client: Client, status: str, action: str) -> None:
    invoice = invoice_in(api, client, status)
    path = f"/api/invoices/{invoice['id']}/"
    match action:
        case "edit":
            answer = api.patch(path, {"notes": "Changed"})
        case "delete":
            answer = api.delete(path)
        case "pay":
            answer = api.post("/api/payments/", {"invoice": invoice["id"], "amount": "10.00"})
        case _:
            answer = api.post(f"{path}{action}/")
    if (status, action) not in LEGAL:
        assert answer.status_code == (400 if (status, action) == ("paid", "pay") else 409)
        assert api.get(path).json() == invoice
    elif action == "delete":
        assert answer.status_code == 204
    else:
        assert answer.status_code in (200, 201)
        assert api.get(path).json()["status"] == LEGAL[status, action]


@pytest.mark.parametrize("target", STATUSES)
@pytest.mark.parametrize("status", STATUSES)
def test_moves_by_a_patch_of_the_status_only_where_legal(api: Api, client: Client, status: str, target: str) -> None:
    invoice = invoice_in(api, client, status)
    answer = api.patch(f"/api/invoices/{invoice['id']}/", {"status": target})
    legal = {("draft", "sent"), ("sent", "cancelled"), ("overdue", "cancelled")}
    if status == target or (status, target) in legal:
        assert answer.status_code == 200
        assert answer.json()["status"] == target
    else:
        assert answer.status_code == 409
        possible = [to for at, to in legal if at == status]
        assert all(to in answer.json()["message"] for to in possible)


def test_does_not_send_an_invoice_without_lines(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client, line_items=[])
    answer = api.post(f"/api/invoices/{invoice['id']}/send/")
    assert (answer.status_code, answer.json()["error"]) == (409, "no_lines")


def test_sends_at_once_when_created_as_sent(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client, status="sent")
    assert invoice["status"] == "sent"
    assert invoice["sent_at"] is not None
    with tenant_context(owner.tenant_id):
        actions = AuditLog.unscoped.filter(resource_type="invoice").order_by("id").values_list("action", flat=True)
        assert list(actions) == ["create", "send"]


def test_counts_an_invoice_over_nothing_as_paid_once_sent(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client, line_items=[{"description": "Free", "unit_price": "0"}], status="sent")
    assert (invoice["status"], invoice["balance"]) == ("paid", "0.00")


def test_is_overdue_the_day_after_its_due_date_where_the_tenant_is(api: Api, owner: User, client: Client) -> None:
    owner.tenant.settings = {"timezone": "Asia/Tokyo"}
    owner.tenant.save(update_fields=["settings"])
    invoice = add_invoice(api, client, issue_date=day(0), due_date=day(3), status="sent")
    due = datetime.fromisoformat(invoice["due_date"]).replace(tzinfo=UTC)

    def status_at(moment: datetime) -> str:
        with time_machine.travel(moment, tick=False):
            # The token of the fixture dies with the clock; a new caller logs in.
            return str(Api(owner).get(f"/api/invoices/{invoice['id']}/").json()["status"])

    assert status_at(due.replace(hour=14, minute=59)) == "sent"
    assert status_at(due.replace(hour=15, minute=1)) == "overdue"
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(resource_type="invoice", action="update")
    assert (event.new_values, event.user_id) == ({"status": "overdue"}, None)


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_beat_marks_every_tenants_overdue_invoices(api: Api, owner: User, charlie: User) -> None:
    late, fine = (
        add_invoice(Api(user), add_client(user), issue_date=day(-9), due_date=day(offset), status="sent")["id"]
        for user, offset in ((owner, 0), (charlie, 9))
    )
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        mark_overdue()
    with tenant_context(owner.tenant_id):
        assert Invoice.unscoped.get(pk=late).status == "overdue"
    with tenant_context(charlie.tenant_id):
        assert Invoice.unscoped.get(pk=fine).status == "sent"
