"""What the worker notes of its own tasks: a few microseconds each, written once a second in one statement.

The hooks are Celery's own, in the process that runs the task. What a killed process had not written is lost; the work
itself is not, its rows are the jobs'.
"""

import inspect
import logging
import os
import time
from collections import deque
from collections.abc import Mapping
from functools import cache
from threading import Event, Lock, Thread
from typing import Any, Final

from celery import current_app
from celery.signals import task_postrun, task_prerun, worker_init, worker_process_shutdown, worker_shutdown
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction

from apps.audit.services import MASK, SECRET_MARKS
from apps.core import json
from apps.monitoring import counters
from config.schedule import PERIODIC

log = logging.getLogger(__name__)

FLUSH_SECONDS: Final = 1.0
_LARGEST_BATCH: Final = 1000
_MOST_WAITING: Final = 100_000
_LONGEST_VALUE: Final = 200
_STATUSES: Final = {"SUCCESS": "success", "RETRY": "retry"}
# What runs every few seconds is noted where it fails or takes long; the rest would hide everything else.
_SLOW_MS: Final = 1000.0

_INSERT: Final = """
INSERT INTO monitoring_taskexecution (tenant_id, task_id, task_name, status, queue, worker, arguments, result, error,
  retries, started_at, finished_at, duration_ms, created_at)
SELECT t.id, r.task_id, r.task_name, r.status, r.queue, r.worker, r.arguments, r.result, r.error, r.retries,
  to_timestamp(r.started), to_timestamp(r.started + r.ms / 1000), r.ms, to_timestamp(r.started)
FROM json_to_recordset(%s) AS r (tenant_id bigint, task_id text, task_name text, status text, queue text, worker text,
  arguments jsonb, result jsonb, error text, retries int, started float8, ms numeric)
JOIN tenants_tenant t ON t.id = r.tenant_id OR (r.tenant_id IS NULL AND t.domain = 'platform')
ON CONFLICT (tenant_id, task_id) DO UPDATE SET status = excluded.status, queue = excluded.queue,
  worker = excluded.worker, arguments = excluded.arguments, result = excluded.result, error = excluded.error,
  retries = excluded.retries, started_at = excluded.started_at, finished_at = excluded.finished_at,
  duration_ms = excluded.duration_ms
"""
_STARTED: Final = """
INSERT INTO monitoring_periodicrun (name, last_started_at)
SELECT name, to_timestamp(started) FROM json_to_recordset(%s) AS r (name text, started float8)
ON CONFLICT (name) DO UPDATE SET last_started_at = greatest(monitoring_periodicrun.last_started_at,
  excluded.last_started_at)
"""

# task id, name, state, begun, milliseconds, retries, queue, worker, arguments, keywords, outcome
Note = tuple[str, str, str, float, float, int, str, str, Any, Any, Any]

_begun: dict[str, tuple[float, float]] = {}
_notes: deque[Note] = deque(maxlen=_MOST_WAITING)
_lock = Lock()
_writer_of: int | None = None
_ended = Event()


@worker_init.connect
def start_noting(**kwargs: Any) -> None:
    """In the worker's first process, before it forks: its children inherit the hooks."""
    task_prerun.connect(note_begin)
    task_postrun.connect(note_end)


def note_begin(task_id: str, **kwargs: Any) -> None:
    _begun[task_id] = time.time(), time.perf_counter()


def note_end(task_id: str, task: Any, args: Any, kwargs: Any, retval: Any, state: str | None, **more: Any) -> None:
    started, ticks = _begun.pop(task_id, (time.time(), time.perf_counter()))
    request = task.request
    queue = (request.delivery_info or {}).get("routing_key") or ""
    ms = (time.perf_counter() - ticks) * 1000
    _notes.append(
        (task_id, task.name, state or "", started, ms, request.retries, queue, request.hostname, args, kwargs, retval)
    )
    if _writer_of != os.getpid():
        _start_writer()


@worker_process_shutdown.connect
@worker_shutdown.connect
def write_the_rest(**kwargs: Any) -> None:
    """What is noted when a process ends in good order."""
    if _writer_of == os.getpid():
        _ended.set()
        write_notes()
        counters.pour()


