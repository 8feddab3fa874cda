"""Documents, payments, expenses and bills in other currencies than the company's: each worth what it was on its day."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Seal
from apps.invoices.recurring import issue_due_invoices
from apps.tenants.actors import SystemActor
from tests.conftest import Api
from tests.documents import LINE, add_document, add_invoice, add_quote, set_rate
from tests.invoices.test_chain import committed, run_sql, verify, without_triggers

BASE = ("base_currency", "exchange_rate", "base_subtotal", "base_tax_amount", "base_total_amount")
OPEN = ("base_credited_amount", "base_paid_amount", "base_balance")
JANUARY = {"issue_date": "2024-01-05", "due_date": "2199-01-01"}


def issue(api: Api, client: Client, **body: Any) -> dict[str, Any]:
    """An invoice of 1100.00 EUR, issued when a euro was 1.10 USD."""
    return add_invoice(api, client, **{"currency": "EUR", "status": "sent", **JANUARY} | body)


def shown(api: Api, invoice: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/api/invoices/{invoice['id']}/").json()
    return found


def pay(api: Api, invoice: dict[str, Any], amount: str, **body: Any) -> Any:
    body = {"invoice": invoice["id"], "amount": amount, "payment_date": "2024-01-15"} | body
    return api.post("/api/payments/", body)


def paid(api: Api, invoice: dict[str, Any], amount: str, **body: Any) -> dict[str, Any]:
    answer = pay(api, invoice, amount, **body)
    assert answer.status_code == 201, answer.json()
    payment: dict[str, Any] = answer.json()
    return payment


def part(row: dict[str, Any], *names: str) -> list[Any]:
    return [row[name] for name in names]


@pytest.mark.parametrize("kind", ["invoice", "quote"])
def test_freezes_the_rate_of_the_day_of_issue(api: Api, client: Client, euro: list[dict[str, Any]], kind: str) -> None:
    last = "due_date" if kind == "invoice" else "expiry_date"
    draft = add_document(api, kind, client, currency="EUR", issue_date="2024-01-12", **{last: "2199-01-01"})
    assert part(draft, *BASE) == ["", None, None, None, None]
    path = f"/api/{kind}s/{draft['id']}/"
    sent = api.post(f"{path}send/").json()
    assert part(sent, *BASE) == ["USD", "1.20", "1200.00", "120.00", "1320.00"]
    for rate in euro:
        api.delete(f"/api/exchange-rates/{rate['id']}/")
    set_rate(api, "EUR", "9", "2024-01-12")
    assert part(api.get(path).json(), *BASE) == ["USD", "1.20", "1200.00", "120.00", "1320.00"]


def test_values_the_companys_own_currency_as_it_is(api: Api, client: Client) -> None:
    sent = add_invoice(api, client, status="sent")
    assert part(sent, *BASE, *OPEN) == ["USD", "1", "1000.00", "100.00", "1100.00", "0.00", "0.00", "1100.00"]


@pytest.mark.parametrize("kind", ["invoice", "quote"])
@pytest.mark.parametrize("at_once", [True, False])
def test_issues_nothing_without_a_rate(api: Api, owner: User, client: Client, kind: str, at_once: bool) -> None:
    set_rate(api, "EUR", "1.10", "2024-01-06")
    last = "due_date" if kind == "invoice" else "expiry_date"
    body = {
        "client": client.pk,
        "line_items": [LINE],
        "currency": "EUR",
        "issue_date": "2024-01-05",
        last: "2199-01-01",
    }
    answer = api.post(f"/api/{kind}s/", body | {"status": "sent" if at_once else "draft"})
    if not at_once:
        path = f"/api/{kind}s/{answer.json()['id']}/"
        answer = api.post(f"{path}send/")
        assert part(api.get(path).json(), "status", "content_hash", *BASE[:2]) == ["draft", "", "", None]
    assert (answer.status_code, answer.json()["error"], list(answer.json()["details"])) == (
        400, "no_exchange_rate", ["currency"],
    )  # fmt: skip
    assert "EUR to USD for 2024-01-05" in answer.json()["message"]
    with tenant_context(owner.tenant_id):
        assert Seal.unscoped.count() == 0
    assert api.get(f"/api/{kind}s/").json()["count"] == (0 if at_once else 1)
    assert verify()["faults"] == 0


@pytest.mark.parametrize(
    ("currency", "rate", "price", "total", "worth"),
    [
        ("JPY", "0.0067", "1001", "1001", "6.71"),
        ("KWD", "3.2567", "10.005", "10.005", "32.58"),
        ("CLP", "0.00105", "999", "999", "1.05"),
        ("EUR", "1.085", "0.01", "0.01", "0.01"),
    ],
)
def test_rounds_each_currency_to_its_own_minor_units(
    api: Api, client: Client, currency: str, rate: str, price: str, total: str, worth: str
) -> None:
    set_rate(api, currency, rate, "2024-01-01")
    line = {"description": "Work", "quantity": 1, "unit_price": price}
    invoice = issue(api, client, currency=currency, line_items=[line])
    assert part(invoice, "total_amount", "base_total_amount") == [total, worth]


def test_a_payment_at_another_rate_gains_or_loses(api: Api, client: Client, euro: list[Any]) -> None:
    invoice = issue(api, client)
    gain = paid(api, invoice, "600.00", payment_date="2024-01-15")
    assert part(gain, "exchange_rate", "base_amount", "exchange_gain") == ["1.20", "720.00", "60.00"]
    assert part(shown(api, invoice), *OPEN) == ["0.00", "660.00", "550.00"]
    loss = paid(api, invoice, "500.00", payment_date="2024-02-01")
    assert part(loss, "exchange_rate", "base_amount", "exchange_gain") == ["1.00", "500.00", "-50.00"]
    assert part(shown(api, invoice), "status", *OPEN) == ["paid", "0.00", "1210.00", "0.00"]


def test_a_payment_may_bring_the_rate_it_was_exchanged_at(api: Api, client: Client, euro: list[Any]) -> None:
    payment = paid(api, issue(api, client), "100.00", exchange_rate="1.15")
    assert part(payment, "base_amount", "exchange_gain") == ["115.00", "5.00"]
    path = f"/api/payments/{payment['id']}/"
    assert part(api.patch(path, {"amount": "200.00"}).json(), "base_amount", "exchange_gain") == ["230.00", "10.00"]
    moved = api.patch(path, {"payment_date": "2024-02-05"}).json()
    assert part(moved, "exchange_rate", "base_amount", "exchange_gain") == ["1.00", "200.00", "-20.00"]
    assert api.patch(path, {"exchange_rate": "-1"}).status_code == 400


def test_a_payment_may_come_in_a_third_currency(api: Api, client: Client, euro: list[Any]) -> None:
    set_rate(api, "JPY", "0.0075", "2024-01-01")
    invoice = issue(api, client)
    payment = paid(api, invoice, "16000", currency="JPY")
    names = ("currency", "invoice_currency", "invoice_amount", "base_amount", "exchange_gain")
    assert part(payment, *names) == ["JPY", "EUR", "100.00", "120.00", "10.00"]
    after = shown(api, invoice)
    assert part(after, "paid_amount", "balance", *OPEN) == ["100.00", "1000.00", "0.00", "110.00", "1100.00"]
    assert part(after["payments"][0], "amount", "currency", "invoice_amount") == ["16000", "JPY", "100.00"]
    rest = paid(api, invoice, "1150.00", currency="USD", invoice_amount="1000.00")
    assert part(rest, "base_amount", "exchange_gain") == ["1150.00", "50.00"]
    assert part(shown(api, invoice), "status", *OPEN) == ["paid", "0.00", "1210.00", "0.00"]
    statement = api.get(f"/api/clients/{client.pk}/statement/?currency=EUR").json()
    assert [entry["amount"] for entry in statement["entries"]] == ["1100.00", "-100.00", "-1000.00"]
    assert api.get(f"/api/clients/{client.pk}/statement/").json()["entries"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"currency": "CHF"}, "currency"),
        ({"currency": "ZZZ"}, "currency"),
        ({"currency": "JPY", "amount": "0.5"}, "amount"),
        ({"currency": "JPY", "amount": "200000"}, "amount"),
        ({"currency": "JPY", "amount": "1", "exchange_rate": "0.000001"}, "amount"),
        ({"amount": "1100.01"}, "amount"),
        ({"amount": "10.00", "invoice_amount": "11.00"}, "invoice_amount"),
        ({"currency": "USD", "invoice_amount": "1100.01"}, "amount"),
        ({"payment_date": "2023-12-31"}, "currency"),
    ],
)
def test_refuses_a_payment_that_cannot_be_valued(
    api: Api, client: Client, euro: list[Any], body: dict[str, str], field: str
) -> None:
    set_rate(api, "JPY", "0.0075", "2024-01-01")
    invoice = issue(api, client)
    answer = pay(api, invoice, **{"amount": "100.00"} | body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert part(shown(api, invoice), "paid_amount", "payments") == ["0.00", []]


def test_credits_at_the_invoices_own_rate(api: Api, client: Client, euro: list[Any]) -> None:
    line = {"description": "Third", "quantity": 3, "unit_price": "33.33", "tax_rate": "0.0775"}
    invoice = issue(api, client, line_items=[line])
    path, body = "/api/credit-notes/", {"invoice": invoice["id"], "issue_date": "2024-02-20"}
    measure = [{"invoice_line": invoice["line_items"][0]["id"], "quantity": 1}]
    notes = [api.post(path, body | {"line_items": measure}).json() for _ in range(3)]
    assert {note["exchange_rate"] for note in notes} == {"1.10"}
    for name in BASE[2:]:
        assert sum(Decimal(note[name]) for note in notes) == Decimal(invoice[name])
    assert part(shown(api, invoice), "status", *OPEN) == ["paid", invoice["base_total_amount"], "0.00", "0.00"]
    assert verify()["faults"] == 0


def test_what_is_paid_beyond_has_the_rate_of_its_payment(api: Api, client: Client, euro: list[Any]) -> None:
    invoice = issue(api, client)
    over = paid(api, invoice, "1225.02", payment_date="2024-01-05", exchange_rate="5.20", overpayment="credit")
    assert over["base_amount"] == "6370.10"  # rounded, so that it is no more 5.20 times the amount
    (entry,) = api.get("/api/client-credits/").json()["results"]
    assert part(entry, "amount", "exchange_rate", "base_amount") == ["125.02", "5.20", "650.10"]


def test_credit_goes_out_at_what_came_in_first(api: Api, client: Client, euro: list[Any]) -> None:
    first = issue(api, client)
    over = paid(api, first, "1200.00", payment_date="2024-01-15", overpayment="credit")
    assert part(over, "base_amount", "exchange_gain", "credited_amount") == ["1440.00", "110.00", "100.00"]
    second = issue(api, client)
    paid(api, second, "1150.00", payment_date="2024-02-01", overpayment="credit")
    third = issue(api, client)
    api.post(f"/api/invoices/{third['id']}/apply-credit/", {"amount": "60.00"})
    back = {"amount": "90.00", "currency": "EUR", "entry_date": "2024-02-10"}
    assert api.post(f"/api/clients/{client.pk}/refund/", back | {"currency": "CHF"}).status_code == 400
    assert api.post(f"/api/clients/{client.pk}/refund/", back).status_code == 201
    entries = api.get("/api/client-credits/?ordering=id").json()["results"]
    assert [part(entry, "entry_kind", "amount", "base_amount", "exchange_gain") for entry in entries] == [
        ["overpaid", "100.00", "120.00", "0.00"],
        ["overpaid", "50.00", "50.00", "0.00"],
        ["applied", "-60.00", "-72.00", "6.00"],  # 60 EUR of the first hundred, against a claim of 66 USD
        ["refunded", "-90.00", "-98.00", "8.00"],  # the other 40 and the fifty, for 90 USD
    ]


def test_spends_in_any_currency(api: Api, euro: list[Any]) -> None:
    spent = {"description": "Hotel", "amount": "200.00", "tax_amount": "20.00", "currency": "EUR"}
    expense = api.post("/api/expenses/", spent | {"expense_date": "2024-01-12"}).json()
    names = ("exchange_rate", "base_amount", "base_tax_amount")
    assert part(expense, *names) == ["1.20", "240.00", "24.00"]
    path = f"/api/expenses/{expense['id']}/"
    assert part(api.patch(path, {"exchange_rate": "1.25"}).json(), *names) == ["1.25", "250.00", "25.00"]
    assert part(api.patch(path, {"amount": "100.00"}).json(), *names) == ["1.25", "125.00", "25.00"]
    assert part(api.patch(path, {"expense_date": "2024-02-12"}).json(), *names) == ["1.00", "100.00", "20.00"]
    refused = api.patch(path, {"currency": "CHF"})
    assert (refused.status_code, refused.json()["error"]) == (400, "no_exchange_rate")
    assert api.get(path).json()["currency"] == "EUR"


def test_bills_in_any_currency(api: Api, client: Client, euro: list[Any]) -> None:
    body = {"customer": client.pk, "billing_date": "2024-01-12", "fna_price": "100.00", "currency": "EUR"}
    bill = api.post("/api/bills/", body | {"total_received": "40.00"}).json()
    names = ("exchange_rate", "base_total_bill", "base_total_received", "base_total_due")
    assert part(bill, *names) == ["1.20", "120.00", "48.00", "72.00"]
    path = f"/api/bills/{bill['id']}/"
    assert part(api.patch(path, {"total_received": "100.00"}).json(), *names) == ["1.20", "120.00", "120.00", "0.00"]
    assert part(api.patch(path, {"billing_date": "2024-02-12"}).json(), *names)[0] == "1.00"
    assert api.post("/api/bills/", body | {"currency": "CHF"}).status_code == 400


def test_a_schedule_without_a_rate_does_not_stop_the_others(api: Api, owner: User, client: Client) -> None:
    line = {"description": "Hosting", "unit_price": "10.00"}
    for currency in ("CHF", "USD"):
        api.post("/api/recurring-invoices/", {"client": client.pk, "currency": currency, "line_items": [line]})
    with tenant_context(owner.tenant_id):
        assert issue_due_invoices(actor=SystemActor(owner.tenant)) == 1
    assert [row["currency"] for row in api.get("/api/invoices/").json()["results"]] == ["USD"]
    set_rate(api, "CHF", "1.13", "2024-01-01")
    with tenant_context(owner.tenant_id):
        assert issue_due_invoices(actor=SystemActor(owner.tenant)) == 1


@pytest.mark.parametrize(
    "change",
    ["exchange_rate = 2", "base_currency = 'EUR'", "base_total_amount = 1, base_balance = 1", "currency = 'USD'"],
)
def test_the_database_refuses_another_rate_after_issue(
    api: Api, owner: User, client: Client, euro: list[Any], change: str
) -> None:
    invoice = issue(api, client)
    with pytest.raises(DatabaseError, match="is issued"):
        run_sql(owner, f"UPDATE invoices_invoice SET {change} WHERE id = %s", invoice["id"])


@committed
@pytest.mark.parametrize(
    "change",
    ["exchange_rate = 2", "exchange_rate = NULL", "base_currency = 'MYR'", "base_tax_amount = 1, base_subtotal = 1209"],
)
def test_the_chain_finds_another_rate_made_past_the_triggers(
    api: Api, owner: User, client: Client, euro: list[Any], change: str
) -> None:
    invoice = issue(api, client)
    assert verify()["faults"] == 0
    with without_triggers():
        run_sql(owner, f"UPDATE invoices_invoice SET {change} WHERE id = %s", invoice["id"])
    faults = [fault for tenant in verify()["tenants"] for fault in tenant["faults"]]
    assert [(fault["number"], fault["problem"]) for fault in faults] == [
        (invoice["invoice_number"], "it does not say what was sealed")
    ]


def test_quotes_become_invoices_at_the_rate_of_their_own_day(api: Api, client: Client, euro: list[Any]) -> None:
    quote = add_quote(
        api,
        client,
        currency="EUR",
        issue_date="2024-01-05",
        expiry_date="2199-01-01",
        status="sent",
        deposit_percent="30",
    )
    accepted = api.post(f"/api/quotes/{quote['id']}/accept/").json()
    deposit = api.get(f"/api/invoices/{accepted['deposit_invoice']}/").json()
    assert part(quote, "exchange_rate") + part(deposit, "currency", "exchange_rate", "base_total_amount") == [
        "1.10", "EUR", "1.00", "330.00",
    ]  # fmt: skip
