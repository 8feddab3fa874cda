from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.event_types import EVENT_TYPES
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.documents import add_client, add_invoice, day
from tests.parallel import all_at_once, reading_unlocked

STATUSES = ["pending", "approved", "rejected", "reimbursed"]
MOVES = {
    ("pending", "approve"): "approved",
    ("pending", "reject"): "rejected",
    ("approved", "reject"): "rejected",
    ("approved", "reimburse"): "reimbursed",
}


@pytest.fixture
def client(owner: User) -> Client:
    return add_client(owner)


def spend(api: Api, **body: Any) -> dict[str, Any]:
    answer = api.post("/api/expenses/", {"description": "Office supplies", "amount": "50.00"} | body)
    assert answer.status_code == 201, answer.json()
    expense: dict[str, Any] = answer.json()
    return expense


def expense_in(api: Api, status: str) -> dict[str, Any]:
    expense = spend(api)
    path = f"/api/expenses/{expense['id']}/"
    for verb in {"approved": ["approve"], "rejected": ["reject"], "reimbursed": ["approve", "reimburse"]}.get(
        status, []
    ):
        assert api.post(f"{path}{verb}/").status_code == 200
    shown: dict[str, Any] = api.get(path).json()
    assert shown["status"] == status
    return shown


def test_takes_the_documented_body(api: Api, owner: User, client: Client) -> None:
    body = {
        "description": "Office supplies",
        "amount": "50.00",
        "category": "office",
        "expense_date": "2024-01-01",
        "receipt_number": "REC-001",
        "vendor": "Office Store",
        "tax_amount": "5.00",
        "is_billable": True,
        "client": client.pk,
        "status": "approved",
    }
    expense = spend(api, **body)
    assert {name: expense[name] for name in body} == body
    assert (expense["owner"], expense["attachments"], expense["currency"]) == (owner.pk, [], "USD")
    assert api.get(f"/api/expenses/{expense['id']}/").json() == expense
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(resource_type="expense")
    assert (event.action, event.new_values["amount"]) == ("create", "50.00")


