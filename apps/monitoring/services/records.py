"""Rows that callers write themselves: task executions, metrics and measurements of their own programs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.monitoring.models import HealthMetric, Measurement, TaskExecution
from apps.tenants.actors import Actor

Row = TypeVar("Row", TaskExecution, HealthMetric, Measurement)


def create_execution(*, actor: Actor, **values: Any) -> TaskExecution:
    """Note a task that ran elsewhere. 400 for a `task_id` that is known, or times that contradict each other."""
    known = TaskExecution.unscoped.filter(tenant_id=actor.acting_tenant_id, task_id=values.get("task_id"))
    if known.exists():
        raise RuleViolation("There is a task with this id.", code="taken", field="task_id")
    return _create(actor, TaskExecution(tenant_id=actor.acting_tenant_id, **_completed(values)))


def change_execution(*, actor: Actor, taskexecution: TaskExecution, **changes: Any) -> TaskExecution:
    """Change a noted task. 400 for an id of another one, or times that contradict each other."""
    other = TaskExecution.unscoped.filter(tenant_id=actor.acting_tenant_id, task_id=changes.get("task_id"))
    if other.exclude(pk=taskexecution.pk).exists():
        raise RuleViolation("There is another task with this id.", code="taken", field="task_id")
    times = {"started_at": taskexecution.started_at, "finished_at": taskexecution.finished_at}
    return _change(actor, taskexecution, _completed(times | changes))


def create_metric(*, actor: Actor, **values: Any) -> HealthMetric:
    """Note a figure of one's own."""
    return _create(actor, HealthMetric(tenant_id=actor.acting_tenant_id, **values))


def change_metric(*, actor: Actor, healthmetric: HealthMetric, **changes: Any) -> HealthMetric:
    """Correct a noted figure."""
    return _change(actor, healthmetric, changes)


def create_measurement(*, actor: Actor, **values: Any) -> Measurement:
    """Note a measurement. It is not in the audit log: programs send them by the minute."""
    measurement: Measurement = Measurement.unscoped.create(tenant_id=actor.acting_tenant_id, **values)
    return measurement


def delete_execution(*, actor: Actor, taskexecution: TaskExecution) -> None:
    """Delete a noted task."""
    _delete(actor, taskexecution)


def delete_metric(*, actor: Actor, healthmetric: HealthMetric) -> None:
    """Delete a noted figure."""
    _delete(actor, healthmetric)


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    """The duration follows from the times unless it is given."""
    started, finished = values.get("started_at"), values.get("finished_at")
    if finished and started and finished < started:
        raise RuleViolation("The task ended before it began.", code="invalid", field="finished_at")
    if finished and started and values.get("duration_ms") is None:
        return values | {"duration_ms": Decimal((finished - started) // timedelta(microseconds=1)) / 1000}
    return values


@transaction.atomic
def _create(actor: Actor, row: Row) -> Row:
    insert_row(row)
    record(actor=actor, action="create", target=row, new={"name": str(row)})
    return row


@transaction.atomic
def _change(actor: Actor, row: Row, changes: dict[str, Any]) -> Row:
    locked: Row = type(row).unscoped.select_for_update().get(pk=row.pk)
    old, new = apply_changes(locked, changes)
    if new:
        locked.save(update_fields=list(new))
        record(actor=actor, action="update", target=locked, old=old, new=new)
    return locked


@transaction.atomic
def _delete(actor: Actor, row: TaskExecution | HealthMetric) -> None:
    record(actor=actor, action="delete", target=row, old={"name": str(row)})
    row.delete()
