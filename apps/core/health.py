"""Whether the parts answer, and how fast."""

import time
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection
from kombu import Connection

from apps.core.limits import redis_client

PATIENCE_SECONDS = 1


def check_parts() -> dict[str, dict[str, Any]]:
    """Database, cache, broker and worker: `status` (`ok` or `down`), `latency_ms`, and `error` where down."""
    checks: dict[str, Callable[[], None]] = {
        "database": _database,
        "cache": _cache,
        "broker": _broker,
        "worker": _worker,
    }
    return {name: _measure(check) for name, check in checks.items()}


def _measure(check: Callable[[], None]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        check()
    # Whatever a part throws when it is down: the point is to say so.
    except Exception as exc:
        return {"status": "down", "latency_ms": _since(started), "error": type(exc).__name__}
    return {"status": "ok", "latency_ms": _since(started)}


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    redis_client().ping()


def _broker() -> None:
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, timeout=PATIENCE_SECONDS)


def _worker() -> None:
    if not current_app.control.ping(timeout=PATIENCE_SECONDS, limit=1):
        raise TimeoutError("no worker answered")
