"""Every change of a bill. Each locks the customer first, then the bill."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.bills.advances import Advances
from apps.bills.figures import (
    AMOUNTS,
    TOTALS,
    VALUES,
    exact_amount,
    month_after,
    price_bill,
    prorate,
    refuse_early_advance,
    settle_figures,
    value_bill,
)
from apps.bills.models import BANDWIDTH, Bill, BillSlice
from apps.clients.models import Client
from apps.clients.services import lock_client
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.money import ZERO
from apps.core.search import search_key
from apps.core.texts import say
from apps.currencies.rates import Rates
from apps.invoices.locks import lock_row
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of

FIGURES = (*BANDWIDTH, *AMOUNTS, *TOTALS, "advance_used")
"""The columns that `settle_figures` and `Advances` read and write."""
TOLD = ("customer", "billing_date", "currency", *TOTALS, "total_received", "status")
"""What the event of a new or deleted bill holds."""


@transaction.atomic
def create_bill(
    *, actor: Actor, customer: Client, billing_date: date | None = None, currency: str | None = None, **fields: Any
) -> Bill:
    """A bill of today and in the tenant's currency unless said otherwise; it uses what the customer has paid ahead.

    The first of a customer and month is the month's regular bill. 400 as `settle_figures` says.
    """
    customer = lock_client(actor=actor, pk=customer.pk)
    bill = Bill(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        customer=customer,
        billing_date=billing_date or today_of(actor),
        currency=currency or actor.acting_tenant.preferences.currency,
        **fields,
    )
    values = _values(bill)
    settle_figures(values)
    refuse_early_advance(values)
    advances = Advances(actor=actor, customers=[customer.pk])
    advances.move(customer.pk, bill.currency, values["advance"])
    advances.use_for(values)
    _settle(actor, bill, values)
    bill.month = _free_month(bill)
    insert_row(bill)
    advances.store()
    record(actor=actor, action="create", target=bill, new={name: getattr(bill, name) for name in TOLD})
    return bill


@transaction.atomic
def change_bill(*, actor: Actor, bill: Bill, **changes: Any) -> Bill:
    """Correct a bill. 400 as `settle_figures` says, and for another customer or currency.

    A line whose quantity or price is set anew costs that for the whole month: its slices go.
    """
    bill = _lock(actor, bill)
    before = {name: getattr(bill, name) for name in FIGURES}
    if changes.pop("customer", bill.customer).pk != bill.customer_id:
        raise RuleViolation(
            "A bill stays with its customer. Delete it and enter it for the other.",
            code="other_customer",
            field="customer",
        )
    if changes.pop("currency", bill.currency) != bill.currency:
        raise RuleViolation("A bill keeps its currency.", code="other_currency", field="currency")
    old_month = bill.first_day
    old, new = apply_changes(bill, changes)
    if "billing_date" in new:
        bill.exchange_rate = None
    lines = {name.removesuffix("_price") for name in new} & set(BANDWIDTH)
    if bill.first_day != old_month and bill.slices.exclude(line__in=lines).exists():
        raise RuleViolation(
            say("The bill splits days of {month:%Y-%m}; it cannot move to another month.", month=old_month),
            code="has_slices",
            field="billing_date",
        )
    if not new:
        return bill
    values = _values(bill)
    settle_figures(values)
    if "advance" in new:
        refuse_early_advance(values)
    _settle(actor, bill, values)
    _store_change(actor, bill, before, old, new)
    if lines:
        bill.slices.filter(line__in=lines).delete()
    return bill


@transaction.atomic
def change_bandwidth(*, actor: Actor, bill: Bill, effective_date: date, **changes: Decimal) -> Bill:
    """Change quantities or monthly prices from a day of the bill's month on; later days' earlier changes are replaced.

    Each changed line is prorated by the day (`figures.prorate`). What was received above the new total becomes the
    customer's advance; an advance booked with this bill pays what the new total leaves open, as far as it is unused.
    400 for a day outside the month, or when nothing is given to change.
    """
    bill = _lock(actor, bill)
    before = {name: getattr(bill, name) for name in FIGURES}
    last_day = month_after(bill.billing_date) - timedelta(days=1)
    if not bill.first_day <= effective_date <= last_day:
        raise RuleViolation(
            say(
                "The bill is for {first:%Y-%m}: give a day from {first} to {last}.", first=bill.first_day, last=last_day
            ),
            code="out_of_range",
            field="effective_date",
        )
    lines = [line for line in BANDWIDTH if {line, f"{line}_price"} & changes.keys()]
    if not lines:
        raise RuleViolation(
            say("Give a quantity or a price to change, such as {example}_price.", example=BANDWIDTH[0]),
            code="required",
            field=BANDWIDTH[0],
        )
    for line in lines:
        _split_line(bill, line, effective_date, last_day, changes)
    values = _values(bill)
    price_bill(values)
    beyond = values["total_received"] - values["total_bill"]
    if beyond < 0:
        unused = Advances(actor=actor, customers=[bill.customer_id]).balance(bill.customer_id, bill.currency)
        beyond = -min(-beyond, bill.advance, unused)
    values["total_received"] -= beyond
    # What this bill had used itself goes back before anything is booked anew.
    returned = max(bill.advance_used - values["total_received"], ZERO)
    values["advance_used"] -= returned
    values["advance"] += beyond - returned
    settle_figures(values)
    _settle(actor, bill, values)
    _store_change(actor, bill, before, {}, {"effective_date": effective_date})
    return bill


@transaction.atomic
def delete_bill(*, actor: Actor, bill: Bill) -> None:
    """Remove a bill; the advance it used is the customer's again. 409 when a later bill has used what it booked."""
    bill = _lock(actor, bill)
    advances = Advances(actor=actor, customers=[bill.customer_id])
    advances.move(bill.customer_id, bill.currency, bill.advance_used - bill.advance)
    advances.store()
    record(actor=actor, action="delete", target=bill, old={name: getattr(bill, name) for name in TOLD})
    bill.delete()


