"""The relay as tests drive it."""

import time

from django.db import connections

from apps.audit import relay

PATIENCE = 30


def relay_all(subscriber: str) -> None:
    """Relay until the subscriber has read everything that was committed.

    A transaction in any database of the server, such as another test's, holds events back as long as it takes.
    """
    deadline = time.monotonic() + PATIENCE
    relay.relay_events(subscriber)
    while _is_behind(subscriber):
        assert time.monotonic() < deadline, f"{subscriber} is held back"
        relay.relay_events(subscriber)


def _is_behind(subscriber: str) -> bool:
    with connections["ops"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM audit_auditlog WHERE (txid, id) > "
            "(SELECT txid, event_id FROM audit_relayposition WHERE subscriber = %s))",
            [subscriber],
        )
        return bool(cursor.fetchone()[0])
