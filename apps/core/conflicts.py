"""Transactions that got into each other's way: a lock waited for too long, a deadlock, a serialisation failure."""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from psycopg2 import errors as pg

CONFLICTS = (pg.LockNotAvailable, pg.SerializationFailure, pg.DeadlockDetected)


def retry_conflict(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do the work, and once more if another transaction got in its way.

    Inside a transaction it is not tried again: the conflict has ended that one.
    """
    try:
        return work(*args, **kwargs)
    except OperationalError as exc:
        if connection.in_atomic_block or not isinstance(exc.__cause__, CONFLICTS):
            raise
        return work(*args, **kwargs)
