"""Questions about what was noted, of the tenant that the caller acts in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from apps.core.actors import Viewer
from apps.jobs.models import Job
from apps.monitoring.health import GAUGES
from apps.monitoring.models import Alert, HealthMetric, TaskExecution


def task_counts(viewer: Viewer) -> dict[str, int]:
    """The tasks of the last hour by status."""
    recent = TaskExecution.objects.visible_to(viewer).filter(created_at__gte=timezone.now() - timedelta(hours=1))
    found = dict(recent.values_list("status").annotate(Count("id")).order_by())
    return {status: found.get(status, 0) for status in TaskExecution.Status.values}


def latest_metrics(viewer: Viewer) -> list[dict[str, Any]]:
    """The newest value of every metric of the last day."""
    recent = HealthMetric.objects.visible_to(viewer).filter(recorded_at__gte=timezone.now() - timedelta(days=1))
    rows = recent.order_by("name", "-recorded_at").distinct("name")
    return [
        {
            "name": row.name,
            "title": GAUGES[row.name].title if row.name in GAUGES else row.name,
            "value": row.value,
            "unit": row.unit,
            "status": row.status,
            "recorded_at": row.recorded_at,
        }
        for row in rows
    ]


def job_counts(viewer: Viewer) -> dict[str, int]:
    """The jobs that have not ended, and those of the last day, by status."""
    day_ago = timezone.now() - timedelta(days=1)
    jobs = Job.objects.visible_to(viewer).filter(Q(finished_at=None) | Q(finished_at__gte=day_ago))
    found = dict(jobs.values_list("status").annotate(Count("id")).order_by())
    return {status: found.get(status, 0) for status in Job.Status.values}


def alert_counts(viewer: Viewer) -> dict[str, int]:
    """The alerts that are not resolved, by status."""
    alerts = Alert.objects.visible_to(viewer).exclude(status=Alert.Status.RESOLVED)
    found = dict(alerts.values_list("status").annotate(Count("id")).order_by())
    return {status: found.get(status, 0) for status in (Alert.Status.OPEN, Alert.Status.ACKNOWLEDGED)}


def system_metrics(viewer: Viewer) -> dict[str, Any]:
    """How the tenant's tasks, jobs and alerts stand, with the newest metrics."""
    return {
        "metrics": latest_metrics(viewer),
        "tasks_last_hour": task_counts(viewer),
        "jobs": job_counts(viewer),
        "alerts": alert_counts(viewer),
        "timestamp": datetime.now(UTC),
    }