def write_notes() -> int:
    """Write what was noted, in one statement. Answers how many notes; 0 where the database does not answer."""
    with _lock:
        notes = [_notes.popleft() for _ in range(min(len(_notes), _LARGEST_BATCH))]
    if not notes:
        return 0
    rows = {(row["tenant_id"], row["task_id"]): row for row in map(_row, notes) if not _is_noise(row)}
    started = {note[1]: note[3] for note in notes if note[1] in PERIODIC}
    try:
        with transaction.atomic("ops"), connections["ops"].cursor() as cursor:
            if rows:
                cursor.execute(_INSERT, [json.dumps(list(rows.values())).decode()])
            if started:
                runs = [{"name": name, "started": moment} for name, moment in started.items()]
                cursor.execute(_STARTED, [json.dumps(runs).decode()])
    except (OperationalError, InterfaceError) as exc:
        log.warning("task_executions_wait_for_the_database", exc_info=exc)
        connections["ops"].close()
        _notes.extendleft(reversed(notes))
        return 0
    except DatabaseError as exc:
        log.error("task_executions_not_written", exc_info=exc)
    for note in notes:
        counters.count("tasks", (note[1], _STATUSES.get(note[2], "failure")))
        counters.observe("task_seconds", (note[1],), note[4] / 1000)
    return len(notes)


def masked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as they may be shown: secrets masked at any depth, long texts cut, what JSON has no word for named."""
    return {str(name): MASK if _is_secret(str(name)) else _shown(value) for name, value in arguments.items()}


def _start_writer() -> None:
    global _writer_of
    with _lock:
        if _writer_of == os.getpid():
            return
        _writer_of = os.getpid()
    _ended.clear()
    Thread(target=_write_until_ended, name="task-recorder", daemon=True).start()


def _write_until_ended() -> None:
    while not _ended.wait(FLUSH_SECONDS):
        connections["ops"].close_if_unusable_or_obsolete()
        while write_notes() >= _LARGEST_BATCH:
            pass


def _row(note: Note) -> dict[str, Any]:
    task_id, name, state, started, ms, retries, queue, worker, args, kwargs, outcome = note
    named = _named(name, args, kwargs)
    status = _STATUSES.get(state, "failure")
    tenant = named.get("tenant_id")
    return {
        "tenant_id": tenant if isinstance(tenant, int) else None,
        "task_id": task_id[:100],
        "task_name": name[:200],
        "status": status,
        "queue": queue[:100],
        "worker": (worker or "")[:200],
        "arguments": masked(named),
        "result": _shown(outcome) if status == "success" else None,
        "error": "" if status == "success" else f"{type(outcome).__name__}: {outcome}"[:2000].replace("\0", ""),
        "retries": retries,
        "started": started,
        "ms": round(ms, 3),
    }


def _is_noise(row: Mapping[str, Any]) -> bool:
    return row["status"] == "success" and row["ms"] < _SLOW_MS and row["task_name"] in _every_few_seconds()


@cache
def _every_few_seconds() -> frozenset[str]:
    schedule = settings.CELERY_BEAT_SCHEDULE.items()
    return frozenset(
        name for name, entry in schedule if isinstance(entry["schedule"], float) and entry["schedule"] < 60
    )


def _named(name: str, args: Any, kwargs: Any) -> dict[str, Any]:
    names = _parameters(name)
    values = {names[place] if place < len(names) else f"{place}": value for place, value in enumerate(args or ())}
    return values | dict(kwargs or {})


@cache
def _parameters(name: str) -> tuple[str, ...]:
    task = current_app.tasks.get(name)
    return tuple(inspect.signature(task.run).parameters) if task else ()


def _is_secret(name: str) -> bool:
    return any(mark in name.lower() for mark in SECRET_MARKS)


def _shown(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return value[:_LONGEST_VALUE].replace("\0", "")
        case Mapping():
            return masked(value)
        case list() | tuple():
            return [_shown(item) for item in value[:50]]
    return type(value).__name__
