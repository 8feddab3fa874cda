"""What is done over and over: forgetting what is old, answering a ping."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from apps.core.limits import redis_client
from apps.monitoring.models import Alert, HealthMetric, Measurement, TaskExecution

_AT_ONCE = 10_000


def pong(token: str) -> None:
    """Tell whoever sent a task around that it has arrived."""
    key = f"pong:{token}"
    pipeline = redis_client().pipeline()
    pipeline.rpush(key, 1)
    pipeline.expire(key, 60)
    pipeline.execute()


def forget_old() -> dict[str, int]:
    """Delete task executions, metrics, measurements and resolved alerts older than MONITORING_DAYS, of every tenant."""
    before = timezone.now() - timedelta(days=settings.MONITORING_DAYS)
    old: dict[type[Any], Q] = {
        TaskExecution: Q(created_at__lt=before),
        HealthMetric: Q(recorded_at__lt=before),
        Measurement: Q(recorded_at__lt=before),
        Alert: Q(resolved_at__lt=before),
    }
    return {model.__name__: _delete(model, condition) for model, condition in old.items()}


def _delete(model: type[Any], condition: Q) -> int:
    """In pieces, so that no transaction is long."""
    rows, deleted = model.unscoped.using("ops"), 0
    while keys := list(rows.filter(condition).values_list("pk", flat=True)[:_AT_ONCE]):
        deleted += rows.filter(pk__in=keys).delete()[0]
    return deleted
