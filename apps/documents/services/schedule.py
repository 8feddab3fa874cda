"""When the steps of an application are due."""

from collections.abc import Sequence
from datetime import date

from apps.documents.models import ApplicationWorkflow, Holiday
from apps.documents.workdays import WorkingDays, days_after
from apps.tenants.actors import Actor


def working_days_of(actor: Actor, *, since: date) -> WorkingDays:
    """The tenant's calendar from a day on: its weekend, and the holidays that it keeps."""
    holidays = Holiday.unscoped.filter(tenant_id=actor.acting_tenant_id, date__gte=since)
    return WorkingDays(
        weekend=frozenset(actor.acting_tenant.preferences.weekend_days),
        holidays=frozenset(holidays.values_list("date", flat=True)),
    )


def lay_out(steps: Sequence[ApplicationWorkflow], start: date, calendar: WorkingDays) -> None:
    """Give each step its due date: so many days, as its task says, after the step before it is due."""
    before = start
    for step in steps:
        before = step.due_date = _due_after(before, step, calendar)


def move_following(steps: Sequence[ApplicationWorkflow], old: date, new: date, calendar: WorkingDays) -> None:
    """Move the steps after one whose due date went from `old` to `new`, each as far from the step before it as it was.

    Days between two steps are counted as the later one's task counts them.
    """
    for step in steps:
        due = step.due_date
        if due == _due_after(old, step, calendar):
            moved = _due_after(new, step, calendar)
        elif step.duration_is_business_days:
            moved = calendar.after(new, calendar.between(old, due))
        else:
            moved = days_after(new, (due - old).days)
        old, new, step.due_date = due, moved, moved


def _due_after(day: date, step: ApplicationWorkflow, calendar: WorkingDays) -> date:
    if step.duration_is_business_days:
        return calendar.after(day, step.duration)
    return days_after(day, step.duration)
