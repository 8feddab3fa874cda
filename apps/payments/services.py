"""Every change of a payment; each settles its invoice in the same transaction, under the invoice's lock."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row, new_row
from apps.core.money import round_fraction, round_money
from apps.core.texts import say
from apps.currencies.rates import Rates, exchanged, quotient, worth
from apps.currencies.services import check_rate
from apps.invoices.client_credit import post_entry, withdraw_entry
from apps.invoices.locks import lock_row
from apps.invoices.models import CreditEntry, Invoice
from apps.invoices.services import lock_invoice, settle_invoice
from apps.payments.models import Payment
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of

VALUES = ("base_currency", "exchange_rate", "invoice_amount", "base_amount", "exchange_gain")
REFUSE, CREDIT = "refuse", "credit"
"""What becomes of a payment above the balance."""


@transaction.atomic
def create_payment(
    *,
    actor: Actor,
    invoice: Invoice,
    amount: Decimal,
    currency: str | None = None,
    exchange_rate: Decimal | None = None,
    invoice_amount: Decimal | None = None,
    payment_date: date | None = None,
    overpayment: str = REFUSE,
    **fields: Any,
) -> Payment:
    """Take money for an issued invoice: positive and at most its balance (400), today unless dated.

    The money may be in another currency than the invoice (its own unless given). It is valued at the rate of its day,
    or the `exchange_rate` given; of the invoice it covers `invoice_amount`, by the rates of its day unless given. With
    the overpayment `credit` what is above the balance becomes the client's credit. 409 on drafts and cancelled
    invoices, 400 without a rate.
    """
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    if invoice.status not in Invoice.ISSUED:
        raise RuleViolation(
            say(
                "{invoice} is {status}; payments go on invoices that were sent.", invoice=invoice, status=invoice.status
            ),
            code="not_issued",
        )
    payment = new_row(
        Payment,
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        invoice=invoice,
        amount=amount,
        currency=currency or invoice.currency,
        payment_date=check_day(payment_date or today_of(actor), field="payment_date"),
        **fields,
    )
    value_payment(actor=actor, payment=payment, exchange_rate=exchange_rate, invoice_amount=invoice_amount)
    if overpayment != CREDIT:
        _refuse_above(payment, invoice.balance)
    excess = payment.invoice_amount - invoice.balance
    if excess > 0:
        payment.excess = _post_excess(actor, payment, excess)
    insert_row(payment)
    record(
        actor=actor,
        action="create",
        target=payment,
        new={
            name: getattr(payment, name)
            for name in ("invoice", "amount", "currency", "payment_date", "payment_method", "reference")
        },
    )
    settle_invoice(actor=actor, invoice=invoice)
    return payment


@transaction.atomic
def pay_balance(*, actor: Actor, invoice: Invoice, **fields: Any) -> Invoice:
    """Take a payment of all that is open, so that the invoice is paid. 409 when nothing is, or it was never sent."""
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    if invoice.status == Invoice.Status.PAID:
        raise RuleViolation(say("{invoice} is paid already.", invoice=invoice), code="already_paid")
    payment = create_payment(actor=actor, invoice=invoice, amount=invoice.balance, **fields)
    paid: Invoice = payment.invoice
    return paid


@transaction.atomic
def change_payment(*, actor: Actor, payment: Payment, **changes: Any) -> Payment:
    """Correct a payment; the same bounds hold for its amount. It stays with its invoice (400).

    Another day or currency has another rate, unless one is given. Above the balance nothing becomes credit (400).
    """
    if changes.pop("overpayment", REFUSE) == CREDIT:
        raise RuleViolation(
            "Only a payment that is entered leaves credit. Delete this one and enter it anew.",
            code="not_changeable",
            field="overpayment",
        )
    invoice = lock_invoice(actor=actor, pk=payment.invoice_id)
    payment = _lock_payment(actor, payment, invoice)
    if changes.pop("invoice", invoice).pk != invoice.pk:
        raise RuleViolation(
            say("The payment belongs to {invoice}. Delete it and enter it on the other invoice.", invoice=invoice),
            code="other_invoice",
            field="invoice",
        )
    if "payment_date" in changes:
        check_day(changes["payment_date"], field="payment_date")
    before = {name: getattr(payment, name) for name in VALUES}
    given_rate, covers = changes.pop("exchange_rate", None), changes.pop("invoice_amount", None)
    old, new = apply_changes(payment, changes)
    if {"amount", "currency", "payment_date"} & new.keys() or given_rate is not None or covers is not None:
        if given_rate is None and not {"currency", "payment_date"} & new.keys():
            given_rate = payment.exchange_rate
        value_payment(actor=actor, payment=payment, exchange_rate=given_rate, invoice_amount=covers)
        _refuse_above(payment, round_money(invoice.balance + before["invoice_amount"], invoice.currency))
        if {"amount", "currency"} & new.keys() or any(
            getattr(payment, name) != before[name] for name in ("invoice_amount", "base_amount")
        ):
            _refuse_credited(invoice, payment, less=before["invoice_amount"] - payment.invoice_amount)
    for name, value in before.items():
        if getattr(payment, name) != value:
            old[name], new[name] = value, getattr(payment, name)
    if new:
        payment.save(update_fields=[*{*new, *VALUES}, "updated_at"])
        record(actor=actor, action="update", target=payment, old=old, new=new)
        settle_invoice(actor=actor, invoice=invoice)
    return payment


@transaction.atomic
def delete_payment(*, actor: Actor, payment: Payment) -> None:
    """Take a payment back; its amount is open again. 409 where a part of it became credit and was used."""
    invoice = lock_invoice(actor=actor, pk=payment.invoice_id)
    payment = _lock_payment(actor, payment, invoice)
    excess, payment.excess = payment.excess, None
    stays = payment.invoice_amount - (excess.amount if excess else 0)
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


def value_payment(
    *, actor: Actor, payment: Payment, exchange_rate: Decimal | None = None, invoice_amount: Decimal | None = None
) -> None:
    """Set what a payment is worth and what it covers. 400 for amounts that are not positive or have more decimals than
    their currency, without a rate, and for an `invoice_amount` other than what came in the invoice's own currency."""
    invoice, rates = payment.invoice, Rates(actor)
    if exchange_rate is not None:
        check_rate(exchange_rate, field="exchange_rate")
    rate = rates.freeze(payment, currency=payment.currency, day=payment.payment_date, rate=exchange_rate)
    payment.amount = _exact(payment.amount, payment.currency, "amount")
    if payment.currency == invoice.currency:
        covers = payment.amount
        if invoice_amount is not None and invoice_amount != covers:
            raise RuleViolation(
                say(
                    "The payment is in the currency of {invoice}; it covers its {amount}.",
                    invoice=invoice,
                    amount=covers,
                ),
                code="two_amounts",
                field="invoice_amount",
            )
    elif invoice_amount is not None:
        covers = _exact(invoice_amount, invoice.currency, "invoice_amount")
    else:
        into_rate = rates.get(invoice.currency, payment.payment_date)
        covers = exchanged(payment.amount, rate, invoice.currency, into_rate)
        if not covers:
            raise RuleViolation(
                say(
                    "{amount} {currency} come to nothing in {other}.",
                    amount=payment.amount,
                    currency=payment.currency,
                    other=invoice.currency,
                ),
                code="not_positive",
                field="amount",
            )
    payment.invoice_amount = covers
    payment.base_amount = rates.value(payment.amount, rate)
    if invoice.exchange_rate is not None:
        payment.exchange_gain = payment.base_amount - worth(covers, invoice.exchange_rate, invoice.base_currency)


