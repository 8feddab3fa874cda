"""The figures of the installation's health, each with the limits beyond which it is of concern."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import psutil
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from redis.exceptions import RedisError

from apps.core import json
from apps.core.limits import redis_client
from apps.jobs.models import Job
from apps.monitoring import counters
from apps.monitoring.backups.store import all_backups
from apps.monitoring.services.celery import ask_celery

_LAST: Final = "monitoring:last"


@dataclass(frozen=True)
class Gauge:
    """A figure: what it is called and in which unit; the limits are inclusive, None for one that never alarms."""

    title: str
    unit: str
    warning: float | None = None
    critical: float | None = None
    below: bool = False
    """Whether it is too little that is of concern."""

    def level(self, value: float) -> str:
        for name, limit in (("critical", self.critical), ("warning", self.warning)):
            if limit is not None and (value <= limit if self.below else value >= limit):
                return name
        return "ok"


GAUGES: Final[dict[str, Gauge]] = {
    "cpu_percent": Gauge(_("Processor"), "%", 85, 97),
    "memory_percent": Gauge(_("Memory"), "%", 85, 95),
    "disk_percent": Gauge(_("Disk of the data directory"), "%", 80, 92),
    "database_bytes": Gauge(_("Size of the database"), "bytes"),
    "database_connections_percent": Gauge(_("Connections to the database"), "%", 75, 90),
    "database_oldest_transaction_seconds": Gauge(_("Oldest open transaction"), "s", 300, 1800),
    "cache_bytes": Gauge(_("Memory of Redis"), "bytes"),
    "queue_depth": Gauge(_("Tasks that wait"), "tasks", 500, 5000),
    "workers_online": Gauge(_("Workers"), "workers", None, 0, below=True),
    "jobs_waiting": Gauge(_("Jobs that wait or run"), "jobs", 500, 5000),
    "jobs_failed_last_hour": Gauge(_("Jobs that failed within the hour"), "jobs", 5, 50),
    "request_rate": Gauge(_("Requests"), "requests/s"),
    "latency_ms": Gauge(_("Time of a request, 95th percentile"), "ms", 1000, 5000),
    "error_percent": Gauge(_("Requests that failed on our side"), "%", 1, 5),
    "backup_age_hours": Gauge(_("Age of the newest backup"), "h", 30, 78),
}
"""Every figure that is sampled. `ALERT_LIMITS` changes the limits."""


if unknown := settings.ALERT_LIMITS.keys() - GAUGES.keys():
    raise ImproperlyConfigured(f"ALERT_LIMITS names {', '.join(sorted(unknown))}; known are {', '.join(GAUGES)}.")


@dataclass(frozen=True)
class Sample:
    name: str
    value: Decimal
    unit: str
    level: str


def gauge(name: str) -> Gauge:
    """A figure with the limits that the installation has set."""
    limits = settings.ALERT_LIMITS.get(name)
    given = GAUGES[name]
    return given if limits is None else Gauge(given.title, given.unit, *limits, given.below)


def sample_all() -> list[Sample]:
    """Every figure that can be had now; a part that does not answer is left out, and its own figure says so."""
    figures: dict[str, float] = {}
    readers: tuple[Callable[[], Mapping[str, float]], ...] = (
        _machine,
        _database,
        _redis,
        _celery,
        _jobs,
        _requests,
        _backups,
    )
    for read in readers:
        try:
            figures |= read()
        except (OSError, RedisError, psutil.Error):
            continue
    samples = []
    for name, value in figures.items():
        known = gauge(name)
        samples.append(Sample(name, round(Decimal(value), 6), known.unit, known.level(value)))
    return samples


def _machine() -> Mapping[str, float]:
    return {
        "cpu_percent": psutil.cpu_percent(interval=0.2),
        "memory_percent": psutil.virtual_memory().percent,
        "disk_percent": psutil.disk_usage(str(settings.DATA_DIR)).percent,
    }


def _database() -> Mapping[str, float]:
    with connections["ops"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), "
            "100.0 * count(*) / current_setting('max_connections')::int, "
            "coalesce(extract(epoch FROM now() - min(xact_start)), 0) "
            "FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        size, connected, oldest = cursor.fetchone()
    return {
        "database_bytes": float(size),
        "database_connections_percent": float(connected),
        "database_oldest_transaction_seconds": float(oldest),
    }


def _redis() -> Mapping[str, float]:
    return {"cache_bytes": float(redis_client().info("memory")["used_memory"])}


def _celery() -> Mapping[str, float]:
    found = ask_celery()
    return {"workers_online": float(len(found.workers)), "queue_depth": float(sum(found.queues.values()))}


def _jobs() -> Mapping[str, float]:
    jobs = Job.unscoped.using("ops")
    hour_ago = timezone.now() - timedelta(hours=1)
    return {
        "jobs_waiting": float(jobs.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).count()),
        "jobs_failed_last_hour": float(jobs.filter(status=Job.Status.FAILED, finished_at__gte=hour_ago).count()),
    }


def _requests() -> Mapping[str, float]:
    """What happened since the last sample, whichever worker took that."""
    found = counters.totals()
    served = sum(found.counts["requests"].values())
    failed = sum(amount for labels, amount in found.counts["requests"].items() if labels[2].startswith("5"))
    buckets = [0.0] * (len(counters.BUCKETS) + 1)
    for histogram in found.histograms["request_seconds"].values():
        buckets = [sum(pair) for pair in zip(buckets, histogram.counts, strict=True)]
    now = datetime.now(UTC).timestamp()
    current: dict[str, Any] = {"at": now, "served": served, "failed": failed, "buckets": buckets}
    raw = redis_client().set(_LAST, json.dumps(current), get=True)
    last = json.loads(raw) if isinstance(raw, bytes) else None
    if last is None or last["at"] >= now or last["served"] > served:
        return {}
    fresh = [new - old for new, old in zip(buckets, last["buckets"], strict=True)]
    new = served - last["served"]
    figures = {"request_rate": new / (now - last["at"])}
    if new > 0:
        figures |= {
            "latency_ms": 1000 * quantile(fresh, 0.95),
            "error_percent": 100 * (failed - last["failed"]) / new,
        }
    return figures


def _backups() -> Mapping[str, float]:
    backups = [backup for backup in all_backups() if backup.manifest]
    if not backups:
        return {}
    return {"backup_age_hours": (datetime.now(UTC) - backups[0].created_at).total_seconds() / 3600}


def quantile(counts: list[float], share: float) -> float:
    """The value below which `share` of a histogram's observations lie, in seconds; within a bucket evenly spread."""
    wanted, seen = share * sum(counts), 0.0
    lower = 0.0
    for bound, amount in zip(counters.BUCKETS, counts, strict=False):
        if amount and seen + amount >= wanted:
            return lower + (bound - lower) * (wanted - seen) / amount
        seen, lower = seen + amount, bound
    return lower
