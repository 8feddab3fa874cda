"""Recurring invoices: schedules, and the invoice of each of their periods exactly once."""

import logging
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, islice
from typing import Any

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.money import format_money, format_price
from apps.core.texts import say
from apps.invoices.drafts import default_taxes
from apps.invoices.lines import line_contents, price_document, read_lines
from apps.invoices.locks import lock_row
from apps.invoices.models import Invoice, RecurringInvoice, RecurringPeriod
from apps.invoices.services import create_invoice
from apps.tenants.actors import Actor
from apps.tenants.days import LAST_DAY, check_day, today_of

log = logging.getLogger(__name__)
Status = RecurringInvoice.Status
FIGURES = ("quantity", "unit_price", "discount", "discount_percent")
MOST_AT_ONCE = 200


@transaction.atomic
def create_recurring_invoice(
    *,
    actor: Actor,
    client: Client,
    line_items: Sequence[Mapping[str, Any]],
    start_date: date | None = None,
    currency: str | None = None,
    **fields: Any,
) -> RecurringInvoice:
    """A schedule whose first period is its start date: today unless given, not in the past (400).

    400 for lines that no invoice could have, none at all, or an end before the start.
    """
    schedule = RecurringInvoice(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        client=client,
        start_date=start_date or today_of(actor),
        currency=currency or actor.acting_tenant.preferences.currency,
        **fields,
    )
    if schedule.start_date < today_of(actor):
        raise RuleViolation(
            "A schedule cannot start in the past; enter what is owed until now as an invoice.",
            code="out_of_range",
            field="start_date",
        )
    schedule.line_items = _checked_lines(actor, schedule, line_items)
    _check_days(schedule)
    _set_next(schedule)
    insert_row(schedule)
    new = {name: getattr(schedule, name) for name in ("client", "frequency", "interval", "start_date", "end_date")}
    record(actor=actor, action="create", target=schedule, new=new)
    return schedule


@transaction.atomic
def change_recurring_invoice(*, actor: Actor, recurringinvoice: RecurringInvoice, **changes: Any) -> RecurringInvoice:
    """Change what the next invoices say, or when the schedule ends. 409 for its rhythm once a period was invoiced."""
    schedule = _lock(actor, recurringinvoice)
    lines = changes.pop("line_items", None)
    old, new = apply_changes(schedule, changes)
    if schedule.next_period and {"frequency", "interval", "start_date"} & new.keys():
        raise RuleViolation(
            say(
                "{schedule} has begun to invoice ({periods} so far); end it and make another for another rhythm.",
                schedule=schedule,
                periods=schedule.next_period,
            ),
            code="has_begun",
        )
    if lines is not None or "currency" in new:
        schedule.line_items = _checked_lines(
            actor, schedule, given_lines(schedule.line_items) if lines is None else lines
        )
        new["line_items"] = schedule.line_items
    _check_days(schedule)
    if not new:
        return schedule
    _set_next(schedule)
    schedule.save()
    record(actor=actor, action="update", target=schedule, old=old, new=new)
    return schedule


@transaction.atomic
def delete_recurring_invoice(*, actor: Actor, recurringinvoice: RecurringInvoice) -> None:
    """Delete a schedule; the invoices that it made stay."""
    schedule = _lock(actor, recurringinvoice)
    record(actor=actor, action="delete", target=schedule, old={"name": schedule.name, "client": schedule.client_id})
    schedule.delete()


@transaction.atomic
def pause_recurring_invoice(*, actor: Actor, recurringinvoice: RecurringInvoice) -> RecurringInvoice:
    """Stop making invoices. Periods that pass meanwhile are left out. 409 unless it is active."""
    schedule = _lock(actor, recurringinvoice)
    return _move(actor, schedule, Status.ACTIVE, Status.PAUSED, "pause")


@transaction.atomic
def resume_recurring_invoice(*, actor: Actor, recurringinvoice: RecurringInvoice) -> RecurringInvoice:
    """Go on with the first period from today on. 409 unless it is paused."""
    schedule = _lock(actor, recurringinvoice)
    today = today_of(actor)
    while period_date(schedule, schedule.next_period) < today:
        schedule.next_period += 1
    return _move(actor, schedule, Status.PAUSED, Status.ACTIVE, "resume")


def next_dates(schedule: RecurringInvoice, *, most: int) -> list[date]:
    """The dates of the periods that are still to come."""
    return list(islice(_dates_from(schedule, schedule.next_period), most))


