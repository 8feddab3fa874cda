"""Every change of a payment; each settles its invoice in the same transaction, under the invoice's lock."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.money import round_money
from apps.invoices.client_credit import post_entry, withdraw_entry
from apps.invoices.locks import lock_row
from apps.invoices.models import CreditEntry, Invoice
from apps.invoices.services import lock_invoice, settle_invoice
from apps.payments.models import Payment
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of

REFUSE, CREDIT = "refuse", "credit"
"""What becomes of a payment above the balance."""


@transaction.atomic
def create_payment(
    *,
    actor: Actor,
    invoice: Invoice,
    amount: Decimal,
    payment_date: date | None = None,
    overpayment: str = REFUSE,
    **fields: Any,
) -> Payment:
    """Take money for an issued invoice: positive and at most its balance (400), today unless dated.

    With the overpayment `credit` what is above the balance becomes the client's credit. 409 on drafts and cancelled
    invoices.
    """
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    if invoice.status not in Invoice.ISSUED:
        raise RuleViolation(
            f"{invoice} is {invoice.status}; payments go on invoices that were sent.", code="not_issued"
        )
    checked = _check_amount(invoice, amount, open_amount=None if overpayment == CREDIT else invoice.balance)
    excess = checked - invoice.balance
    payment = Payment(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        invoice=invoice,
        amount=checked,
        excess=post_entry(actor=actor, invoice=invoice, entry_kind=CreditEntry.Kind.OVERPAID, amount=excess)
        if excess > 0
        else None,
        payment_date=check_day(payment_date or today_of(actor), field="payment_date"),
        **fields,
    )
    payment.save(force_insert=True)
    record(
        actor=actor,
        action="create",
        target=payment,
        new={
            name: getattr(payment, name)
            for name in ("invoice", "amount", "payment_date", "payment_method", "reference")
        },
    )
    settle_invoice(actor=actor, invoice=invoice)
    return payment


@transaction.atomic
def pay_balance(*, actor: Actor, invoice: Invoice, **fields: Any) -> Invoice:
    """Take a payment of all that is open, so that the invoice is paid. 409 when nothing is, or it was never sent."""
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    if invoice.status == Invoice.Status.PAID:
        raise RuleViolation(f"{invoice} is paid already.", code="already_paid")
    payment = create_payment(actor=actor, invoice=invoice, amount=invoice.balance, **fields)
    paid: Invoice = payment.invoice
    return paid


@transaction.atomic
def change_payment(*, actor: Actor, payment: Payment, **changes: Any) -> Payment:
    """Correct a payment; the same bounds hold for its amount. It stays with its invoice (400)."""
    invoice = lock_invoice(actor=actor, pk=payment.invoice_id)
    payment = _lock_payment(actor, payment, invoice)
    if changes.pop("invoice", invoice).pk != invoice.pk:
        raise RuleViolation(
            f"The payment belongs to {invoice}. Delete it and enter it on the other invoice.",
            code="other_invoice",
            field="invoice",
        )
    if "amount" in changes:
        changes["amount"] = _check_amount(
            invoice, changes["amount"], open_amount=round_money(invoice.balance + payment.amount, invoice.currency)
        )
    if "payment_date" in changes:
        check_day(changes["payment_date"], field="payment_date")
    old, new = apply_changes(payment, changes)
    if "amount" in new:
        _refuse_credited(invoice, payment, less=old["amount"] - payment.amount)
    if new:
        payment.save(update_fields=[*new, "updated_at"])
        record(actor=actor, action="update", target=payment, old=old, new=new)
        settle_invoice(actor=actor, invoice=invoice)
    return payment


@transaction.atomic
def delete_payment(*, actor: Actor, payment: Payment) -> None:
    """Take a payment back; its amount is open again. 409 where a part of it became credit and was used."""
    invoice = lock_invoice(actor=actor, pk=payment.invoice_id)
    payment = _lock_payment(actor, payment, invoice)
    excess, payment.excess = payment.excess, None
    stays = payment.amount - (excess.amount if excess else 0)
    _refuse_credited(invoice, payment, less=stays)
    record(
        actor=actor,
        action="delete",
        target=payment,
        old={"invoice": invoice, "amount": payment.amount, "payment_date": payment.payment_date},
    )
    payment.delete()
    if excess:
        withdraw_entry(actor=actor, entry=excess)
    settle_invoice(actor=actor, invoice=invoice)


def _lock_payment(actor: Actor, payment: Payment, invoice: Invoice) -> Payment:
    locked: Payment = lock_row(Payment, actor=actor, pk=payment.pk)
    locked.invoice = invoice
    return locked


def _refuse_credited(invoice: Invoice, payment: Payment, *, less: Decimal) -> None:
    if payment.excess is not None:
        raise RuleViolation(
            f"{payment.excess.amount} of this payment became the client's credit. Delete it and enter it anew.",
            code="credited",
        )
    if less > invoice.paid_amount:
        raise RuleViolation(
            f"Only {invoice.paid_amount} of what was paid on {invoice} still stands on it; a credit note made the rest "
            "the client's credit. Refund that instead.",
            code="credited",
        )


def _check_amount(invoice: Invoice, amount: Decimal, *, open_amount: Decimal | None) -> Decimal:
    if amount <= 0:
        raise RuleViolation("A payment must be more than 0.", code="not_positive", field="amount")
    if open_amount is not None and amount > open_amount:
        raise RuleViolation(
            f"{amount.normalize():f} is more than the {open_amount} {invoice.currency} that are open on {invoice}.",
            code="above_balance",
            field="amount",
        )
    rounded = round_money(amount, invoice.currency)
    if rounded != amount:
        raise RuleViolation(
            f"{amount.normalize():f} has more decimals than {invoice.currency} knows.",
            code="too_many_decimals",
            field="amount",
        )
    return rounded
