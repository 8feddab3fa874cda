"""Subscriptions that a provider keeps, as recurring schedules of ours.

`data` names the subscription (`subscription_id`) and its customer (`email` or `customer_email`), and may say `status`,
`amount` (minor units, for one), `quantity`, `currency`, `interval` (week, month, year), `interval_count`, `plan`,
`start_date` and `end_date`.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.money import MoneyError, minor_units
from apps.core.texts import say
from apps.integrations.models import ExternalSubscription, WebhookEvent
from apps.integrations.outcomes import Outcome, Status, Unmatched
from apps.invoices.models import RecurringInvoice
from apps.invoices.recurring import (
    change_recurring_invoice,
    create_recurring_invoice,
    given_lines,
    pause_recurring_invoice,
    resume_recurring_invoice,
)
from apps.tenants.actors import Actor
from apps.tenants.days import today_of

_FREQUENCIES: Final = {
    "week": RecurringInvoice.Frequency.WEEKLY,
    "month": RecurringInvoice.Frequency.MONTHLY,
    "year": RecurringInvoice.Frequency.YEARLY,
}
_PAUSED: Final = frozenset({"paused", "past_due", "unpaid", "incomplete"})
_ENDED: Final = frozenset({"cancelled", "canceled", "ended", "deleted", "incomplete_expired"})
_RUNNING: Final = frozenset({"active", "trialing", "resumed"})
_IMPLIED: Final = {
    "deleted": "ended",
    "cancelled": "ended",
    "canceled": "ended",
    "paused": "paused",
    "resumed": "active",
}
"""The state that the event's type alone tells."""
_LARGEST: Final = 10**15


def follow_subscription(actor: Actor, event: WebhookEvent) -> Outcome:
    """Let the customer's schedule follow the subscription; one that there is none of yet is laid out."""
    known = _known(actor, event)
    if known.told_at and known.told_at > event.occurred_at:
        return Outcome(Status.IGNORED, say("A later event about this subscription was processed before."))
    schedule = known.schedule or _only_schedule(actor, event)
    return _follow(actor, event, known, schedule)


def assign_subscription(actor: Actor, event: WebhookEvent, schedule: RecurringInvoice) -> Outcome:
    """Let a schedule follow the event's subscription, from now on."""
    return _follow(actor, event, _known(actor, event), schedule)


def _follow(
    actor: Actor, event: WebhookEvent, known: ExternalSubscription, schedule: RecurringInvoice | None
) -> Outcome:
    schedule = _lay_out(actor, event) if schedule is None else _change(actor, event, schedule)
    _move(actor, event, schedule)
    known.schedule, known.told_at = schedule, event.occurred_at
    known.save()
    return Outcome()


def _known(actor: Actor, event: WebhookEvent) -> ExternalSubscription:
    external_id = str(event.data.get("subscription_id") or event.data.get("id") or "")[:200]
    if not external_id:
        raise RuleViolation("The event names no subscription_id.", code="no_subscription")
    values: dict[str, Any] = {
        "tenant_id": actor.acting_tenant_id,
        "provider_id": event.provider_id,
        "external_id": external_id,
    }
    ExternalSubscription.unscoped.get_or_create(**values)
    known: ExternalSubscription = ExternalSubscription.unscoped.select_for_update(of=("self",)).get(**values)
    return known


def _client_of(actor: Actor, event: WebhookEvent) -> Client:
    email = str(event.data.get("email") or event.data.get("customer_email") or "").strip()
    found = Client.unscoped.filter(tenant_id=actor.acting_tenant_id, email__iexact=email) if email else ()
    for client in found:
        return client
    raise Unmatched(say("No client has the e-mail of this subscription."))


def _only_schedule(actor: Actor, event: WebhookEvent) -> RecurringInvoice | None:
    """The customer's schedule that follows no subscription yet; None where there is none."""
    rows = RecurringInvoice.unscoped.filter(
        ~Q(status=RecurringInvoice.Status.ENDED),
        tenant_id=actor.acting_tenant_id,
        client=_client_of(actor, event),
        subscriptions=None,
    )
    schedules: list[RecurringInvoice] = list(rows.order_by("pk")[:2])
    if len(schedules) > 1:
        raise Unmatched(say("The client has several recurring schedules; say which one it is."))
    return schedules[0] if schedules else None


