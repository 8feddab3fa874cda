"""Whatever is issued, credited, paid, applied and refunded in whatever order and currency, every cent stays accounted
for, in each currency and in the company's."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.currencies.services import put_rates
from apps.invoices.chain import find_faults
from apps.invoices.client_credit import apply_credit, credit_of, delete_entry, refund_credit
from apps.invoices.crediting import create_credit_note
from apps.invoices.models import CreditEntry, CreditNote, Invoice
from apps.invoices.services import cancel_invoice, create_invoice
from apps.payments.models import Payment
from apps.payments.services import change_payment, create_payment, delete_payment
from apps.payments.statements import statement_of
from tests.documents import add_client

CENT = Decimal("0.01")
CURRENCIES = ("USD", "EUR", "JPY")
RATES = {  # of three days each, far enough apart for gains and losses
    "EUR": {"2024-01-01": "1.0837", "2024-02-01": "1.1701", "2024-03-01": "0.9129"},
    "JPY": {"2024-01-01": "0.006671", "2024-02-01": "0.007113", "2024-03-01": "0.0061"},
}
days = st.sampled_from([date(2024, 1, 15), date(2024, 2, 15), date(2024, 3, 15)])
amounts = st.decimals("0.01", "300", places=2)
choices = st.integers(0, 5)
documents = st.fixed_dictionaries(
    {
        "line_items": st.lists(
            st.fixed_dictionaries(
                {
                    "description": st.just("Work"),
                    "quantity": st.decimals("1", "9", places=1),
                    "unit_price": st.decimals("0.01", "50", places=3),
                    "tax_rate": st.sampled_from([Decimal("0"), Decimal("0.0775"), Decimal("0.2")]),
                },
                optional={"discount_percent": st.decimals("0", "50", places=2)},
            ),
            min_size=1,
            max_size=3,
        ),
        "tax_mode": st.sampled_from(["group", "line"]),
        "prices_include_tax": st.booleans(),
        "currency": st.sampled_from(CURRENCIES),
        "issue_date": st.sampled_from([date(2024, 1, 2), date(2024, 2, 2)]),
    }
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), documents),
        st.tuples(
            st.sampled_from(["pay", "overpay", "pay in dollars", "change", "move", "apply", "credit amount", "refund"]),
            st.tuples(choices, amounts, days),
        ),
        st.tuples(
            st.sampled_from(
                ["credit all", "credit one", "cancel", "delete payment", "apply all", "take back", "refund"]
            ),
            st.tuples(choices, st.just(CENT), days),
        ),
    ),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def client(owner: User) -> Client:
    with tenant_context(owner.tenant_id):
        for currency, rates in RATES.items():
            for day, rate in rates.items():
                put_rates(actor=owner, day=date.fromisoformat(day), rates={currency: Decimal(rate)}, source="manual")
    return add_client(owner)


def pick(model: Any, index: int) -> Any:
    rows = list(model.unscoped.order_by("pk"))
    return rows[index % len(rows)] if rows else None


def take(step: str, given: Any, owner: User, client: Client) -> None:
    if step == "issue":
        create_invoice(actor=owner, client=client, status="sent", **given)
        return
    index, amount, day = given
    invoice, payment, entry = (pick(model, index) for model in (Invoice, Payment, CreditEntry))
    line = invoice.line_items.all()[index % invoice.line_items.count()].pk
    if invoice.currency == "JPY" and step != "pay in dollars":
        amount = amount.to_integral_value() + 1
    match step:
        case "pay" | "overpay":
            kind = "credit" if step == "overpay" else "refuse"
            create_payment(actor=owner, invoice=invoice, amount=amount, overpayment=kind, payment_date=day)
        case "pay in dollars":
            create_payment(
                actor=owner, invoice=invoice, amount=amount, currency="USD", overpayment="credit", payment_date=day
            )
        case "move" if payment:
            change_payment(actor=owner, payment=payment, payment_date=day)
        case "change" if payment:
            change_payment(actor=owner, payment=payment, amount=amount)
        case "delete payment" if payment:
            delete_payment(actor=owner, payment=payment)
        case "credit all":
            create_credit_note(actor=owner, invoice=invoice)
        case "credit one":
            create_credit_note(
                actor=owner, invoice=invoice, line_items=[{"invoice_line": line, "quantity": Decimal(1)}]
            )
        case "credit amount":
            create_credit_note(actor=owner, invoice=invoice, line_items=[{"invoice_line": line, "amount": amount}])
        case "apply":
            apply_credit(actor=owner, invoice=invoice, amount=amount)
        case "apply all":
            apply_credit(actor=owner, invoice=invoice)
        case "refund":
            currency = CURRENCIES[index % 3]
            held = credit_of(client, currency)
            wanted = held if amount == CENT else min(amount.to_integral_value(), held)
            refund_credit(actor=owner, client=client, amount=wanted, currency=currency, entry_date=day)
        case "take back" if entry:
            delete_entry(actor=owner, creditentry=entry)
        case "cancel":
            cancel_invoice(actor=owner, invoice=invoice)


def check(owner: User, client: Client) -> None:
    def total(rows: Any, field: str) -> Decimal:
        return sum((getattr(row, field) for row in rows), Decimal(0))

    for invoice in Invoice.unscoped.prefetch_related("credit_notes", "payments", "credit_entries"):
        credited = total(invoice.credit_notes.all(), "total_amount")
        applied = total(invoice.payments.all(), "invoice_amount") - total(invoice.credit_entries.all(), "amount")
        assert (invoice.credited_amount, invoice.paid_amount) == (credited, applied)
        assert invoice.total_amount - credited - applied == invoice.balance
        assert min(invoice.balance, credited, applied) >= 0
        for name in ("subtotal", "tax_amount", "total_amount"):
            assert total(invoice.credit_notes.all(), name) <= getattr(invoice, name)
        left = total(invoice.line_items.all(), "total") - sum(
            total(note.line_items.all(), "total") for note in invoice.credit_notes.all()
        )
        if not left and credited:
            assert credited == invoice.total_amount
        check_worth(invoice, total)
    for note in CreditNote.unscoped.all():
        assert note.total_amount == note.subtotal + note.tax_amount
        assert note.tax_amount == sum((Decimal(tax["amount"]) for tax in note.taxes), Decimal(0))
        assert min(note.subtotal, note.tax_amount) >= 0
    for currency in CURRENCIES:
        credit = credit_of(client, currency)
        entries = CreditEntry.unscoped.filter(currency=currency)
        held = total(entries, "base_amount")
        assert credit >= 0
        assert held >= 0
        assert credit or not held
        issued = Invoice.unscoped.filter(status__in=Invoice.ISSUED, currency=currency)
        statement = statement_of(actor=owner, client=client, currency=currency)
        assert statement.closing_balance == total(issued, "balance") - credit
        # What came in and stayed is what was claimed and is not open, the credit, and what was gained.
        payments = Payment.unscoped.filter(invoice__currency=currency)
        paid_back = [entry for entry in entries if entry.entry_kind == "refunded"]
        money = total(payments, "base_amount") + total(paid_back, "base_amount") + total(paid_back, "exchange_gain")
        claimed = total(issued, "base_total_amount") - total(issued, "base_credited_amount")
        gained = total(payments, "exchange_gain") + total(entries, "exchange_gain")
        assert money == claimed - total(issued, "base_balance") + held + gained
        if currency == "USD":
            assert not gained


def check_worth(invoice: Invoice, total: Callable[[Any, str], Decimal]) -> None:
    """The invoice in the company's currency: what is credited, covered and open makes the whole, to the cent."""
    covered = Decimal(0)
    for payment in invoice.payments.all():
        beyond = payment.excess.base_amount if payment.excess else 0
        covered += payment.base_amount - beyond - payment.exchange_gain
    for entry in invoice.credit_entries.exclude(entry_kind="overpaid"):
        covered -= entry.base_amount + entry.exchange_gain
    assert covered == invoice.base_paid_amount
    assert total(invoice.credit_notes.all(), "base_total_amount") == invoice.base_credited_amount
    open_amount = invoice.base_total_amount - invoice.base_credited_amount - covered
    assert open_amount == invoice.base_balance >= 0
    assert invoice.balance or not invoice.base_balance
    rate = invoice.exchange_rate
    assert abs(invoice.base_balance - invoice.balance * rate) <= Decimal("0.02")
    assert abs(invoice.base_credited_amount - invoice.credited_amount * rate) <= Decimal("0.005")


