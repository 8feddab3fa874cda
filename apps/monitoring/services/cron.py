"""Periodic work for installations without beat: whoever calls, and however many call at once, each job starts once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from apps.core.errors import RuleViolation
from apps.monitoring.models import PeriodicRun
from apps.monitoring.services.celery import BROKER_ERRORS, broker_connection
from config.schedule import PERIODIC

_LOCK: Final = 0x43524F4E


@dataclass(frozen=True)
class Periodic:
    """A periodic job: when it runs, by the settings, and when it last began."""

    name: str
    when: str
    last_started_at: datetime | None


def periodic_jobs() -> list[Periodic]:
    """Every periodic job; `when` as in config/schedule.py, or `off`."""
    started = dict(PeriodicRun.objects.values_list("name", "last_started_at"))
    schedule = settings.CELERY_BEAT_SCHEDULE
    return [
        Periodic(name, str(schedule[name]["schedule"]) if name in schedule else "off", started.get(name))
        for name in PERIODIC
    ]


@transaction.atomic
def execute_due_jobs() -> tuple[list[str], list[str]]:
    """Put every job that is due on the queue, and note that it began. Answers those, and those that are not due.

    Calls at the same time take turns: the second finds nothing due. A job with a time of day is due for the first time
    when that time comes after the first call. 503, with nothing noted, where the broker does not take them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    now = datetime.now(UTC)
    started: dict[str, datetime] = dict(PeriodicRun.objects.values_list("name", "last_started_at"))
    due = [name for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if _is_due(entry, started.get(name), now)]
    first_seen = [name for name in settings.CELERY_BEAT_SCHEDULE if name not in started]
    PeriodicRun.objects.bulk_create(
        [PeriodicRun(name=name, last_started_at=now) for name in {*due, *first_seen}],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["last_started_at"],
    )
    try:
        with broker_connection() as broker:
            for name in due:
                current_app.send_task(name, retry=False, connection=broker)
    except BROKER_ERRORS as exc:
        message = "The broker does not take the jobs. Try again shortly."
        raise RuleViolation(message, code="unavailable", status=503) from exc
    return due, [name for name in settings.CELERY_BEAT_SCHEDULE if name not in due]


def _is_due(entry: dict[str, Any], last: datetime | None, now: datetime) -> bool:
    schedule = entry["schedule"]
    if isinstance(schedule, int | float):
        return last is None or (now - last).total_seconds() >= schedule
    return last is not None and bool(schedule.is_due(last).is_due)
