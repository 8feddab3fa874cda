"""Whatever is issued, credited, paid, applied and refunded in whatever order, every cent stays accounted for."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
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
    }
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), documents),
        st.tuples(st.sampled_from(["pay", "overpay", "change", "apply", "credit amount"]), st.tuples(choices, amounts)),
        st.tuples(
            st.sampled_from(["credit all", "credit one", "cancel", "delete payment", "apply all", "take back"]),
            st.tuples(choices, st.just(CENT)),
        ),
        st.tuples(st.just("refund"), st.tuples(choices, amounts)),
    ),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def client(owner: User) -> Client:
    return add_client(owner)


def pick(model: Any, index: int) -> Any:
    rows = list(model.unscoped.order_by("pk"))
    return rows[index % len(rows)] if rows else None


def take(step: str, given: Any, owner: User, client: Client) -> None:
    if step == "issue":
        create_invoice(actor=owner, client=client, status="sent", **given)
        return
    index, amount = given
    invoice, payment, entry = (pick(model, index) for model in (Invoice, Payment, CreditEntry))
    line = invoice.line_items.all()[index % invoice.line_items.count()].pk
    match step:
        case "pay" | "overpay":
            kind = "credit" if step == "overpay" else "refuse"
            create_payment(actor=owner, invoice=invoice, amount=amount, overpayment=kind)
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
            refund_credit(actor=owner, client=client, amount=amount)
        case "take back" if entry:
            delete_entry(actor=owner, creditentry=entry)
        case "cancel":
            cancel_invoice(actor=owner, invoice=invoice)


def check(owner: User, client: Client) -> None:
    def total(rows: Any, field: str) -> Decimal:
        return sum((getattr(row, field) for row in rows), Decimal(0))

    for invoice in Invoice.unscoped.prefetch_related("credit_notes", "payments", "credit_entries"):
        credited = total(invoice.credit_notes.all(), "total_amount")
        applied = total(invoice.payments.all(), "amount") - total(invoice.credit_entries.all(), "amount")
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
    for note in CreditNote.unscoped.all():
        assert note.total_amount == note.subtotal + note.tax_amount
        assert note.tax_amount == sum((Decimal(tax["amount"]) for tax in note.taxes), Decimal(0))
        assert min(note.subtotal, note.tax_amount) >= 0
    credit = credit_of(client, "USD")
    assert credit >= 0
    open_amounts = total(Invoice.unscoped.filter(status__in=Invoice.ISSUED), "balance")
    assert statement_of(actor=owner, client=client).closing_balance == open_amounts - credit


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
