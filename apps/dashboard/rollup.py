"""The rollup, kept right by the event log: what a row counts for is compared with what it counted for before, and the
difference is added to the sums. So an event may come twice, late or out of order, and nothing is counted twice."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any, Final

from django.db import connection, transaction

from apps.audit.models import AuditLog
from apps.audit.relay import subscribe
from apps.core.live.changes import announce_change
from apps.core.money import minor_units
from apps.core.tenancy import tenant_context
from apps.dashboard.books import BOOKS, SOURCES_OF
from apps.tenants.models import Tenant

SUBSCRIBER: Final = "rollup"
CHUNK: Final = 5_000
MOST_PENDING: Final = 1_000
_LOCK: Final = 7_411_001
"""The first half of the lock that whoever changes a tenant's sums holds; the second is the tenant."""
_PATIENCE: Final = 0.5
"""Seconds for which a reader waits for another's lock; what another reader rolls up takes some milliseconds."""
_SUMMED: Final = ("billed", "collected", "number", "base_billed", "base_collected")
_COLUMNS: Final = ", ".join(("day, client_id, owner_id, other_owner_id, kind, currency", *_SUMMED))

Changes = Mapping[str, Iterable[int]]
"""Ids of changed rows by `resource_type`."""

_APPLY: Final = """
WITH found AS MATERIALIZED (SELECT * FROM ({books}) b WHERE id = ANY (%(ids)s::bigint[])),
held AS MATERIALIZED (
  SELECT id AS entry_id, document_id, {columns} FROM dashboard_entry
  WHERE tenant_id = app_tenant() AND source = %(source)s AND document_id = ANY (%(ids)s::bigint[])
),
gone AS (
  DELETE FROM dashboard_entry WHERE id IN (
    SELECT entry_id FROM held
    WHERE NOT EXISTS (SELECT FROM found WHERE found.id = held.document_id AND found.kind = held.kind))
),
kept AS (
  INSERT INTO dashboard_entry (tenant_id, source, document_id, {columns})
  SELECT app_tenant(), %(source)s, id, {columns} FROM found
  ON CONFLICT (tenant_id, source, document_id, kind) DO UPDATE SET ({columns}) = ROW ({excluded})
  WHERE ROW ({ours}) IS DISTINCT FROM ROW ({excluded})
),
differing AS (
  SELECT day, client_id, kind, currency, {summed} FROM found
  UNION ALL SELECT day, client_id, kind, currency, {taken} FROM held
),
delta AS (
  SELECT CASE WHEN grouping(day) = 1 THEN 'client' WHEN grouping(client_id) = 1 THEN 'day' ELSE 'client_day' END
      AS grain,
    day, client_id, kind, currency, {sums}
  FROM differing
  GROUP BY GROUPING SETS ((day, client_id, kind, currency), (day, kind, currency), (client_id, kind, currency))
  HAVING {differ}
)
INSERT INTO dashboard_rollup AS r (tenant_id, grain, source, day, client_id, kind, currency, {summed})
SELECT app_tenant(), grain, %(source)s, day, client_id, kind, currency, {summed} FROM delta
ON CONFLICT (tenant_id, grain, day, client_id, source, kind, currency) DO UPDATE SET {added}
"""
_PARTS: Final = {
    "summed": ", ".join(_SUMMED),
    "taken": ", ".join(f"-{name}" for name in _SUMMED),
    "sums": ", ".join(f"sum({name}) AS {name}" for name in _SUMMED),
    "differ": " OR ".join(f"sum({name}) <> 0" for name in _SUMMED),
    "added": ", ".join(f"{name} = r.{name} + excluded.{name}" for name in _SUMMED),
}
"""What the statements say of each figure that is added up."""
_names = _COLUMNS.split(", ")
_STATEMENTS: Final = {
    source: _APPLY.format(
        books=books,
        columns=_COLUMNS,
        excluded=", ".join(f"excluded.{name}" for name in _names),
        ours=", ".join(f"dashboard_entry.{name}" for name in _names),
        **_PARTS,
    )
    for source, books in BOOKS.items()
}
_MEND_ENTRIES: Final = """
WITH held AS (
  SELECT id AS entry_id, document_id, {columns} FROM dashboard_entry
  WHERE tenant_id = app_tenant() AND source = %(source)s
),
differing AS MATERIALIZED (
  SELECT b.*, held.entry_id, held.document_id
  FROM ({books}) b FULL JOIN held ON held.document_id = b.id AND held.kind = b.kind
  WHERE ROW ({theirs}) IS DISTINCT FROM ROW ({held})
),
gone AS (DELETE FROM dashboard_entry WHERE id = ANY (ARRAY(SELECT entry_id FROM differing WHERE id IS NULL))),
kept AS (
  INSERT INTO dashboard_entry (tenant_id, source, document_id, {columns})
  SELECT app_tenant(), %(source)s, id, {columns} FROM differing WHERE id IS NOT NULL
  ON CONFLICT (tenant_id, source, document_id, kind) DO UPDATE SET ({columns}) = ROW ({excluded})
)
SELECT count(DISTINCT coalesce(id, document_id)) FROM differing
"""
_MENDED_ENTRIES: Final = {
    source: _MEND_ENTRIES.format(
        books=books,
        columns=_COLUMNS,
        excluded=", ".join(f"excluded.{name}" for name in _names),
        theirs=", ".join(f"b.{name}" for name in _names),
        held=", ".join(f"held.{name}" for name in _names),
    )
    for source, books in BOOKS.items()
}
_MEND: Final = """
WITH wanted AS (
  SELECT CASE WHEN grouping(day) = 1 THEN 'client' WHEN grouping(client_id) = 1 THEN 'day' ELSE 'client_day' END
      AS grain,
    source, day, client_id, kind, currency, {sums}
  FROM dashboard_entry WHERE tenant_id = app_tenant()
  GROUP BY GROUPING SETS (
    (source, day, client_id, kind, currency), (source, day, kind, currency), (source, client_id, kind, currency))
),
differing AS (
  SELECT grain, source, day, client_id, kind, currency, {sums}
  FROM (
    SELECT * FROM wanted
    UNION ALL SELECT grain, source, day, client_id, kind, currency, {taken}
    FROM dashboard_rollup WHERE tenant_id = app_tenant()
  ) both_sides
  GROUP BY grain, source, day, client_id, kind, currency
  HAVING {differ}
),
mended AS (
  INSERT INTO dashboard_rollup AS r (tenant_id, grain, source, day, client_id, kind, currency, {summed})
  SELECT app_tenant(), grain, source, day, client_id, kind, currency, {summed} FROM differing
  ON CONFLICT (tenant_id, grain, day, client_id, source, kind, currency) DO UPDATE SET {added}
  RETURNING 1
)
SELECT count(*) FROM mended
"""
_MEND_SUMS: Final = _MEND.format(**_PARTS)
_OF_MERGED: Final = """
SELECT source, array_agg(document_id) FROM dashboard_entry
WHERE tenant_id = app_tenant() AND client_id = ANY (ARRAY(
  SELECT id FROM unnest(%s) AS changed (id)
  WHERE NOT EXISTS (SELECT FROM clients_client c WHERE c.tenant_id = app_tenant() AND c.id = changed.id)))
GROUP BY source
"""
"""The entries of those clients that are gone. Nothing is read for the others, however many documents they have."""
PENDING_NOW: Final = """
SELECT resource_type, resource_id FROM audit_auditlog
WHERE tenant_id = app_tenant() AND resource_type = ANY (%(types)s) AND (txid, id) > (
  SELECT coalesce(max(txid), -4611686018427387904), coalesce(max(event_id), 0)
  FROM audit_relayposition WHERE subscriber = %(subscriber)s)
ORDER BY txid, id LIMIT %(most)s
"""
"""The bound tenant's oldest events that were not rolled up yet. Written so that PostgreSQL begins in the index of their
order at the position: it would walk through the whole log for an EXISTS, and for a `coalesce` around each subquery."""
_PENDING: Final = f"SELECT resource_type, array_agg(DISTINCT resource_id) FROM ({PENDING_NOW}) pending GROUP BY 1"  # noqa: S608


