"""Whatever comes in whatever order: paid and balance make the total, and the status says what they mean."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from apps.invoices.services import cancel_invoice, change_invoice, create_invoice, duplicate_invoice, send_invoice
from apps.payments.models import Payment
from apps.payments.services import change_payment, create_payment, delete_payment, pay_balance
from tests.documents import add_client

amounts = st.decimals("0.01", "400", places=2)
lines = st.lists(
    st.fixed_dictionaries(
        {
            "description": st.just("Work"),
            "quantity": st.decimals("0", "20", places=3),
            "unit_price": st.decimals("0", "50", places=4),
        },
        optional={
            "discount_percent": st.decimals("0", "100", places=4),
            "tax_rate": st.decimals("0", "0.3", places=5),
        },
    ),
    max_size=4,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("lines"), lines),
        st.tuples(st.sampled_from(["send", "cancel", "settle", "duplicate"]), st.none()),
        st.tuples(st.sampled_from(["pay", "change", "delete"]), st.tuples(amounts, st.integers(0, 5))),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture
def client(owner: User) -> Client:
    return add_client(owner)


def take(step: str, given: Any, owner: User, invoice: Invoice) -> None:
    payments = list(Payment.unscoped.filter(invoice=invoice))
    match step:
        case "lines":
            change_invoice(actor=owner, invoice=invoice, line_items=given)
        case "send":
            send_invoice(actor=owner, invoice=invoice)
        case "cancel":
            cancel_invoice(actor=owner, invoice=invoice)
        case "settle":
            pay_balance(actor=owner, invoice=invoice)
        case "duplicate":
            copy = duplicate_invoice(actor=owner, invoice=invoice)
            assert copy.total_amount == Invoice.unscoped.get(pk=invoice.pk).total_amount
        case "pay":
            create_payment(actor=owner, invoice=invoice, amount=given[0])
        case "change" if payments:
            change_payment(actor=owner, payment=payments[given[1] % len(payments)], amount=given[0])
        case "delete" if payments:
            delete_payment(actor=owner, payment=payments[given[1] % len(payments)])


def check(invoice: Invoice) -> None:
    rows = list(invoice.line_items.all())
    paid = sum((payment.amount for payment in invoice.payments.all()), Decimal(0))
    assert invoice.subtotal == sum((row.total for row in rows), Decimal(0))
    assert invoice.tax_amount == sum((Decimal(tax["amount"]) for tax in invoice.taxes), Decimal(0))
    assert invoice.total_amount == invoice.subtotal + invoice.tax_amount
    assert (invoice.paid_amount, invoice.balance) == (paid, invoice.total_amount - paid)
    assert invoice.balance >= 0
    match invoice.status:
        case "draft" | "cancelled" | "sent" | "overdue":
            assert paid == 0
        case "partial":
            assert 0 < paid < invoice.total_amount
        case "paid":
            assert paid == invoice.total_amount
    assert all(row.total == row.total.quantize(Decimal("0.01")) for row in rows)


@settings(max_examples=30)
@given(first=lines, sequence=steps)
def test_paid_and_balance_make_the_total_after_any_sequence(
    owner: User, client: Client, first: list[dict[str, Any]], sequence: list[tuple[str, Any]]
) -> None:
    with tenant_context(owner.tenant_id):
        invoice = create_invoice(actor=owner, client=client, line_items=first)
        for step, given_values in sequence:
            before = Invoice.unscoped.select_related("client").get(pk=invoice.pk)
            try:
                take(step, given_values, owner, before)
            except RuleViolation:
                after = Invoice.unscoped.get(pk=invoice.pk)
                assert after.updated_at == before.updated_at
            check(Invoice.unscoped.get(pk=invoice.pk))
