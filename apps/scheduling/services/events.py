"""Every change of a calendar event that a person makes."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.texts import say
from apps.scheduling.models import CalendarEvent
from apps.scheduling.occurrences import last_day_of, recurs_on, span_on
from apps.scheduling.recurrence import BadRule, read_rule
from apps.scheduling.services.moments import ONE_DAY, find_zone, localize, midnight
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

AN_HOUR: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=366)
"""How long an event that recurs may last."""
MOST_EXDATES: Final = 500


@transaction.atomic
def create_event(
    *, actor: Actor, start: datetime, end: datetime | None = None, timezone: str = "", **fields: Any
) -> CalendarEvent:
    """An event; of an hour, or of a day where it lasts all day, unless it says when it ends.

    Times without an offset are those of `timezone`, the tenant's unless given. 400 for an end before the start, a
    timezone or rule that is none, and an `exdates` day on which it does not recur.
    """
    event = CalendarEvent(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        start=start,
        end=end or start + AN_HOUR,
        timezone=timezone or str(actor.tenant_timezone),
        **fields,
    )
    _settle(event)
    _check_exdates(event)
    insert_row(event)
    new = {name: getattr(event, name) for name in ("title", "start", "end", "all_day", "timezone", "rrule")}
    record(actor=actor, action="create", target=event, new=new)
    return event


@transaction.atomic
def change_event(*, actor: Actor, calendarevent: CalendarEvent, **changes: Any) -> CalendarEvent:
    """Change an event, of one that recurs all occurrences; one that is moved without an end stays as long as it was.

    `exdates` and changed occurrences of days on which it recurs no more are dropped. 409 for an event of an
    application, 400 as for a new one.
    """
    event = lock_event(actor=actor, event=calendarevent)
    _complete(event, changes)
    old, new = apply_changes(event, changes)
    if not new:
        return event
    _settle(event)
    if "exdates" in new:
        _check_exdates(event)
    else:
        event.exdates = [day for day in event.exdates if recurs_on(event, day)]
    event.save()
    for changed in event.changed_occurrences.all():
        if changed.original_date and not recurs_on(event, changed.original_date):
            _delete(actor, changed)
    record(actor=actor, action="update", target=event, old=old, new={name: getattr(event, name) for name in new})
    return event


@transaction.atomic
def delete_event(*, actor: Actor, calendarevent: CalendarEvent) -> None:
    """Delete an event with its reminders, of one that recurs all occurrences. A changed occurrence is called off.

    409 for an event of an application.
    """
    event = lock_event(actor=actor, event=calendarevent)
    if event.recurring_event is not None and event.original_date:
        call_off(actor, lock_event(actor=actor, event=event.recurring_event), event.original_date)
    else:
        _delete(actor, event)


@transaction.atomic
def change_occurrence(
    *, actor: Actor, calendarevent: CalendarEvent, original_date: date, **changes: Any
) -> CalendarEvent:
    """Change one occurrence of an event that recurs, named by its day; it gets a row of its own. 400 for a day on which
    there is none, 409 for an event that does not recur."""
    event = _lock_recurring(actor, calendarevent, original_date)
    changed = event.changed_occurrences.filter(original_date=original_date).first()
    if changed is None:
        start, end = span_on(event, original_date)
        changed = CalendarEvent(
            tenant_id=event.tenant_id,
            owner_id=event.owner_id,
            recurring_event=event,
            original_date=original_date,
            title=event.title,
            description=event.description,
            start=start,
            end=end,
            all_day=event.all_day,
            timezone=event.timezone,
            customer_application_id=event.customer_application_id,
            source=event.source,
        )
        insert_row(changed)
        record(actor=actor, action="create", target=changed, new={"recurring_event": event, "day": original_date})
    return change_event(actor=actor, calendarevent=changed, **changes)


@transaction.atomic
def cancel_occurrence(*, actor: Actor, calendarevent: CalendarEvent, original_date: date) -> CalendarEvent:
    """Call off one occurrence of an event that recurs. 400 and 409 as for changing one; again, nothing changes."""
    event = lock_event(actor=actor, event=calendarevent)
    if original_date not in event.exdates:
        event = _lock_recurring(actor, event, original_date)
        call_off(actor, event, original_date)
    return event


def call_off(actor: Actor, event: CalendarEvent, day: date) -> None:
    """Take a day from a locked event that recurs, with the row that its occurrence may have."""
    for changed in event.changed_occurrences.filter(original_date=day):
        _delete(actor, changed)
    old = list(event.exdates)
    event.exdates = sorted({*old, day})
    event.save(update_fields=["exdates", "updated_at"])
    record(actor=actor, action="update", target=event, old={"exdates": old}, new={"exdates": event.exdates})


def lock_event(*, actor: Actor, event: CalendarEvent) -> CalendarEvent:
    """The event, locked; 409 for one of an application."""
    locked: CalendarEvent = lock_row(CalendarEvent, actor=actor, pk=event.pk)
    if locked.source == CalendarEvent.Source.APPLICATION:
        raise RuleViolation(
            say(
                "This event follows application #{application}: move the due date of its step there.",
                application=locked.customer_application_id,
            ),
            code="follows_application",
        )
    return locked


def _lock_recurring(actor: Actor, event: CalendarEvent, day: date) -> CalendarEvent:
    event = lock_event(actor=actor, event=event)
    if not event.rrule:
        raise RuleViolation("This event does not recur: change the event itself.", code="does_not_recur")
    if day in event.exdates or not recurs_on(event, day):
        raise _no_occurrence(day, "original_date")
    return event


def _delete(actor: Actor, event: CalendarEvent) -> None:
    record(actor=actor, action="delete", target=event, old={"title": event.title, "start": event.start})
    event.delete()


def _complete(event: CalendarEvent, changes: dict[str, Any]) -> None:
    """Say of the changes when the event ends then, and where whole days are in another timezone."""
    zone = find_zone(changes.get("timezone", event.timezone))
    days = event.end_day - event.first_day
    for name in {"start", "end"} & changes.keys():
        changes[name] = localize(changes[name], zone, field=name)
    if "start" in changes and "end" not in changes:
        start = changes["start"]
        is_moved_by_days = event.all_day and changes.get("all_day", True)
        changes["end"] = (
            midnight(start.astimezone(zone).date() + days, zone)
            if is_moved_by_days
            else start + (event.end - event.start)
        )
    elif event.all_day and "timezone" in changes and "start" not in changes:
        changes["start"] = midnight(event.first_day, zone)
        changes.setdefault("end", midnight(event.first_day + days, zone))


def _settle(event: CalendarEvent) -> None:
    zone = find_zone(event.timezone)
    event.start = localize(event.start, zone, field="start")
    event.end = localize(event.end, zone, field="end")
    if event.end < event.start:
        raise RuleViolation("An event cannot end before it starts.", code="dates_reversed", field="end")
    if event.all_day:
        first_day, last_day = event.first_day, event.end_day
        if last_day == first_day or event.end != midnight(last_day, zone):
            last_day += ONE_DAY
        event.start, event.end = midnight(first_day, zone), midnight(last_day, zone)
    event.recurs_until = None
    if event.rrule:
        _settle_rule(event)


def _settle_rule(event: CalendarEvent) -> None:
    try:
        rule = read_rule(event.rrule)
    except BadRule as exc:
        raise RuleViolation(str(exc), code="invalid_rule", field="rrule") from exc
    if event.recurring_event_id:
        message = "One occurrence cannot recur: give the rule to the event that it is one of."
        raise RuleViolation(message, code="is_an_occurrence", field="rrule")
    if event.end - event.start > LONGEST:
        message = say("An event that recurs lasts {days} days at most.", days=LONGEST.days)
        raise RuleViolation(message, code="too_long", field="end")
    event.rrule = rule.text()
    event.recurs_until = last_day_of(event, rule)
    if rule.until is not None and rule.until_day < event.first_day - ONE_DAY:  # in UTC it may be the day before
        raise RuleViolation("The rule ends before the event starts.", code="dates_reversed", field="rrule")


def _check_exdates(event: CalendarEvent) -> None:
    event.exdates = sorted(set(event.exdates))
    if len(event.exdates) > MOST_EXDATES:
        raise RuleViolation(say("At most {most} days.", most=MOST_EXDATES), code="too_many", field="exdates")
    for day in event.exdates:
        if not recurs_on(event, day):
            raise _no_occurrence(day, "exdates")


def _no_occurrence(day: date, field: str) -> RuleViolation:
    return RuleViolation(say("The event does not recur on {day}.", day=day), code="no_occurrence", field=field)