@subscribe(SUBSCRIBER)
def roll_up_events(events: Sequence[AuditLog]) -> None:
    """Bring the sums of the events' tenants up to date, each tenant in a transaction of its own."""
    changed: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for event in events:
        if event.resource_type in SOURCES_OF or event.resource_type == "tenant":
            changed[event.tenant_id][event.resource_type].add(int(event.resource_id))
    for tenant in Tenant.objects.using("ops").filter(pk__in=changed):
        with tenant_context(tenant.pk), transaction.atomic():
            _lock(tenant)
            apply_changes(tenant, changed[tenant.pk])
        announce_change(tenant.pk)


def catch_up(tenant: Tenant) -> bool:
    """Roll up what the bound tenant's log has and the relay has not handed on yet, so that a caller finds the own
    change in the figures. Others at it are waited for; left to the relay where they take long, or it is far behind:
    then the figures are behind the log, and the answer is False."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PENDING, pending_parameters())
        changes = {kind: [int(pk) for pk in ids] for kind, ids in cursor.fetchall()}
        if not changes:
            return True
        if sum(map(len, changes.values())) >= MOST_PENDING:
            return False
        last_try = monotonic() + _PATIENCE
        while not _try_lock(tenant):
            if monotonic() > last_try:
                return False
            sleep(0.02)
        apply_changes(tenant, changes)
        return True


def count_pending() -> int:
    """How many of the bound tenant's events were not rolled up yet, at most `MOST_PENDING`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({PENDING_NOW}) pending", pending_parameters())  # noqa: S608
        (pending,) = cursor.fetchone()
    return int(pending)


