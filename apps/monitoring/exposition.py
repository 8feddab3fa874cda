"""What Prometheus reads: the counters of every process and host together, and gauges taken when it asks."""

import logging
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, Final

from django.db import connections, models
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from apps.core.limits import redis_client
from apps.jobs.models import Job
from apps.monitoring import counters
from apps.monitoring.services.celery import ask_celery

logger = logging.getLogger(__name__)
_COUNTERS: Final = {
    "requests": ("senangkira_http_requests", "Requests answered.", ("method", "route", "status")),
    "tasks": ("senangkira_celery_tasks", "Tasks that workers have ended.", ("task", "state")),
}
_HISTOGRAMS: Final = {
    "request_seconds": ("senangkira_http_request_duration_seconds", "Time until a request was answered.", ("route",)),
    "task_seconds": ("senangkira_celery_task_duration_seconds", "Time that a task took.", ("task",)),
}
# Rows of the business by status, over all tenants: table, and what is counted.
_BUSINESS: Final = {
    "tenants_tenant": "CASE WHEN is_active THEN 'active' ELSE 'inactive' END",
    "accounts_user": "CASE WHEN is_active THEN 'active' ELSE 'inactive' END",
    "clients_client": "stage",
    "quotes_quote": "status",
    "invoices_invoice": "status",
}


class Installation(Collector):
    """The installation's metrics. A part that does not answer is left out, and `senangkira_up` says so."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("senangkira_up", "Whether a part answers.", labels=["part"])
        for part, read in (("redis", _counted), ("database", _database), ("celery", _celery)):
            try:
                yield from read()
                up.add_metric([part], 1)
            except Exception:
                logger.exception("No metrics of %s.", part)
                up.add_metric([part], 0)
        yield up


def registry() -> CollectorRegistry:
    """A registry of these metrics alone: none of them lives in this process."""
    made = CollectorRegistry()
    made.register(Installation())
    return made


def _counted() -> list[Metric]:
    found = counters.totals()
    families: list[Metric] = []
    for name, (metric, text, labels) in _COUNTERS.items():
        counter = CounterMetricFamily(metric, text, labels=labels)
        for values, amount in sorted(found.counts[name].items()):
            counter.add_metric(values, amount)
        families.append(counter)
    for name, (metric, text, labels) in _HISTOGRAMS.items():
        histogram = HistogramMetricFamily(metric, text, labels=labels)
        for values, one in sorted(found.histograms[name].items()):
            bounds = [*(f"{bound:g}" for bound in counters.BUCKETS), "+Inf"]
            buckets = list(zip(bounds, accumulate(one.counts), strict=True))
            histogram.add_metric(values, buckets, one.total)
        families.append(histogram)
    info: dict[str, Any] = redis_client().info()
    hits = CounterMetricFamily("senangkira_redis_keyspace", "Reads of keys in Redis.", labels=["outcome"])
    for outcome in ("hits", "misses"):
        hits.add_metric([outcome], info[f"keyspace_{outcome}"])
    memory = GaugeMetricFamily("senangkira_redis_memory_bytes", "Memory that Redis uses.", info["used_memory"])
    return [*families, hits, memory]


def _database() -> list[Metric]:
    with connections["ops"].cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() GROUP BY 1"
        )
        states = GaugeMetricFamily("senangkira_database_connections", "Connections by state.", labels=["state"])
        for state, amount in cursor.fetchall():
            states.add_metric([state], amount)
        cursor.execute(
            "SELECT pg_database_size(current_database()), xact_commit, xact_rollback, deadlocks "
            "FROM pg_stat_database WHERE datname = current_database()"
        )
        size, commits, rollbacks, deadlocks = cursor.fetchone()
        transactions = CounterMetricFamily("senangkira_database_transactions", "Transactions.", labels=["outcome"])
        transactions.add_metric(["commit"], commits)
        transactions.add_metric(["rollback"], rollbacks)
        rows = GaugeMetricFamily("senangkira_rows", "Rows of the business, by status.", labels=["table", "status"])
        for table, status in _BUSINESS.items():
            cursor.execute(f"SELECT {status}, count(*) FROM {table} GROUP BY 1")  # noqa: S608 - from the list above
            for name, amount in cursor.fetchall():
                rows.add_metric([table, str(name).lower()], amount)
    jobs = GaugeMetricFamily("senangkira_jobs", "Jobs by kind and status.", labels=["kind", "status"])
    counted = Job.unscoped.using("ops").values_list("kind", "status").annotate(amount=models.Count("id")).order_by()
    for kind, status, amount in counted:
        jobs.add_metric([kind, status], amount)
    return [
        states,
        GaugeMetricFamily("senangkira_database_size_bytes", "Size of the database.", size),
        transactions,
        CounterMetricFamily("senangkira_database_deadlocks", "Deadlocks.", deadlocks),
        rows,
        jobs,
    ]


def _celery() -> list[Metric]:
    found = ask_celery()
    if found.error:
        raise RedisError(found.error)
    backlog = GaugeMetricFamily("senangkira_celery_queue_length", "Tasks that no worker has taken.", labels=["queue"])
    for name, size in found.queues.items():
        backlog.add_metric([name], size)
    active = GaugeMetricFamily("senangkira_celery_active_tasks", "Tasks at work.", labels=["worker"])
    for name, worker in found.workers.items():
        active.add_metric([name], len(worker["active"]))
    return [GaugeMetricFamily("senangkira_celery_workers", "Workers that answer.", len(found.workers)), backlog, active]
