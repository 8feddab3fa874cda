"""The change feed: what was committed in a tenant since a cursor, each event once and none left out.

An event is shown once every transaction that began before its own has ended: until then another could still slip in
before it. A cursor names the event up to which its holder has read.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import orjson
from django.apps import apps
from django.db import connection

from apps.audit.event_types import event_type, fits
from apps.audit.models import AuditLog
from apps.core.errors import RuleViolation
from apps.tenants.actors import Actor

NOW: Final = "now"
"""The cursor of who wants to know only of what comes."""
_BATCH: Final = 1000
_BATCHES: Final = 10
_BEFORE_ALL: Final = -(2**62)
_LARGEST: Final = 2**63 - 1
_NEXT: Final = """
SELECT txid, id, timestamp, resource_type, action, resource_id, user_id FROM audit_auditlog
WHERE tenant_id = app_tenant() AND (txid, id) > (%s, %s)
  AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY txid, id LIMIT %s
"""
_NEWEST: Final = """
SELECT txid, id, timestamp FROM audit_auditlog
WHERE tenant_id = app_tenant() AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY txid DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Position:
    """An event in commit order, up to which somebody has read; without a time, the beginning of the log."""

    txid: int = _BEFORE_ALL
    event_id: int = 0
    timestamp: datetime | None = None

    def __str__(self) -> str:
        return urlsafe_b64encode(orjson.dumps([self.txid, self.event_id, self.timestamp])).decode()

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Read what `str()` has made of a position. 400 for anything else."""
        try:
            txid, event_id, moment = orjson.loads(urlsafe_b64decode(text[:200].encode()))
            if type(txid) is not int or type(event_id) is not int or not -_LARGEST < txid < _LARGEST >= event_id >= 0:
                raise ValueError(text)
            return cls(txid, event_id, moment and datetime.fromisoformat(moment))
        except (binascii.Error, ValueError, TypeError) as exc:
            message = "This is no cursor: take it from `cursor` of the last answer, or leave it out to begin."
            raise RuleViolation(message, code="invalid", field="since") from exc


@dataclass(frozen=True)
class Changes:
    """A page of the feed. With `has_more` there is more to be had at once."""

    events: Sequence[AuditLog]
    position: Position
    has_more: bool


def changes_since(user: Actor, since: str, *, types: Collection[str], resources: Collection[str], most: int) -> Changes:
    """What changed after the cursor of what the user may view, at most so many events.

    410 for a cursor whose event is gone: after a restore, or where the log was shortened. Whoever holds it reads all
    anew.
    """
    if since == NOW:
        return Changes([], _newest(), has_more=False)
    position = _still_there(user, Position.parse(since)) if since else Position()
    allowed = viewable_resources(user) & (set(resources) or viewable_resources(user))
    found: list[Any] = []
    for _ in range(_BATCHES):
        rows = _rows_after(position)
        wanted = [
            row
            for row in rows
            if row[3] in allowed and (not types or any(fits(event_type(row[3], row[4]), one) for one in types))
        ]
        seen = _seen_by(user, wanted)
        room = most - len(found)
        found += seen[:room]
        if len(seen) > room:
            return Changes(_events(user, found), Position(*found[-1][:3]), has_more=True)
        if rows:
            position = Position(*rows[-1][:3])
        if len(rows) < _BATCH:
            return Changes(_events(user, found), position, has_more=False)
        if len(found) == most:
            break
    return Changes(_events(user, found), position, has_more=True)


def viewable_resources(user: Actor) -> set[str]:
    """The kinds of records that the user has the right to view."""
    return {kind for kind, (right, _) in _kinds().items() if user.has_perm(right)}


def resource_right(resource_type: str) -> str | None:
    """The right that lets view a kind of record; None where there is no such kind."""
    return _kinds()[resource_type][0] if resource_type in _kinds() else None


@cache
def _kinds() -> dict[str, tuple[str, Any]]:
    """Right and model by resource type."""
    return {
        str(model._meta.model_name): (f"{model._meta.app_label}.view_{model._meta.model_name}", model)
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
    }


def _rows_after(position: Position) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [position.txid, position.event_id, _BATCH])
        return list(cursor.fetchall())


def _newest() -> Position:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        row = cursor.fetchone()
    return Position(*row) if row else Position()


def _still_there(user: Actor, position: Position) -> Position:
    """The position, whose event must be what it was: a restore brings back other events under the same ids."""
    if position.timestamp is None:
        return Position()
    held = AuditLog.unscoped.filter(
        tenant_id=user.acting_tenant_id, timestamp=position.timestamp, pk=position.event_id, txid=position.txid
    )
    if not held.exists():
        message = "What this cursor names is no longer in the log: read everything anew and begin with `since=now`."
        raise RuleViolation(message, code="cursor_gone", status=HTTPStatus.GONE)
    return position


def _seen_by(user: Actor, rows: list[Any]) -> list[Any]:
    """Those of the rows that the scope shows: all, or what the user did and what became of the user's records."""
    if user.scope == "all":
        return rows
    ids = defaultdict(set)
    for _, _, _, kind, _, resource_id, _ in rows:
        if resource_id.isascii() and resource_id.isdigit():
            ids[kind].add(int(resource_id))
    own = {(kind, str(pk)) for kind, pks in ids.items() for pk in _visible(user, kind, pks)}
    return [row for row in rows if row[6] == user.pk or (row[3], row[5]) in own]


def _visible(user: Actor, kind: str, pks: Iterable[int]) -> Iterable[int]:
    manager = getattr(_kinds()[kind][1], "objects", None)
    fenced = getattr(manager, "visible_to", None)
    return fenced(user).filter(pk__in=list(pks)).values_list("pk", flat=True) if fenced else ()


def _events(user: Actor, rows: list[Any]) -> list[AuditLog]:
    """The rows as events, changes to one record in their order: the later one has the higher id."""
    if not rows:
        return []
    moments = [row[2] for row in rows]
    events = AuditLog.unscoped.filter(
        tenant_id=user.acting_tenant_id,
        pk__in=[row[1] for row in rows],
        timestamp__gte=min(moments),
        timestamp__lte=max(moments),
    )
    return list(events.select_related("user").order_by("pk"))