def _post_excess(actor: Actor, payment: Payment, excess: Decimal) -> CreditEntry:
    """Book what was paid beyond the invoice as credit: at the payment's rate, unless it is the company's currency."""
    invoice, kind = payment.invoice, CreditEntry.Kind.OVERPAID
    values: dict[str, Any] = {}
    if invoice.exchange_rate is not None and invoice.currency != invoice.base_currency:
        base = round_fraction(
            Fraction(payment.base_amount) * Fraction(excess) / Fraction(payment.invoice_amount), invoice.base_currency
        )
        rate = payment.exchange_rate
        if payment.currency != invoice.currency:
            rate = quotient(payment.base_amount, payment.invoice_amount)
        values = {"base_amount": base, "exchange_rate": rate}
    entry = post_entry(actor=actor, invoice=invoice, entry_kind=kind, amount=excess, **values)
    if payment.exchange_gain is not None:
        cost = worth(payment.invoice_amount - excess, invoice.exchange_rate, invoice.base_currency)
        payment.exchange_gain = payment.base_amount - entry.base_amount - cost
    return entry


def _lock_payment(actor: Actor, payment: Payment, invoice: Invoice) -> Payment:
    locked: Payment = lock_row(Payment, actor=actor, pk=payment.pk)
    locked.invoice = invoice
    return locked


def _refuse_credited(invoice: Invoice, payment: Payment, *, less: Decimal) -> None:
    if payment.excess is not None:
        raise RuleViolation(
            say(
                "{amount} of this payment became the client's credit. Delete it and enter it anew.",
                amount=payment.excess.amount,
            ),
            code="credited",
        )
    if less > invoice.paid_amount:
        raise RuleViolation(
            say(
                "Only {amount} of what was paid on {invoice} still stands on it; a credit note made the rest the "
                "client's credit. Refund that instead.",
                amount=invoice.paid_amount,
                invoice=invoice,
            ),
            code="credited",
        )


def _refuse_above(payment: Payment, open_amount: Decimal) -> None:
    if payment.invoice_amount > open_amount:
        raise RuleViolation(
            say(
                "{amount} is more than the {open} {currency} that are open on {invoice}.",
                amount=payment.invoice_amount,
                open=open_amount,
                currency=payment.invoice.currency,
                invoice=payment.invoice,
            ),
            code="above_balance",
            field="amount",
        )


def _exact(amount: Decimal, currency: str, field: str) -> Decimal:
    if amount <= 0:
        raise RuleViolation("A payment must be more than 0.", code="not_positive", field=field)
    rounded = round_money(amount, currency)
    if rounded != amount:
        raise RuleViolation(
            say("{amount:f} has more decimals than {currency} knows.", amount=amount.normalize(), currency=currency),
            code="too_many_decimals",
            field=field,
        )
    return rounded
