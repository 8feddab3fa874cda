"""The calendar follows applications: an event for each step that is still to be done, on its due date.

Called after every event of an application, once or more: it compares what there is with what there should be.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from apps.audit.services import apply_changes, record
from apps.core.inserts import insert_row
from apps.documents.models import ApplicationWorkflow, CustomerApplication
from apps.scheduling.models import CalendarEvent, Reminder
from apps.scheduling.services.moments import ONE_DAY, midnight
from apps.tenants.actors import Actor

MORNING: Final = time(9)
"""When somebody is reminded of a deadline, where the tenant is."""


@transaction.atomic
def follow_application(*, actor: Actor, application_id: int) -> None:
    """Bring an application's events, and the reminders of them, in line with its open steps. It may be gone."""
    rows = CustomerApplication.unscoped.filter(tenant_id=actor.acting_tenant_id, pk=application_id)
    application = rows.select_for_update(no_key=True, of=("self",)).select_related("customer", "product").first()
    if application is None:
        return
    held = {
        event.workflow_id: event
        for event in CalendarEvent.unscoped.filter(
            tenant_id=actor.acting_tenant_id,
            customer_application=application,
            source=CalendarEvent.Source.APPLICATION,
        )
    }
    for step, title, day in _deadlines(application):
        event = held.pop(step.pk if step else None, None)
        event = _store_event(actor, application, event, step, title=title, day=day)
        _store_reminder(actor, application, event, step, day)
    for event in held.values():
        record(actor=actor, action="delete", target=event, old={"title": event.title, "start": event.start})
        event.delete()


def _deadlines(
    application: CustomerApplication,
) -> Iterator[tuple[ApplicationWorkflow | None, str, date]]:
    """What is still to be done of an application, each with its title and day."""
    if application.status not in CustomerApplication.OPEN:
        return
    about = f"{application.customer.name}, {application.product.name}"
    steps = list(application.workflows.all())
    for step in steps:
        if step.status != ApplicationWorkflow.Status.COMPLETED:
            yield step, f"{step.name}: {about}"[:300], step.due_date
    if not steps:
        yield None, about[:300], application.due_date


def _store_event(
    actor: Actor,
    application: CustomerApplication,
    event: CalendarEvent | None,
    step: ApplicationWorkflow | None,
    *,
    title: str,
    day: date,
) -> CalendarEvent:
    zone = actor.tenant_timezone
    values = {"title": title, "start": midnight(day, zone), "end": midnight(day + ONE_DAY, zone)}
    values["timezone"] = str(zone)
    if event is None:
        event = CalendarEvent(
            tenant_id=actor.acting_tenant_id,
            owner_id=application.owner_id,
            customer_application=application,
            workflow=step,
            source=CalendarEvent.Source.APPLICATION,
            all_day=True,
            **values,
        )
        insert_row(event)
        record(actor=actor, action="create", target=event, new=values)
        return event
    old, new = apply_changes(event, values)
    if new:
        event.save()
        record(actor=actor, action="update", target=event, old=old, new=new)
    return event


def _store_reminder(
    actor: Actor,
    application: CustomerApplication,
    event: CalendarEvent,
    step: ApplicationWorkflow | None,
    day: date,
) -> None:
    """Remind whoever looks after the application, the task's days before the deadline; not of what has passed."""
    if not step or not step.notify_days_before or application.owner_id is None:
        return
    before = day - timedelta(days=step.notify_days_before)
    planned = datetime.combine(before, MORNING, tzinfo=actor.tenant_timezone)
    reminder: Reminder | None = event.reminders.filter(automatic=True).first()
    if reminder and reminder.planned_for == planned:
        return
    if planned <= timezone.now():
        if reminder:
            record(actor=actor, action="delete", target=reminder, old={"title": reminder.title})
            reminder.delete()
        return
    reminder = reminder or Reminder(
        tenant_id=actor.acting_tenant_id,
        owner_id=application.owner_id,
        user_id=application.owner_id,
        calendar_event=event,
        automatic=True,
        timezone=str(actor.tenant_timezone),
    )
    action = "update" if reminder.pk else "create"
    reminder.title, reminder.remind_at, reminder.planned_for = event.title, planned, planned
    reminder.status, reminder.sent_at, reminder.read_at = Reminder.Status.PENDING, None, None
    reminder.save()
    record(actor=actor, action=action, target=reminder, new={"title": reminder.title, "remind_at": planned})
