"""Work that is to be noted though the connection to the database broke while it was done."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

Done = TypeVar("Done")

PATIENCE: Final = 20.0
"""Seconds; shorter than the lease of whatever is noted."""
_PAUSE: Final = 0.1


def on_working_connection(work: Callable[[], Done]) -> Done:
    """What `work` answers, which is one transaction. A connection that broke before or within it is made anew and
    `work` done again, for up to PATIENCE seconds where the database does not answer; other errors are its own.

    A commit whose answer was lost is done twice, so `work` changes only what is still as it found it. Within a
    transaction, which is lost with its connection, `work` is done once.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block:
        return work()
    deadline = time.monotonic() + PATIENCE
    while True:
        raw = None
        try:
            connection.close_if_unusable_or_obsolete()
            connection.ensure_connection()
            # Not asked whether it answers: `work` asks, and is done again if not.
            connection.health_check_done = True  # type: ignore[attr-defined]
            raw = connection.connection
            return work()
        except (OperationalError, InterfaceError):
            # The end of a transaction that broke has opened another connection already.
            is_whole = raw is not None and raw is connection.connection and connection.is_usable()
            if is_whole or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE)