def index_words(nttn_cap: str, nttn_com: str, remarks: str) -> str:
    """What a bill is found by, besides its customer."""
    return search_key(nttn_cap, nttn_com, remarks)


def _lock(actor: Actor, bill: Bill) -> Bill:
    customer = lock_client(actor=actor, pk=bill.customer_id)
    locked: Bill = lock_row(Bill, actor=actor, pk=bill.pk)
    locked.customer = customer
    return locked


def _values(bill: Bill) -> dict[str, Any]:
    names = (*BANDWIDTH, *AMOUNTS, "advance_used", "customer_id", "currency", "billing_date", "exchange_rate")
    return {name: getattr(bill, name) for name in names}


def _settle(actor: Actor, bill: Bill, values: dict[str, Any]) -> None:
    """Set the settled figures, what they are worth, and whatever else follows from a bill's columns."""
    check_day(bill.billing_date, field="billing_date")
    value_bill(values, Rates(actor))
    for name in (*FIGURES, *VALUES):
        setattr(bill, name, values[name])
    bill.search_text = index_words(bill.nttn_cap, bill.nttn_com, bill.remarks)


def _free_month(bill: Bill) -> date | None:
    """The bill's month, unless the customer has another regular bill in it."""
    others = Bill.unscoped.filter(tenant_id=bill.tenant_id, customer_id=bill.customer_id, month=bill.first_day)
    return None if others.exclude(pk=bill.pk).exists() else bill.first_day


def _store_change(
    actor: Actor, bill: Bill, before: Mapping[str, Any], old: dict[str, Any], new: dict[str, Any]
) -> None:
    """Save a settled bill, move the customer's advance along, and record what differs."""
    for name, figure in before.items():
        if getattr(bill, name) != figure:
            old[name], new[name] = figure, getattr(bill, name)
    if bill.month != bill.first_day:
        bill.month = _free_month(bill)
    advances = Advances(actor=actor, customers=[bill.customer_id])
    booked = bill.advance - before["advance"]
    advances.move(bill.customer_id, bill.currency, booked + before["advance_used"] - bill.advance_used)
    bill.save()
    advances.store()
    record(actor=actor, action="update", target=bill, old=old, new=new)


def _split_line(bill: Bill, line: str, day: date, last_day: date, changes: Mapping[str, Decimal]) -> None:
    """Let a line have another quantity or monthly price from a day on, and price its days."""
    parts = [(part.first_day, part.quantity, part.monthly_price) for part in bill.slices.filter(line=line)]
    parts = parts or [(bill.first_day, getattr(bill, line), getattr(bill, f"{line}_price"))]
    kept = [part for part in parts if part[0] < day]
    _, quantity, price = [part for part in parts if part[0] <= day][-1]
    price = exact_amount(f"{line}_price", changes.get(f"{line}_price", price), bill.currency)
    quantity = changes.get(line, quantity)
    parts = [*kept, (day, quantity, price)]
    ends = [part[0] - timedelta(days=1) for part in parts[1:]] + [last_day]
    days = [(end - part[0]).days + 1 for part, end in zip(parts, ends, strict=True)]
    amounts = prorate([(count, part[2]) for count, part in zip(days, parts, strict=True)], bill.currency)
    bill.slices.filter(line=line).delete()
    if kept:
        BillSlice.unscoped.bulk_create(
            BillSlice(
                tenant_id=bill.tenant_id,
                bill=bill,
                line=line,
                first_day=first,
                last_day=end,
                quantity=amount_of_bandwidth,
                monthly_price=monthly_price,
                amount=amount,
            )
            for (first, amount_of_bandwidth, monthly_price), end, amount in zip(parts, ends, amounts, strict=True)
        )
    setattr(bill, line, quantity)
    setattr(bill, f"{line}_price", sum(amounts, ZERO))
