"""Every change of a calendar event that a person makes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.scheduling.models import CalendarEvent
from apps.scheduling.services.moments import ONE_DAY, localize, midnight
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

AN_HOUR = timedelta(hours=1)


@transaction.atomic
def create_event(*, actor: Actor, start: datetime, end: datetime | None = None, **fields: Any) -> CalendarEvent:
    """An event; of an hour, or of a day where it lasts all day, unless it says when it ends.

    Times without an offset are the tenant's. 400 for an end before the start.
    """
    event = CalendarEvent(
        tenant_id=actor.acting_tenant_id, owner_id=actor.pk, start=start, end=end or start + AN_HOUR, **fields
    )
    _settle(actor, event)
    event.save(force_insert=True)
    new = {name: getattr(event, name) for name in ("title", "start", "end", "all_day")}
    record(actor=actor, action="create", target=event, new=new)
    return event


@transaction.atomic
def change_event(*, actor: Actor, calendarevent: CalendarEvent, **changes: Any) -> CalendarEvent:
    """Change an event; one that is moved without an end stays as long as it was. 409 for one of an application."""
    event = _lock(actor, calendarevent)
    if "start" in changes and "end" not in changes:
        start = localize(changes["start"], actor.tenant_timezone, field="start")
        changes["end"] = start + (event.end - event.start)
    old, new = apply_changes(event, changes)
    if new:
        _settle(actor, event)
        event.save()
        record(actor=actor, action="update", target=event, old=old, new={name: getattr(event, name) for name in new})
    return event


@transaction.atomic
def delete_event(*, actor: Actor, calendarevent: CalendarEvent) -> None:
    """Delete an event with its reminders. 409 for one of an application."""
    event = _lock(actor, calendarevent)
    record(actor=actor, action="delete", target=event, old={"title": event.title, "start": event.start})
    event.delete()


def _lock(actor: Actor, event: CalendarEvent) -> CalendarEvent:
    locked: CalendarEvent = lock_row(CalendarEvent, actor=actor, pk=event.pk)
    if locked.source == CalendarEvent.Source.APPLICATION:
        raise RuleViolation(
            f"This event follows application #{locked.customer_application_id}: move the due date of its step there.",
            code="follows_application",
        )
    return locked


def _settle(actor: Actor, event: CalendarEvent) -> None:
    zone = actor.tenant_timezone
    event.start = localize(event.start, zone, field="start")
    event.end = localize(event.end, zone, field="end")
    if event.end < event.start:
        raise RuleViolation("An event cannot end before it starts.", code="dates_reversed", field="end")
    if event.all_day:
        last = event.end.astimezone(zone)
        first_day, last_day = event.start.astimezone(zone).date(), last.date()
        if last_day == first_day or last != midnight(last_day, zone):
            last_day += ONE_DAY
        event.start, event.end = midnight(first_day, zone), midnight(last_day, zone)