def period_date(schedule: RecurringInvoice, number: int) -> date:
    """The date of a period, counted from the start: the 31st is the last day of shorter months, and the 31st again
    after them; the 29th of February is the 28th in other years."""
    start, steps = schedule.start_date, number * schedule.interval
    if schedule.frequency == RecurringInvoice.Frequency.WEEKLY:
        return start + timedelta(weeks=steps)
    months = start.month - 1 + steps * (12 if schedule.frequency == RecurringInvoice.Frequency.YEARLY else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def issue_due_invoices(*, actor: Actor) -> int:
    """Make the invoices of the tenant's schedules whose day has come. Answers how many.

    Periods that passed while nothing ran are made up for, each dated to its own day. A schedule that another worker
    holds is left to it; one whose invoice is refused, as without an exchange rate, is tried again the next time.
    """
    due = RecurringInvoice.unscoped.filter(
        tenant_id=actor.acting_tenant_id, status=Status.ACTIVE, next_date__lte=today_of(actor)
    )
    issued = 0
    for pk in due.order_by("pk").values_list("pk", flat=True):
        try:
            while issued < MOST_AT_ONCE and _issue_next(actor, pk):
                issued += 1
        except RuleViolation as exc:
            log.warning("recurring_invoice_refused", extra={"schedule": pk, "reason": exc.message})
    return issued


@transaction.atomic
def _issue_next(actor: Actor, pk: int) -> bool:
    """The invoice of the schedule's next period, if that is due. The period, its invoice and the next date are one."""
    rows = RecurringInvoice.unscoped.select_for_update(skip_locked=True, no_key=True)
    today = today_of(actor)
    schedule: RecurringInvoice | None = rows.filter(pk=pk, status=Status.ACTIVE, next_date__lte=today).first()
    if schedule is None or schedule.next_date is None:
        return False
    day, terms = schedule.next_date, schedule.due_days
    due = {} if terms is None else {"due_date": day + timedelta(days=terms)}
    invoice = create_invoice(
        actor=actor,
        client=schedule.client,
        status="sent" if schedule.auto_send else "draft",
        issue_date=day,
        currency=schedule.currency,
        tax_mode=schedule.tax_mode,
        prices_include_tax=schedule.prices_include_tax,
        line_items=given_lines(schedule.line_items),
        terms=schedule.terms,
        notes=schedule.notes,
        **due,
    )
    RecurringPeriod.unscoped.create(
        tenant_id=schedule.tenant_id, recurring=schedule, number=schedule.next_period, date=day, invoice=invoice
    )
    schedule.next_period += 1
    _set_next(schedule)
    schedule.save(update_fields=["next_period", "next_date", "status", "updated_at"])
    return True


def _dates_from(schedule: RecurringInvoice, number: int) -> Iterator[date]:
    for later in count(number):
        day = period_date(schedule, later)
        if day > (schedule.end_date or LAST_DAY):
            return
        yield day


def _set_next(schedule: RecurringInvoice) -> None:
    schedule.next_date = next(_dates_from(schedule, schedule.next_period), None)
    if schedule.next_date is None:
        schedule.status = Status.ENDED
    elif schedule.status == Status.ENDED:
        schedule.status = Status.ACTIVE


def _move(actor: Actor, schedule: RecurringInvoice, at: str, to: str, verb: str) -> RecurringInvoice:
    if schedule.status != at:
        message = (
            say("{schedule} is {status}; only an active one can be paused.", schedule=schedule, status=schedule.status)
            if to == Status.PAUSED
            else say(
                "{schedule} is {status}; only a paused one can be resumed.", schedule=schedule, status=schedule.status
            )
        )
        raise RuleViolation(message, code="illegal_move")
    schedule.status = to
    if to == Status.ACTIVE:
        _set_next(schedule)
    schedule.save()
    record(actor=actor, action=verb, target=schedule, old={"status": at}, new={"status": schedule.status})
    return schedule


def _checked_lines(
    actor: Actor, schedule: RecurringInvoice, given: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The lines as they are kept: read and priced as an invoice's, default taxes put in."""
    if not given:
        raise RuleViolation("Name what is invoiced each time.", code="required", field="line_items")
    contents = read_lines(given, currency=schedule.currency, default_taxes=default_taxes(actor))
    trial = Invoice(
        currency=schedule.currency, tax_mode=schedule.tax_mode, prices_include_tax=schedule.prices_include_tax
    )
    price_document(trial, contents, given_tax_amount=None)
    return [_kept(line, schedule.currency) for line in line_contents(contents)]


def _kept(line: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """A line as JSON holds it and the API answers it."""
    quantity, discount, percent = line["quantity"], line["discount"], line["discount_percent"]
    kept = {
        "description": line["description"],
        "quantity": int(quantity) if quantity == int(quantity) else float(quantity),
        "unit_price": format_price(line["unit_price"], currency),
        "discount": None if discount is None else format_money(discount, currency),
        "discount_percent": None if percent is None else format(percent.normalize(), "f"),
        "taxes": [{"name": tax["name"], "rate": format(tax["rate"], "f")} for tax in line["taxes"]],
    }
    return {name: value for name, value in kept.items() if value is not None}


def given_lines(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A schedule's lines as the services take them."""
    return [
        {name: Decimal(str(value)) if name in FIGURES else value for name, value in line.items()}
        | {"taxes": [{"name": tax["name"], "rate": Decimal(tax["rate"])} for tax in line["taxes"]]}
        for line in lines
    ]


def _check_days(schedule: RecurringInvoice) -> None:
    check_day(schedule.start_date, field="start_date")
    if schedule.end_date is None:
        return
    check_day(schedule.end_date, field="end_date")
    if schedule.end_date < schedule.start_date:
        raise RuleViolation(
            say(
                "The schedule would end on {end_date}, before it starts on {start_date}.",
                end_date=schedule.end_date,
                start_date=schedule.start_date,
            ),
            code="dates_reversed",
            field="end_date",
        )


def _lock(actor: Actor, schedule: RecurringInvoice) -> RecurringInvoice:
    locked: RecurringInvoice = lock_row(RecurringInvoice, actor=actor, pk=schedule.pk)
    return locked
