"""A client's credit: money that is the client's and stands on no invoice. Booked, applied, paid back."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from apps.audit.services import record
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.money import ZERO, MoneyError, round_money
from apps.core.texts import say
from apps.currencies.rates import Rates, worth
from apps.currencies.services import check_rate
from apps.invoices.locks import lock_row
from apps.invoices.models import CreditEntry, CreditNote, Invoice
from apps.invoices.services import lock_invoice, settle_invoice
from apps.invoices.valuation import value_credit
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of

Kind = CreditEntry.Kind


def credit_of(client: Client, currency: str) -> Decimal:
    """What the client has in a currency."""
    entries = CreditEntry.unscoped.filter(tenant_id=client.tenant_id, client=client, currency=currency)
    return round_money(entries.aggregate(sum=Sum("amount"))["sum"] or ZERO, currency)


def credits_of(client: Client) -> list[dict[str, Any]]:
    """What the client has, in each currency in which anything was ever booked."""
    entries = CreditEntry.unscoped.filter(tenant_id=client.tenant_id, client=client)
    sums = entries.values("currency").annotate(sum=Sum("amount")).order_by("currency")
    return [{"currency": row["currency"], "amount": round_money(row["sum"], row["currency"])} for row in sums]


@transaction.atomic
def apply_credit(*, actor: Actor, invoice: Invoice, amount: Decimal | None = None) -> Invoice:
    """Pay an open invoice out of its client's credit: an amount, or as much as there is and is open.

    400 above the balance or the credit, 409 where either is nothing.
    """
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    if invoice.status not in Invoice.OPEN:
        raise RuleViolation(
            say("{invoice} is {status}; nothing is open on it.", invoice=invoice, status=invoice.status),
            code="not_open",
        )
    client = _lock_client(actor, invoice.client)
    credit = credit_of(client, invoice.currency)
    if credit <= 0:
        raise RuleViolation(
            say("{client} has no credit in {currency}.", client=client, currency=invoice.currency), code="no_credit"
        )
    wanted = min(credit, invoice.balance) if amount is None else _checked(amount, invoice.currency)
    if wanted > invoice.balance:
        raise RuleViolation(
            say(
                "{amount} is more than the {open} {currency} that are open on {invoice}.",
                amount=wanted,
                open=invoice.balance,
                currency=invoice.currency,
                invoice=invoice,
            ),
            code="above_balance",
            field="amount",
        )
    if wanted > credit:
        raise RuleViolation(
            _above_credit(wanted, credit, invoice.currency, client), code="above_balance", field="amount"
        )
    post_entry(actor=actor, invoice=invoice, entry_kind=Kind.APPLIED, amount=-wanted)
    settle_invoice(actor=actor, invoice=invoice)
    return invoice


@transaction.atomic
def refund_credit(
    *,
    actor: Actor,
    client: Client,
    amount: Decimal,
    currency: str | None = None,
    entry_date: date | None = None,
    exchange_rate: Decimal | None = None,
    **fields: Any,
) -> CreditEntry:
    """Note that credit was paid back to the client, at the rate of the day unless given. 400 above what there is."""
    client = _lock_client(actor, client)
    currency = currency or actor.acting_tenant.preferences.currency
    wanted, credit = _checked(amount, currency), credit_of(client, currency)
    if wanted > credit:
        raise RuleViolation(_above_credit(wanted, credit, currency, client), code="above_credit", field="amount")
    day = check_day(entry_date or today_of(actor), field="entry_date")
    entry = CreditEntry(
        client=client, currency=currency, entry_kind=Kind.REFUNDED, amount=-wanted, entry_date=day, **fields
    )
    rates = Rates(actor)
    rates.freeze(entry, currency=currency, day=day, rate=exchange_rate and check_rate(exchange_rate))
    return _post(actor, entry)


@transaction.atomic
def delete_entry(*, actor: Actor, creditentry: CreditEntry) -> None:
    """Take back that credit was applied or refunded. 409 for what a payment or a credit note brought."""
    entry = creditentry
    if entry.entry_kind not in (Kind.APPLIED, Kind.REFUNDED):
        raise RuleViolation(
            say(
                "This credit was {kind}; it goes with the payment or stays with the credit note.", kind=entry.entry_kind
            ),
            code="not_deletable",
        )
    invoice = lock_invoice(actor=actor, pk=entry.invoice_id) if entry.invoice_id else None
    entry = lock_row(CreditEntry, actor=actor, pk=entry.pk)
    _remove(actor, entry)
    if invoice is not None:
        settle_invoice(actor=actor, invoice=invoice)


def post_entry(*, actor: Actor, invoice: Invoice, entry_kind: str, amount: Decimal, **fields: Any) -> CreditEntry:
    """Book what moves between a locked invoice and its client's credit, at the invoice's rate unless `fields` has its
    `exchange_rate` and `base_amount`; the caller settles the invoice."""
    values = {"base_currency": invoice.base_currency, "exchange_rate": invoice.exchange_rate} | fields
    entry = CreditEntry(
        client=invoice.client,
        currency=invoice.currency,
        invoice=invoice,
        entry_kind=entry_kind,
        entry_date=today_of(actor),
        amount=amount,
        **values,
    )
    return _post(actor, entry)


def release_excess(*, actor: Actor, invoice: Invoice, note: CreditNote) -> None:
    """What was paid on a locked invoice beyond what a new credit note leaves of it becomes the client's credit."""
    excess = round_money(note.total_amount - invoice.balance, invoice.currency)
    if excess > 0:
        post_entry(actor=actor, invoice=invoice, entry_kind=Kind.RELEASED, amount=excess, credit_note=note)