@settings(max_examples=30)
@given(first=documents, sequence=steps)
def test_issued_less_credited_less_applied_is_the_balance_after_any_sequence(
    owner: User, client: Client, first: dict[str, Any], sequence: list[tuple[str, Any]]
) -> None:
    with tenant_context(owner.tenant_id), transaction.atomic():
        create_invoice(actor=owner, client=client, status="sent", **first)
        for step, values in sequence:
            with suppress(RuleViolation):
                take(step, values, owner, client)
            check(owner, client)
        assert list(find_faults(owner.tenant_id)) == []
        transaction.set_rollback(True)  # each sequence begins anew


@settings(max_examples=25)
@given(
    pieces=st.integers(3, 9),
    price=st.decimals("0.05", "0.60", places=2),
    rate=st.sampled_from([Decimal("0.05"), Decimal("0.0775"), Decimal("0.1"), Decimal("0.2")]),
    currency=st.sampled_from(["USD", "EUR"]),
    inclusive=st.booleans(),
)
def test_taxes_credited_piece_by_piece_never_exceed_the_invoices(
    owner: User, client: Client, pieces: int, price: Decimal, rate: Decimal, currency: str, inclusive: bool
) -> None:
    line = {"description": "Screw", "quantity": Decimal(pieces), "unit_price": price, "tax_rate": rate}
    with tenant_context(owner.tenant_id), transaction.atomic():
        invoice = create_invoice(
            actor=owner, client=client, status="sent", line_items=[line], currency=currency,
            prices_include_tax=inclusive, issue_date=date(2024, 1, 2),
        )  # fmt: skip
        taken = {"invoice_line": invoice.line_items.get().pk, "quantity": Decimal(1)}
        credited = dict.fromkeys(("subtotal", "tax_amount", "total_amount", "base_tax_amount", "base_total_amount"), 0)
        for _ in range(pieces):
            note = create_credit_note(actor=owner, invoice=invoice, line_items=[taken])
            credited = {name: sum_so_far + getattr(note, name) for name, sum_so_far in credited.items()}
            assert all(credited[name] <= getattr(invoice, name) for name in credited)
        assert credited == {name: getattr(invoice, name) for name in credited}
        transaction.set_rollback(True)
