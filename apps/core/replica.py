"""Where reports and exports read: a replica, where REPORTS_DATABASE_URL names one that has all that the primary has.

The replica is read as the app role, under the same row-level security. A report is never older than its question: the
replica is given REPORTS_PATIENCE seconds to come to where the primary is. If it does not, or does not answer, or is no
replica any more, the primary is read, and the replica left alone for a while.
"""

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

log = logging.getLogger(__name__)
Found = TypeVar("Found")

REPLICA: Final = "reports"
_PAUSE: Final = 0.01
_LEFT_ALONE: Final = 30.0
_left_until = 0.0


def read_from_replica(read: Callable[[], Found]) -> Found:
    """What `read` answers. It only reads, and may be called again."""
    if REPLICA not in settings.DATABASES or time.monotonic() < _left_until:
        return read()
    primary = connections[DEFAULT_DB_ALIAS]
    if primary.in_atomic_block:  # which has rows that nobody else has yet
        return read()
    try:
        if _has_caught_up():
            connections[DEFAULT_DB_ALIAS] = connections[REPLICA]
            return read()
        problem = "it is behind"
    except (OperationalError, InterfaceError) as exc:
        connections[REPLICA].close()
        problem = str(exc).strip()
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
    _leave_alone(problem)
    return read()


def _has_caught_up() -> bool:
    """Whether the replica has, or has within the patience, what the primary had when it was asked."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (position,) = cursor.fetchone()
    deadline = time.monotonic() + settings.REPORTS_PATIENCE
    with connections[REPLICA].cursor() as cursor:
        while True:
            # One that was made a primary has no position that would say anything of ours.
            cursor.execute("SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
            is_replica, has_all = cursor.fetchone()
            if not is_replica or has_all or time.monotonic() > deadline:
                return bool(is_replica and has_all)
            time.sleep(_PAUSE)


def _leave_alone(problem: str) -> None:
    global _left_until
    _left_until = time.monotonic() + _LEFT_ALONE
    log.warning("Reports read from the primary for %d s: the replica cannot be read: %s", _LEFT_ALONE, problem)
