"""Questions about what was noted, of the tenant that the caller acts in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from apps.core.actors import Viewer
from apps.core.texts import say
from apps.jobs.models import Job
from apps.monitoring.health import GAUGES
from apps.monitoring.models import Alert, HealthMetric, TaskExecution

_MOST_POINTS = 10_000


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
            "title": say(GAUGES[row.name].title) if row.name in GAUGES else row.name,
            "value": row.value,
            "unit": row.unit,
            "status": row.status,
            "recorded_at": row.recorded_at,
        }
        for row in rows
    ]


def metric_series(viewer: Viewer, *, hours: int) -> list[dict[str, Any]]:
    """Every metric of the last hours with its points, `[unix seconds, value]` in the order of time."""
    recent = HealthMetric.objects.visible_to(viewer).filter(recorded_at__gte=timezone.now() - timedelta(hours=hours))
    series: dict[str, dict[str, Any]] = {}
    for row in recent.order_by("recorded_at")[:_MOST_POINTS]:
        known = GAUGES.get(row.name)
        title = say(known.title) if known else row.name
        one = series.setdefault(row.name, {"name": row.name, "title": title, "points": []})
        one["points"].append([row.recorded_at.timestamp(), float(row.value)])
        one |= {"value": float(row.value), "unit": row.unit, "status": row.status}
    known_first = [*GAUGES, *(name for name in series if name not in GAUGES)]
    return [series[name] for name in known_first if name in series]


def open_alerts(viewer: Viewer) -> list[Alert]:
    """The alerts that are not resolved, the gravest and newest first."""
    alerts = Alert.objects.visible_to(viewer).exclude(status=Alert.Status.RESOLVED)
    return list(alerts.order_by("severity", "-id")[:50])


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
