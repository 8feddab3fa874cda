"""Every change of a task."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.audit.services import apply_changes, record
from apps.core.inserts import insert_row
from apps.scheduling.models import Task
from apps.scheduling.services.moments import localize
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row


@transaction.atomic
def create_task(*, actor: Actor, **fields: Any) -> Task:
    """Something to do, its creator's unless it is given to somebody. A time without an offset is the tenant's."""
    task = Task(tenant_id=actor.acting_tenant_id, owner_id=actor.pk, **fields)
    if "assigned_to" not in fields:
        task.assigned_to_id = actor.pk
    _settle(actor, task)
    insert_row(task)
    new = {name: getattr(task, name) for name in ("title", "due", "done")}
    record(actor=actor, action="create", target=task, new=new | {"assigned_to": task.assigned_to_id})
    return task


@transaction.atomic
def change_task(*, actor: Actor, task: Task, **changes: Any) -> Task:
    """Change a task; `done` notes when."""
    task = lock_row(Task, actor=actor, pk=task.pk)
    old, new = apply_changes(task, changes)
    if new:
        _settle(actor, task)
        task.save()
        record(actor=actor, action="update", target=task, old=old, new=new)
    return task


@transaction.atomic
def delete_task(*, actor: Actor, task: Task) -> None:
    """Delete a task."""
    task = lock_row(Task, actor=actor, pk=task.pk)
    record(actor=actor, action="delete", target=task, old={"title": task.title, "done": task.done})
    task.delete()


def _settle(actor: Actor, task: Task) -> None:
    if task.due:
        task.due = localize(task.due, actor.tenant_timezone, field="due")
    task.done_at = (task.done_at or timezone.now()) if task.done else None