def test_fills_in_what_is_not_given(api: Api) -> None:
    expense = spend(api, amount=7)
    assert (expense["amount"], expense["tax_amount"], expense["status"]) == ("7.00", "0.00", "pending")
    assert (expense["expense_date"], expense["category"], expense["client"]) == (day(0), "other", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": None}, "amount"),
        ({"tax_amount": "50.01"}, "tax_amount"),
        ({"tax_amount": "-1"}, "tax_amount"),
        ({"currency": "XXX"}, "currency"),
        ({"category": "bribes"}, "category"),
        ({"status": "reimbursed"}, "status"),
        ({"expense_date": "2024-02-30"}, "expense_date"),
        ({"expense_date": "0001-01-01"}, "expense_date"),
        ({"client": 999_999}, "client"),
        ({"description": ""}, "description"),
        ({"description": "x" * 501}, "description"),
    ],
)
def test_refuses_a_body_that_makes_no_sense(api: Api, body: dict[str, Any], field: str) -> None:
    answer = api.post("/api/expenses/", {"description": "Paper", "amount": "50.00"} | body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert api.get("/api/expenses/").json()["count"] == 0


@pytest.mark.parametrize("verb", ["approve", "reject", "reimburse"])
@pytest.mark.parametrize("status", STATUSES)
def test_allows_only_the_legal_decisions(api: Api, status: str, verb: str) -> None:
    expense = expense_in(api, status)
    answer = api.post(f"/api/expenses/{expense['id']}/{verb}/")
    if target := MOVES.get((status, verb)):
        assert (answer.status_code, answer.json()["status"]) == (200, target)
    else:
        assert answer.status_code == 409
        assert api.get(f"/api/expenses/{expense['id']}/").json() == expense


def test_lets_nobody_decide_on_the_own_expenses_alone(api: Api, colleague: Any) -> None:
    sales = Api(colleague("user"))
    mine = spend(sales)
    assert sales.post(f"/api/expenses/{mine['id']}/approve/").status_code == 403
    assert sales.patch(f"/api/expenses/{mine['id']}/", {"status": "approved"}).status_code == 403
    body = {"description": "Lunch", "amount": "5", "status": "approved"}
    assert sales.post("/api/expenses/", body).status_code == 403
    assert api.post(f"/api/expenses/{mine['id']}/approve/").status_code == 200


def test_edits_and_deletes_until_reimbursed(api: Api) -> None:
    expense = expense_in(api, "approved")
    path = f"/api/expenses/{expense['id']}/"
    assert api.patch(path, {"amount": "60.00", "vendor": "Shop"}).json()["amount"] == "60.00"
    assert api.put(path, {"description": "Pens", "amount": "61.00"}).json()["description"] == "Pens"
    api.post(f"{path}reimburse/")
    assert api.patch(path, {"amount": "1.00"}).status_code == 409
    assert api.delete(path).status_code == 409
    other = f"/api/expenses/{spend(api)['id']}/"
    assert api.delete(other).status_code == 204
    assert api.get(other).status_code == 404


def test_filters_and_finds_expenses(api: Api, client: Client) -> None:
    spend(api, category="travel", vendor="Züri Bahn", expense_date="2024-03-01")
    spend(api, is_billable=True, client=client.pk)

    def count(query: str) -> int:
        answer = api.get(f"/api/expenses/?{query}")
        assert answer.status_code == 200, answer.json()
        return int(answer.json()["count"])

    queries = ["category=travel", "search=zuri", "search=lovelace", "expense_date__gte=2024-01-01", "is_billable=true"]
    assert [count(query) for query in queries] == [1, 1, 1, 2, 1]
    assert [count("is_billed=true"), count("is_billed=false"), count("status=approved")] == [0, 2, 0]
    assert api.get("/api/expenses/?category=bribes").status_code == 400


def test_bills_expenses_on_an_invoice_exactly_once(api: Api, client: Client) -> None:
    billable = {"is_billable": True, "client": client.pk, "status": "approved"}
    ids = [spend(api, amount=amount, **billable)["id"] for amount in ("10.00", "20.50")]
    answer = api.post("/api/expenses/bill/", {"expenses": ids})
    assert answer.status_code == 201
    invoice = answer.json()
    assert (invoice["client"], invoice["status"], invoice["total_amount"]) == (client.pk, "draft", "30.50")
    assert api.get(f"/api/expenses/{ids[0]}/").json()["invoice"] == invoice["id"]
    again = api.post("/api/expenses/bill/", {"expenses": ids[:1]})
    assert (again.status_code, again.json()["error"]) == (409, "not_billable")
    assert api.patch(f"/api/expenses/{ids[0]}/", {"amount": "1.00"}).status_code == 409
    assert api.delete(f"/api/invoices/{invoice['id']}/").status_code == 204
    assert api.post("/api/expenses/bill/", {"expenses": ids}).status_code == 201


def test_adds_expenses_to_a_draft_of_the_same_client(api: Api, owner: User, client: Client) -> None:
    draft = add_invoice(api, client)
    expense = spend(api, is_billable=True, client=client.pk, status="approved")
    answer = api.post("/api/expenses/bill/", {"expenses": [expense["id"]], "invoice": draft["id"]})
    assert (answer.json()["id"], answer.json()["total_amount"]) == (draft["id"], "1150.00")
    other = add_invoice(api, add_client(owner, email="other@client.example"))
    second = spend(api, is_billable=True, client=client.pk, status="approved")
    refused = api.post("/api/expenses/bill/", {"expenses": [second["id"]], "invoice": other["id"]})
    assert refused.status_code == 400
    sent = add_invoice(api, client, status="sent")
    frozen = api.post("/api/expenses/bill/", {"expenses": [second["id"]], "invoice": sent["id"]})
    assert frozen.status_code == 409
    assert api.get(f"/api/expenses/{second['id']}/").json()["invoice"] is None


def test_tells_that_a_rejected_expense_is_pending_again(api: Api, owner: User) -> None:
    expense = expense_in(api, "rejected")
    assert api.patch(f"/api/expenses/{expense['id']}/", {"status": "pending"}).json()["status"] == "pending"
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.filter(resource_type="expense").latest("id")
    assert (event.action, f"expense.{event.action}" in EVENT_TYPES) == ("reopen", True)


@pytest.mark.parametrize("lacks", [{"is_billable": False}, {"client": None}, {"status": "pending"}])
def test_does_not_bill_what_is_not_billable(api: Api, client: Client, lacks: dict[str, Any]) -> None:
    expense = spend(api, **{"is_billable": True, "client": client.pk, "status": "approved"} | lacks)
    assert api.post("/api/expenses/bill/", {"expenses": [expense["id"]]}).status_code == 409
    assert api.post("/api/expenses/bill/", {"expenses": []}).status_code == 400
    assert api.post("/api/expenses/bill/", {"expenses": [999_999]}).status_code == 400


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_bills_an_expense_once_when_many_ask_at_once(api: Api, client: Client) -> None:
    expense = spend(api, is_billable=True, client=client.pk, status="approved")
    body = {"expenses": [expense["id"]]}
    answers = all_at_once(api, lambda caller, n: caller.post("/api/expenses/bill/", body), 8)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert api.get("/api/invoices/").json()["count"] == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_without_the_lock_an_expense_is_billed_twice(api: Api, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    expense = spend(api, is_billable=True, client=client.pk, status="approved")
    monkeypatch.setattr("apps.expenses.services.lock_row", reading_unlocked())
    body = {"expenses": [expense["id"]]}
    answers = all_at_once(api, lambda caller, n: caller.post("/api/expenses/bill/", body), 2)
    assert [answer.status_code for answer in answers] == [201, 201]
    assert api.get("/api/invoices/").json()["count"] == 2
