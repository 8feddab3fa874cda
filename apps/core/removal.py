"""Rows that PostgreSQL keeps from being deleted go away only where a service says that it means it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def removing(using: str = "default") -> Iterator[None]:
    """Let guarded rows be deleted inside the block, in the transaction that is open."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('app.removing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('app.removing', '', true)")
