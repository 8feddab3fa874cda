from django.utils import timezone

from apps.scheduling.models import Reminder

MOST_SHOWN = 50


def tenants_with_due_reminders() -> set[int]:
    """The tenants that have a reminder whose time has come."""
    due = Reminder.unscoped.using("ops").filter(status=Reminder.Status.PENDING, remind_at__lte=timezone.now())
    return set(due.values_list("tenant_id", flat=True).distinct())


def unread_reminders(tenant_id: int, user_id: int) -> list[Reminder]:
    """The user's reminders that were sent and not read, the newest first; at most 50."""
    rows = Reminder.unscoped.filter(tenant_id=tenant_id, user_id=user_id, status=Reminder.Status.SENT)
    return list(rows.order_by("-sent_at", "-id")[:MOST_SHOWN])
