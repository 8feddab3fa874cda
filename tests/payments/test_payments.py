from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.documents import add_client, add_invoice, day, set_rate


@pytest.fixture
def invoice(api: Api, owner: User) -> dict[str, Any]:
    """A sent invoice of 1100.00."""
    return add_invoice(api, add_client(owner), status="sent")


def pay(api: Api, to: dict[str, Any], amount: Any, **body: Any) -> Any:
    return api.post("/api/payments/", {"invoice": to["id"], "amount": amount} | body)


def figures(api: Api, invoice: dict[str, Any]) -> tuple[str, str, str]:
    shown = api.get(f"/api/invoices/{invoice['id']}/").json()
    return shown["paid_amount"], shown["balance"], shown["status"]


def test_takes_a_payment_and_shows_it_on_the_invoice(api: Api, owner: User, invoice: dict[str, Any]) -> None:
    answer = pay(
        api, invoice, "500.00", payment_date="2024-01-15", payment_method="bank_transfer", reference="TXN123456"
    )
    assert answer.status_code == 201
    payment = answer.json()
    assert (payment["invoice"], payment["invoice_number"]) == (invoice["id"], invoice["invoice_number"])
    assert (payment["client"], payment["currency"], payment["owner"]) == (invoice["client"], "USD", owner.pk)
    shown = api.get(f"/api/invoices/{invoice['id']}/").json()
    assert shown["payments"] == [
        {
            "id": payment["id"],
            "amount": "500.00",
            "currency": "USD",
            "invoice_amount": "500.00",
            "payment_date": "2024-01-15",
            "payment_method": "bank_transfer",
            "reference": "TXN123456",
        }
    ]
    assert (shown["paid_amount"], shown["balance"], shown["status"]) == ("500.00", "600.00", "partial")
    assert api.get(f"/api/payments/{payment['id']}/").json() == payment
    with tenant_context(owner.tenant_id):
        trail = AuditLog.unscoped.order_by("-id").values_list("resource_type", "action", "new_values")[:2]
        assert list(trail) == [
            ("invoice", "update", {"paid_amount": "500.00", "balance": "600.00", "status": "partial"}),
            (
                "payment",
                "create",
                {
                    "invoice": invoice["id"],
                    "amount": "500.00",
                    "currency": "USD",
                    "payment_date": "2024-01-15",
                    "payment_method": "bank_transfer",
                    "reference": "TXN123456",
                },
            ),
        ]


def test_follows_payments_as_they_come_change_and_go(api: Api, invoice: dict[str, Any]) -> None:
    first = pay(api, invoice, "600.00").json()
    assert first["payment_date"] == day(0)
    second = pay(api, invoice, 500).json()
    assert figures(api, invoice) == ("1100.00", "0.00", "paid")
    changed = api.patch(f"/api/payments/{second['id']}/", {"amount": "499.99", "reference": "R"})
    assert (changed.status_code, changed.json()["amount"]) == (200, "499.99")
    assert figures(api, invoice) == ("1099.99", "0.01", "partial")
    assert api.patch(f"/api/payments/{second['id']}/", {"amount": "500.01"}).status_code == 400
    assert api.patch(f"/api/payments/{second['id']}/", {"amount": "500.00"}).status_code == 200
    assert figures(api, invoice) == ("1100.00", "0.00", "paid")
    assert api.delete(f"/api/payments/{first['id']}/").status_code == 204
    assert figures(api, invoice) == ("500.00", "600.00", "partial")
    assert api.delete(f"/api/payments/{second['id']}/").status_code == 204
    assert figures(api, invoice) == ("0.00", "1100.00", "sent")


@pytest.mark.parametrize(
    "amount", ["0", "-5", "1100.01", "0.001", "NaN", "Infinity", 1e308, "1e2", "1" * 40, "0." + "1" * 40, None, True]
)
def test_refuses_an_amount_and_changes_nothing(api: Api, invoice: dict[str, Any], amount: Any) -> None:
    answer = pay(api, invoice, amount)
    assert answer.status_code == 400
    assert "amount" in answer.json()["details"]
    assert figures(api, invoice) == ("0.00", "1100.00", "sent")
    assert api.get("/api/payments/").json()["count"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"invoice": 999_999}, "invoice"),
        ({"payment_method": "barter"}, "payment_method"),
        ({"payment_date": "2024-02-30"}, "payment_date"),
        ({"payment_date": "0001-01-01"}, "payment_date"),
        ({"reference": "x" * 201}, "reference"),
        ({"currency": "0", "exchange_rate": "1.5"}, "currency"),
    ],
)
def test_refuses_a_body_that_makes_no_sense(
    api: Api, invoice: dict[str, Any], body: dict[str, Any], field: str
) -> None:
    answer = pay(api, invoice, "1.00", **body)
    assert answer.status_code == 400
    assert field in answer.json()["details"]


