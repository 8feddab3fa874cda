"""What settles an invoice, in the company's currency: by the invoice's own rate; the rest is realised gain or loss.

All of it follows from what was booked, so that the same books make the same figures after whatever sequence:
what covers an invoice is worth its share of the invoice, rounded over all that covers it so far, and the last of it
the rest; credit that goes out is worth what came in first.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any

from apps.audit.services import apply_changes, record
from apps.clients.models import Client
from apps.core.money import EXACT, ZERO, round_fraction
from apps.currencies.rates import worth
from apps.invoices.locks import lock_row
from apps.invoices.models import CreditEntry, Invoice
from apps.tenants.actors import Actor

Kind = CreditEntry.Kind


def value_settlement(
    *, actor: Actor, invoice: Invoice, payments: Sequence[Any], entries: Sequence[CreditEntry]
) -> None:
    """Set what each payment and each movement of credit of a settled invoice is worth, and store what differs.

    The caller holds the invoice. Nothing is known of one that was issued without a rate.
    """
    if invoice.exchange_rate is None:
        return
    excess = {entry.pk: entry for entry in entries if entry.entry_kind == Kind.OVERPAID}
    covering: list[tuple[Any, Decimal]] = [
        (payment, payment.invoice_amount - (excess[payment.excess_id].amount if payment.excess_id else ZERO))
        for payment in payments
    ] + [(entry, -entry.amount) for entry in entries if entry.entry_kind != Kind.OVERPAID]
    covering.sort(key=lambda pair: attrgetter("created_at", "pk")(pair[0]))
    for row, cost in zip((row for row, _ in covering), _shares(invoice, [part for _, part in covering]), strict=True):
        if row.base_amount is None:
            continue
        if not isinstance(row, CreditEntry):
            beyond = excess[row.excess_id].base_amount if row.excess_id else ZERO
            _store(actor, row, exchange_gain=row.base_amount - beyond - cost)
        elif row.entry_kind == Kind.RELEASED:
            _store(actor, row, base_amount=-cost)
        else:
            _store(actor, row, exchange_gain=-row.base_amount - cost)
    if entries:
        value_credit(actor=actor, client=invoice.client, currency=invoice.currency)


def value_credit(*, actor: Actor, client: Client, currency: str) -> None:
    """Set what a client's credit in a currency was worth that was applied and refunded: what came in first goes first.

    Locks the client; the caller holds the invoice, if there is one.
    """
    lock_row(Client, actor=actor, pk=client.pk)
    rows = CreditEntry.unscoped.filter(tenant_id=client.tenant_id, client=client, currency=currency)
    entries = list(rows.order_by("pk"))
    if any(entry.base_amount is None for entry in entries):
        return
    held = [[entry.amount, entry.base_amount] for entry in entries if entry.amount > 0]
    for entry in entries:
        if entry.amount < 0:
            # What the invoice was relieved of, or what was paid back, is the same whatever the credit was worth.
            settled = -entry.base_amount - entry.exchange_gain
            value = _take(held, -entry.amount, entry.base_currency)
            _store(actor, entry, base_amount=-value, exchange_gain=value - settled)


def _shares(invoice: Invoice, parts: Iterable[Decimal]) -> list[Decimal]:
    """What each part of the paid amount is worth; together what the invoice's paid amount is."""
    covered, valued, shares = ZERO, ZERO, []
    for part in parts:
        covered = EXACT.add(covered, part)
        value = worth(covered, invoice.exchange_rate, invoice.base_currency)
        shares.append(value - valued)
        valued = value
    if shares:
        shares[-1] += invoice.base_paid_amount - valued
    return shares


def _take(held: list[list[Decimal]], amount: Decimal, currency: str) -> Decimal:
    """Take an amount out of `[amount, value]` of what is held, the first of it first; answers its value."""
    value = ZERO
    for lot in held:
        part = min(lot[0], amount)
        if part <= 0:
            continue
        share = (
            lot[1] if part == lot[0] else round_fraction(Fraction(lot[1]) * Fraction(part) / Fraction(lot[0]), currency)
        )
        lot[0], lot[1] = lot[0] - part, lot[1] - share
        value, amount = value + share, amount - part
    return value


def _store(actor: Actor, row: Any, **values: Decimal | None) -> None:
    old, new = apply_changes(row, values)
    if new:
        row.save(update_fields=[*new, "updated_at"])
        record(actor=actor, action="update", target=row, old=old, new=new)
