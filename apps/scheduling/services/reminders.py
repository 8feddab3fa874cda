"""Every change of a reminder, and their firing."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone as clock

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.notifications.letters import REMINDER
from apps.notifications.services.queueing import notify_user
from apps.scheduling.models import Reminder
from apps.scheduling.services.moments import find_zone, localize
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

Status = Reminder.Status
BATCH: Final = 500


@transaction.atomic
def create_reminder(*, actor: Actor, remind_at: datetime, timezone: str = "", **fields: Any) -> Reminder:
    """A reminder for its creator unless it is for somebody else, in the tenant's timezone unless it has one.

    A time without an offset is that of the timezone. 400 for an unknown timezone and for a time that has passed.
    """
    reminder = Reminder(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        remind_at=remind_at,
        timezone=timezone or str(actor.tenant_timezone),
        **fields,
    )
    if reminder.user_id is None:
        if actor.pk is None:
            raise RuleViolation("Say whom to remind.", code="required", field="user")
        reminder.user_id = actor.pk
    _settle(reminder)
    insert_row(reminder)
    new = {name: getattr(reminder, name) for name in ("title", "remind_at", "timezone")}
    record(actor=actor, action="create", target=reminder, new=new | {"user": reminder.user_id})
    return reminder


@transaction.atomic
def change_reminder(*, actor: Actor, reminder: Reminder, **changes: Any) -> Reminder:
    """Change a reminder; one that gets another time waits for that. 400 as for a new one."""
    reminder = _lock(actor, reminder)
    old, new = apply_changes(reminder, changes)
    if not new:
        return reminder
    _settle(reminder, is_new_time="remind_at" in new)
    if "remind_at" in new:
        reminder.status, reminder.sent_at, reminder.read_at = Status.PENDING, None, None
    reminder.save()
    record(actor=actor, action="update", target=reminder, old=old, new={name: getattr(reminder, name) for name in new})
    return reminder


@transaction.atomic
def delete_reminder(*, actor: Actor, reminder: Reminder) -> None:
    """Delete a reminder."""
    reminder = _lock(actor, reminder)
    record(actor=actor, action="delete", target=reminder, old={"title": reminder.title, "status": reminder.status})
    reminder.delete()


def snooze_reminder(*, actor: Actor, reminder: Reminder, minutes: int = 10) -> Reminder:
    """Remind again in so many minutes from now. 403 for another's reminder without the right to change them."""
    _check_whose(actor, reminder)
    return change_reminder(actor=actor, reminder=reminder, remind_at=clock.now() + timedelta(minutes=minutes))


@transaction.atomic
def mark_read(*, actor: Actor, reminder: Reminder) -> Reminder:
    """Note that the reminder was seen. 409 for one that waits for its time, 403 as for `snooze_reminder`."""
    _check_whose(actor, reminder)
    reminder = _lock(actor, reminder)
    if reminder.status == Status.PENDING:
        raise RuleViolation("The reminder waits for its time; it has not been sent.", code="not_sent")
    if reminder.status != Status.READ:
        reminder.status, reminder.read_at = Status.READ, clock.now()
        reminder.save(update_fields=["status", "read_at", "updated_at"])
        record(actor=actor, action="read", target=reminder, old={"status": Status.SENT}, new={"status": Status.READ})
    return reminder


def send_due_reminders(*, actor: Actor) -> int:
    """Send the tenant's reminders whose time has come, each once, however late. Answers how many.

    What goes beyond the product is queued in the same transaction: by mail, to browsers, by WhatsApp.
    """
    sent = 0
    while count := _send_batch(actor):
        sent += count
    return sent


@transaction.atomic
def _send_batch(actor: Actor) -> int:
    now = clock.now()
    due = Reminder.unscoped.filter(tenant_id=actor.acting_tenant_id, status=Status.PENDING, remind_at__lte=now)
    locked = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("user__tenant")
    reminders: list[Reminder] = list(locked.order_by("remind_at")[:BATCH])
    Reminder.unscoped.filter(pk__in=[reminder.pk for reminder in reminders]).update(
        status=Status.SENT, sent_at=now, updated_at=now
    )
    for reminder in reminders:
        record(actor=actor, action="send", target=reminder, new={"status": Status.SENT, "user": reminder.user_id})
        _tell(actor, reminder)
    return len(reminders)


def _tell(actor: Actor, reminder: Reminder) -> None:
    moment = reminder.remind_at.astimezone(find_zone(reminder.timezone))
    notify_user(
        actor=actor,
        user=reminder.user,
        kind="reminder",
        letter=REMINDER.about(title=reminder.title, moment=f"{moment:%Y-%m-%d %H:%M}", timezone=reminder.timezone),
        key=f"reminder:{reminder.pk}:{moment.timestamp():.6f}",
        channels=[channel for channel in reminder.channels if channel != Reminder.Channel.IN_APP]
        if reminder.channels
        else None,
        is_shown=False,
        # The user has chosen the hour.
        is_urgent=True,
    )


def _check_whose(actor: Actor, reminder: Reminder) -> None:
    if reminder.user_id != actor.pk and not actor.has_perm("scheduling.change_reminder"):
        raise RuleViolation("This reminder is somebody else's.", code="permission_denied", status=403)


def _lock(actor: Actor, reminder: Reminder) -> Reminder:
    locked: Reminder = lock_row(Reminder, actor=actor, pk=reminder.pk)
    return locked


def _settle(reminder: Reminder, *, is_new_time: bool = True) -> None:
    reminder.remind_at = localize(reminder.remind_at, find_zone(reminder.timezone), field="remind_at")
    if is_new_time and reminder.remind_at <= clock.now():
        raise RuleViolation("The time to remind at has passed.", code="in_the_past", field="remind_at")