def test_makes_no_credit_of_a_payment_that_is_changed(api: Api, invoice: dict[str, Any]) -> None:
    payment = pay(api, invoice, "600.00").json()
    refused = api.patch(f"/api/payments/{payment['id']}/", {"amount": "1200.00", "overpayment": "credit"})
    assert (refused.status_code, refused.json()["error"]) == (400, "not_changeable")
    assert api.patch(f"/api/payments/{payment['id']}/", {"amount": "7.00", "overpayment": "refuse"}).status_code == 200


def test_refuses_to_pay_more_on_a_paid_invoice(api: Api, invoice: dict[str, Any]) -> None:
    pay(api, invoice, "1100.00")
    answer = pay(api, invoice, "0.01")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["amount"])


def test_keeps_a_payment_with_its_invoice(api: Api, owner: User, invoice: dict[str, Any]) -> None:
    payment = pay(api, invoice, "10.00").json()
    other = add_invoice(api, add_client(owner, email="other@client.example"), status="sent")
    answer = api.patch(f"/api/payments/{payment['id']}/", {"invoice": other["id"]})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["invoice"])


def test_takes_another_tenants_invoice_for_one_that_does_not_exist(
    api: Api, charlie: User, invoice: dict[str, Any]
) -> None:
    answer = pay(Api(charlie), invoice, "10.00")
    assert answer.status_code == 400
    assert "does not exist" in answer.json()["details"]["invoice"][0]
    assert figures(api, invoice) == ("0.00", "1100.00", "sent")


def test_pays_in_the_decimals_of_the_invoices_currency(api: Api, owner: User) -> None:
    set_rate(api, "JPY", "0.0067")
    line = {"description": "Sushi", "unit_price": "5000"}
    invoice = add_invoice(api, add_client(owner), currency="JPY", line_items=[line], status="sent")
    assert pay(api, invoice, "0.5").status_code == 400
    assert pay(api, invoice, "4000").json()["amount"] == "4000"
    assert figures(api, invoice) == ("4000", "1000", "partial")


def test_filters_payments(api: Api, owner: User, invoice: dict[str, Any]) -> None:
    other = add_invoice(api, add_client(owner, name="Grace", email="g@client.example"), status="sent")
    pay(api, invoice, "10.00", payment_method="cash", payment_date="2024-01-01")
    pay(api, other, "20.00")

    def amounts(query: str) -> list[str]:
        return [row["amount"] for row in api.get(f"/api/payments/?{query}").json()["results"]]

    assert amounts("payment_method=cash") == ["10.00"]
    assert amounts(f"invoice={other['id']}") == ["20.00"]
    assert amounts(f"client={other['client']}") == ["20.00"]
    assert amounts("payment_date__lte=2024-06-01") == ["10.00"]
    assert amounts("search=grace") == amounts(f"search={other['invoice_number'].lower()}") == ["20.00"]
    assert amounts("ordering=amount") == ["10.00", "20.00"]


def test_marks_an_invoice_as_paid_by_a_payment_of_the_rest(api: Api, invoice: dict[str, Any]) -> None:
    pay(api, invoice, "100.00")
    path = f"/api/invoices/{invoice['id']}/mark-as-paid/"
    answer = api.post(path, {"payment_method": "cash", "reference": "R1", "payment_date": "2024-01-15"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["balance"], body["paid_amount"]) == ("paid", "0.00", "1100.00")
    assert {name: body["payments"][1][name] for name in ("amount", "payment_method", "reference", "payment_date")} == {
        "amount": "1000.00",
        "payment_method": "cash",
        "reference": "R1",
        "payment_date": "2024-01-15",
    }
    assert api.get(f"/api/invoices/{invoice['id']}/").json() == body
    again = api.post(path)
    assert (again.status_code, again.json()["error"]) == (409, "already_paid")


def test_does_not_mark_a_draft_as_paid(api: Api, owner: User) -> None:
    draft = add_invoice(api, add_client(owner))
    assert api.post(f"/api/invoices/{draft['id']}/mark-as-paid/").status_code == 409
    assert api.post("/api/invoices/999999/mark-as-paid/", {"payment_method": "barter"}).status_code == 404
