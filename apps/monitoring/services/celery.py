"""Celery as it is at this moment, asked of the broker and its workers, with a bounded wait."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.limits import redis_client
from apps.monitoring.models import TaskExecution
from apps.monitoring.recorder import masked
from apps.tenants.actors import Actor

PATIENCE_SECONDS: Final = 1
PONG_SECONDS: Final = 3
BROKER_ERRORS: Final = (BrokerError, OSError, RedisError)
BACKLOG_OF_CONCERN: Final = 1000


@dataclass(frozen=True)
class Executable:
    """A task that callers may start: its name, whether it concerns the whole installation, what it is for."""

    task: str
    purpose: str
    of_the_installation: bool = True


EXECUTABLE: Final = {
    "ping": Executable("monitoring.ping", "A worker answers.", of_the_installation=False),
    "jobs.requeue_lost": Executable("jobs.requeue_lost", "Put back jobs whose worker or message was lost."),
    "audit.relay_events": Executable("audit.relay_events", "Bring every subscriber of the event log up to date."),
    "quotes.expire_quotes": Executable("quotes.expire_quotes", "Expire quotes whose date has passed."),
    "invoices.mark_overdue": Executable("invoices.mark_overdue", "Mark invoices whose due date has passed."),
    "accounts.delete_dead_sessions": Executable("accounts.delete_dead_sessions", "Forget sessions long expired."),
    "tenants.forget_answers": Executable("tenants.forget_answers", "Forget kept answers of Idempotency-Key."),
    "monitoring.sample_health": Executable("monitoring.sample_health", "Sample health and judge the alert rules."),
    "monitoring.forget": Executable("monitoring.forget", "Forget old task executions, metrics and measurements."),
}
"""The only tasks that can be started by name. None takes arguments of the caller's."""


@dataclass(frozen=True)
class Celery:
    """Broker, workers and queues. `error` says why the broker does not answer; then nothing is known of the rest."""

    error: str
    workers: dict[str, dict[str, Any]]
    queues: dict[str, int]
    latency_ms: float

    @property
    def status(self) -> str:
        if self.error:
            return "down"
        if not self.workers:
            return "no_workers"
        return "degraded" if sum(self.queues.values()) > BACKLOG_OF_CONCERN else "healthy"


def ask_celery() -> Celery:
    """The state of things, after at most a few times PATIENCE_SECONDS whatever is down."""
    started = time.perf_counter()
    try:
        with broker_connection() as broker:
            latency = round((time.perf_counter() - started) * 1000, 2)
            replies = current_app.control.broadcast("describe", reply=True, timeout=PATIENCE_SECONDS, connection=broker)
            workers = {name: answer for reply in replies or () for name, answer in reply.items() if "pid" in answer}
            names = {str(current_app.conf.task_default_queue), settings.OCR_QUEUE}
            for worker in workers.values():
                names |= set(worker["queues"])
            queues = {name: _backlog(broker, name) for name in sorted(names)}
    except BROKER_ERRORS as exc:
        return Celery(type(exc).__name__, {}, {}, round((time.perf_counter() - started) * 1000, 2))
    return Celery("", workers, queues, latency)


def execute_task(*, actor: Actor, name: str) -> TaskExecution | None:
    """Start a task of the allow-list; None for any other name. 503 where the broker does not take it."""
    executable = EXECUTABLE.get(name)
    if executable is None or (executable.of_the_installation and not actor.is_superuser):
        return None
    task_id = str(uuid4())
    arguments = {} if executable.of_the_installation else {"tenant_id": actor.acting_tenant_id, "token": task_id}
    with transaction.atomic():
        execution: TaskExecution = TaskExecution.unscoped.create(
            tenant_id=actor.acting_tenant_id, task_id=task_id, task_name=executable.task, arguments=masked(arguments)
        )
        record(actor=actor, action="execute", target=execution, new={"task_name": executable.task})
        try:
            with broker_connection() as broker:
                current_app.send_task(
                    executable.task, args=list(arguments.values()), task_id=task_id, retry=False, connection=broker
                )
        except BROKER_ERRORS as exc:
            message = "The broker does not take the task. Try again shortly."
            raise RuleViolation(message, code="unavailable", status=503) from exc
    return execution


def check_celery(*, actor: Actor) -> dict[str, Any]:
    """Broker, workers, queues, and a task sent around. Takes at most some seconds, and says what did not answer."""
    found = ask_celery()
    checks: dict[str, dict[str, Any]] = {
        "broker": _check(not found.error, found.error or None, latency_ms=found.latency_ms),
        "workers": _check(
            bool(found.workers), None if found.workers else "no worker answered", online=len(found.workers)
        ),
    }
    backlog = sum(found.queues.values())
    message = f"{backlog:,} tasks wait" if backlog > BACKLOG_OF_CONCERN else None
    checks["queues"] = _check(not found.error and message is None, found.error or message, backlog=backlog)
    checks["round_trip"] = (
        _send_around(actor) if found.workers else _check(False, "not tried: no worker answered", latency_ms=None)
    )
    is_healthy = all(check["status"] == "ok" for check in checks.values())
    return {
        "status": "healthy" if is_healthy else "unhealthy",
        "checks": checks,
        "timestamp": datetime.now(UTC),
    }


def _send_around(actor: Actor) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        execution = execute_task(actor=actor, name="ping")
        assert execution
        key, deadline = f"pong:{execution.task_id}", started + PONG_SECONDS
        answered: Any = redis_client().lpop(key)
        while answered is None and time.perf_counter() < deadline:
            answered = redis_client().blpop([key], timeout=0.5)
    except (RuleViolation, RedisError) as exc:
        return _check(False, str(exc), latency_ms=None)
    if answered is None:
        return _check(False, f"no worker did a task within {PONG_SECONDS} s", latency_ms=None)
    return _check(True, None, latency_ms=round((time.perf_counter() - started) * 1000, 2))


def _check(is_ok: bool, error: str | None, **figures: Any) -> dict[str, Any]:
    return {"status": "ok" if is_ok else "down", "error": error, **figures}


@contextmanager
def broker_connection() -> Iterator[Connection]:
    """A connection that fails within PATIENCE_SECONDS where others would try on."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | {
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "max_retries": 0,
    }
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE_SECONDS, transport_options=options) as broker:
        broker.ensure_connection(max_retries=1, timeout=PATIENCE_SECONDS)
        yield broker


def _backlog(broker: Connection, queue: str) -> int:
    """How many tasks nobody has taken yet; a queue that was never used has none."""
    try:
        channel: Any = broker.default_channel
        return int(channel.queue_declare(queue, passive=True).message_count)
    except ChannelError:
        return 0
