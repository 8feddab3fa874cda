"""From the event log to its subscribers: each event at least once, in commit order, whatever is killed in between.

A subscriber's position moves in the same transaction that calls it, after the call; who dies in the middle is called
again with the same events. Each has a position of its own: one that fails or is slow holds no other back.
"""

import logging
from collections.abc import Callable, Sequence

from django.db import connections, transaction

from apps.audit.models import AuditLog, RelayPosition

log = logging.getLogger(__name__)
BATCH = 1000
_BEFORE_ALL = -(2**62)  # a restore moves what it brings back below zero
Subscriber = Callable[[Sequence[AuditLog]], None]
subscribers: dict[str, Subscriber] = {}


def subscribe(name: str) -> Callable[[Subscriber], Subscriber]:
    """Register a function to be called with each batch of events. It must bear being called twice with one."""

    def register(function: Subscriber) -> Subscriber:
        subscribers[name] = function
        return function

    return register


def relay_to_all() -> list[str]:
    """Bring every subscriber up to date, a batch for each in turn. Answers the names of those that failed; what they
    were handed is theirs again the next time.
    """
    failed = []
    behind = list(subscribers)
    while behind:
        for name in tuple(behind):
            try:
                if relay_batch(name):
                    continue
            except Exception:
                log.exception("subscriber_failed", extra={"subscriber": name})
                failed.append(name)
            behind.remove(name)
    return failed


def relay_events(name: str) -> int:
    """Hand the subscriber what was committed since its position. Answers how many; 0 while another process is at it."""
    relayed = 0
    while count := relay_batch(name):
        relayed += count
    return relayed


def relay_batch(name: str) -> int:
    """Hand the subscriber the next events, at most `BATCH`. Answers how many."""
    with transaction.atomic("ops"):
        RelayPosition.objects.using("ops").get_or_create(subscriber=name, defaults={"txid": _BEFORE_ALL})
        position = (
            RelayPosition.objects.using("ops").select_for_update(skip_locked=True).filter(subscriber=name).first()
        )
        events = _committed_after(position) if position else []
        if not position or not events:
            return 0
        position.txid, position.event_id = events[-1].txid, events[-1].pk
        # Of two changes to one row the later has the higher id, even where its transaction began first.
        subscribers[name](sorted(events, key=lambda event: event.pk))
        position.save(update_fields=["txid", "event_id"], using="ops")
    return len(events)


def _committed_after(position: RelayPosition) -> list[AuditLog]:
    with connections["ops"].cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (oldest_running,) = cursor.fetchone()
    return list(
        AuditLog.unscoped.using("ops").raw(
            "SELECT * FROM audit_auditlog WHERE (txid, id) > (%s, %s) AND txid < %s ORDER BY txid, id LIMIT %s",
            [position.txid, position.event_id, oldest_running, BATCH],
        )
    )
