"""The relay as tests drive it."""

import time
from collections.abc import Callable

from django.db import connections

from apps.audit import relay

PATIENCE = 60
"""Seconds; a transaction in any database of the server, such as another test's, holds events back until its end."""


def wait_until_settled() -> None:
    """Return once nothing holds back what was committed so far."""
    _repeat_until(
        "SELECT coalesce(max(txid), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM audit_auditlog"
    )


def relay_all(subscriber: str) -> None:
    """Relay until the subscriber has read everything that was committed."""
    _repeat_until(
        "SELECT NOT EXISTS (SELECT FROM audit_auditlog WHERE (txid, id) > "
        "(SELECT txid, event_id FROM audit_relayposition WHERE subscriber = %s))",
        subscriber,
        step=lambda: relay.relay_events(subscriber),
    )


def _repeat_until(condition: str, *values: str, step: Callable[[], object] = lambda: None) -> None:
    deadline = time.monotonic() + PATIENCE
    with connections["ops"].cursor() as cursor:
        while True:
            step()
            cursor.execute(condition, values)
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < deadline, f"still held back after {PATIENCE} s"