def pending_parameters(most: int = MOST_PENDING) -> dict[str, Any]:
    """What `PENDING_NOW` takes; `most` is how many it answers."""
    return {"types": [*SOURCES_OF, "tenant"], "subscriber": SUBSCRIBER, "most": most}


def apply_changes(tenant: Tenant, changes: Changes) -> None:
    """Let the sums follow changed rows. The caller holds the tenant's lock, in a transaction."""
    if "tenant" in changes:  # another timezone is another day, another currency another worth of what was not issued
        moved = [_mend_entries(tenant, source) for source in (*SOURCES_OF["client"], *SOURCES_OF["quote"])]
        if any(moved):
            _mend_sums()
    with connection.cursor() as cursor:
        if clients := list(changes.get("client", ())):
            # Two that became one: what was one's is the other's.
            cursor.execute(_OF_MERGED, [clients])
            for source, ids in cursor.fetchall():
                _apply(tenant, source, ids)
    for kind, ids in changes.items():
        for source in SOURCES_OF.get(kind, ()):
            _apply(tenant, source, list(ids))


@transaction.atomic
def recalculate(tenant: Tenant, report: Callable[[int, int], None] = lambda done, total: None) -> dict[str, int]:
    """Compare every entry with the books and every sum with the entries, and mend what differs.

    Answers how many `entries` and `sums` did: none, unless something went past the event log. The tenant is bound.
    """
    _lock(tenant)
    entries = 0
    for done, source in enumerate(BOOKS):
        entries += _mend_entries(tenant, source)
        report(done + 1, len(BOOKS) + 1)
    return {"entries": entries, "sums": _mend_sums()}


def _try_lock(tenant: Tenant) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, tenant.pk])
        return bool(cursor.fetchone()[0])


def _mend_entries(tenant: Tenant, source: str) -> int:
    """Let all entries of a source say what the books say. Answers how many documents had others."""
    with connection.cursor() as cursor:
        cursor.execute(_MENDED_ENTRIES[source], _parameters(tenant, source))
        return int(cursor.fetchone()[0])


def _mend_sums() -> int:
    """Let the sums be those of the entries. Answers how many were not."""
    with connection.cursor() as cursor:
        cursor.execute(_MEND_SUMS)
        return int(cursor.fetchone()[0])


def _lock(tenant: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, tenant.pk])


def _apply(tenant: Tenant, source: str, ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            cursor.execute(_STATEMENTS[source], _parameters(tenant, source) | {"ids": some})


def _parameters(tenant: Tenant, source: str) -> dict[str, Any]:
    preferences = tenant.preferences
    return {
        "source": source,
        "timezone": preferences.timezone,
        "base": preferences.currency,
        "decimals": minor_units(preferences.currency),
    }