def _lay_out(actor: Actor, event: WebhookEvent) -> RecurringInvoice:
    client, price = _client_of(actor, event), _price(actor, event, None)
    rhythm = _rhythm(event)
    if price is None or "frequency" not in rhythm or event.event_type != "subscription.created":
        raise Unmatched(say("No recurring schedule fits this subscription."))
    name = _plan(event) or say("Subscription")
    line = {"description": name, "quantity": _quantity(event) or Decimal(1), "unit_price": price}
    return create_recurring_invoice(
        actor=actor,
        client=client,
        name=name,
        line_items=[line],
        currency=_currency(event) or None,
        start_date=max(_day(event, "start_date") or today_of(actor), today_of(actor)),
        **rhythm,
    )


def _change(actor: Actor, event: WebhookEvent, schedule: RecurringInvoice) -> RecurringInvoice:
    """Its price, quantity, name and rhythm, where the event says them."""
    changes: dict[str, Any] = {
        name: value for name, value in _rhythm(event).items() if value != getattr(schedule, name)
    }
    price, quantity, plan = _price(actor, event, schedule), _quantity(event), _plan(event)
    if price is not None or quantity is not None or plan:
        if len(schedule.line_items) != 1:
            raise RuleViolation("The schedule has several lines: change it by hand.", code="several_lines")
        (line,) = given_lines(schedule.line_items)
        told = {"unit_price": price, "quantity": quantity, "description": plan}
        changes["line_items"] = [line | {name: value for name, value in told.items() if value not in (None, "")}]
    end = _day(event, "end_date")
    if end and end >= schedule.start_date:
        changes["end_date"] = end
    return change_recurring_invoice(actor=actor, recurringinvoice=schedule, **changes) if changes else schedule


def _move(actor: Actor, event: WebhookEvent, schedule: RecurringInvoice) -> None:
    """Pause, go on or end, as the subscription does: nothing that has not been invoiced before today is any more."""
    verb = event.event_type.partition(".")[2]
    state = str(event.data.get("status") or _IMPLIED.get(verb, "")).lower()
    at = RecurringInvoice.Status(schedule.status)
    if state in _ENDED and at != RecurringInvoice.Status.ENDED:
        if schedule.start_date < (today := today_of(actor)):
            change_recurring_invoice(actor=actor, recurringinvoice=schedule, end_date=today - timedelta(days=1))
            return
        state = "paused"  # it has not begun
    if state in _PAUSED and at == RecurringInvoice.Status.ACTIVE:
        pause_recurring_invoice(actor=actor, recurringinvoice=schedule)
    elif state in _RUNNING and at == RecurringInvoice.Status.PAUSED:
        resume_recurring_invoice(actor=actor, recurringinvoice=schedule)


def _price(actor: Actor, event: WebhookEvent, schedule: RecurringInvoice | None) -> Decimal | None:
    amount = event.data.get("amount")
    if amount is None:
        return None
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount < _LARGEST:
        raise RuleViolation("The amount must be a whole number of minor units.", code="bad_amount")
    currency = _currency(event) or (schedule.currency if schedule else actor.acting_tenant.preferences.currency)
    if schedule and currency != schedule.currency:
        raise Unmatched(
            say(
                "The subscription is in {currency}, the schedule in {other}.",
                currency=currency,
                other=schedule.currency,
            )
        )
    try:
        return Decimal(amount).scaleb(-minor_units(currency))
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code) from exc


def _quantity(event: WebhookEvent) -> Decimal | None:
    quantity = event.data.get("quantity")
    if quantity is None:
        return None
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 0 < quantity < _LARGEST:
        raise RuleViolation("The quantity must be a whole number above 0.", code="bad_quantity")
    return Decimal(quantity)


def _rhythm(event: WebhookEvent) -> dict[str, Any]:
    interval, every = event.data.get("interval"), event.data.get("interval_count", 1)
    if interval is None:
        return {}
    if interval not in _FREQUENCIES or isinstance(every, bool) or not isinstance(every, int) or not 1 <= every <= 100:
        raise RuleViolation("The interval must be week, month or year, 1 to 100 of them.", code="bad_interval")
    return {"frequency": _FREQUENCIES[interval], "interval": every}


def _day(event: WebhookEvent, name: str) -> date | None:
    given = event.data.get(name)
    try:
        return date.fromisoformat(given[:10]) if isinstance(given, str) and given else None
    except ValueError as exc:
        raise RuleViolation("A date must be written as 2024-01-31.", code="bad_date") from exc


def _plan(event: WebhookEvent) -> str:
    plan = event.data.get("plan")
    return plan.strip()[:200] if isinstance(plan, str) else ""


def _currency(event: WebhookEvent) -> str:
    return str(event.data.get("currency") or "").upper()[:3]