def withdraw_entry(*, actor: Actor, entry: CreditEntry) -> None:
    """Take back credit that a payment brought. 409 where it was used already."""
    client = _lock_client(actor, entry.client)
    credit = credit_of(client, entry.currency)
    if entry.amount > credit:
        raise RuleViolation(
            say(
                "{amount} {currency} of this became credit of {client}, of which {credit} is left. Take back what it "
                "was applied to or refunded by first.",
                amount=entry.amount,
                currency=entry.currency,
                client=client,
                credit=credit,
            ),
            code="credit_is_used",
        )
    _remove(actor, entry)


def _post(actor: Actor, entry: CreditEntry) -> CreditEntry:
    entry.tenant_id, entry.owner_id = actor.acting_tenant_id, actor.pk
    if entry.exchange_rate is not None:
        base = entry.base_currency
        if entry.base_amount is None:
            entry.base_amount = worth(entry.amount, entry.exchange_rate, base)
        entry.exchange_gain = round_money(ZERO, base)
    insert_row(entry)
    new = {name: getattr(entry, name) for name in ("client", "entry_kind", "currency", "amount")}
    record(actor=actor, action="create", target=entry, new=new | {"invoice": entry.invoice_id})
    if entry.invoice_id is None:
        value_credit(actor=actor, client=entry.client, currency=entry.currency)
        entry.refresh_from_db(fields=["base_amount", "exchange_gain"])
    return entry


def _remove(actor: Actor, entry: CreditEntry) -> None:
    old = {name: getattr(entry, name) for name in ("entry_kind", "currency", "amount")}
    record(actor=actor, action="delete", target=entry, old=old | {"client": entry.client_id})
    entry.delete()
    value_credit(actor=actor, client=entry.client, currency=entry.currency)


def _lock_client(actor: Actor, client: Client) -> Client:
    locked: Client = lock_row(Client, actor=actor, pk=client.pk)
    return locked


def _above_credit(amount: Decimal, credit: Decimal, currency: str, client: Client) -> str:
    return say(
        "{amount} is more than the {credit} {currency} that {client} has.",
        amount=amount,
        credit=credit,
        currency=currency,
        client=client,
    )


def _checked(amount: Decimal, currency: str) -> Decimal:
    if amount <= 0:
        raise RuleViolation("The amount must be more than 0.", code="not_positive", field="amount")
    try:
        rounded = round_money(amount, currency)
    except MoneyError as exc:
        field = "currency" if exc.code == "unknown_currency" else "amount"
        raise RuleViolation(exc.message, code=exc.code, field=field) from exc
    if rounded != amount:
        raise RuleViolation(
            say("{amount:f} has more decimals than {currency} knows.", amount=amount.normalize(), currency=currency),
            code="too_many_decimals",
            field="amount",
        )
    return rounded
