"""The audit log at 100,000 and at 10,000,000 events of one company: `python -m bench.audit [EVENTS]`.

The events of a year, a partition a month, are made by PostgreSQL itself in a database of its own, which is deleted at
the end. Asked for are the list and its filters, a page in its depth, the change feed, the relay, and one event written.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "bench-audit")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "CRITICAL", "MODE": "development"}
os.environ |= {f"RATE_LIMIT_{who}": "1000000000" for who in ("ANONYMOUS", "USER", "ADMIN", "TENANT")}
os.environ |= dict.fromkeys(("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL", "REDIS_URL"), "")

from bench.ground import migrated_servers

SMALL, LARGE = 100_000, 10_000_000
MONTHS, USERS, ROUNDS, EVENTS_WRITTEN = 12, 50, 7, 200
FIRST_TXID = -20_000_000
"""Below all transactions that are still running."""

# Ninety percent of the events are changes of invoices and clients by all users. One in 50,000 is of a rare action, a
# rare kind and a rare user; in the first month alone every tenth is an import, and of a kind that nobody touched since.
_FILL = """
INSERT INTO {part} (tenant_id, user_id, action, resource_type, resource_id, old_values, new_values, ip_address,
  request_id, timestamp, txid)
SELECT %(tenant)s,
  CASE WHEN n %% 50000 = 7 THEN %(user)s + {users} ELSE %(user)s + n %% {users} END,
  CASE WHEN n %% 50000 = 7 THEN 'void' WHEN %(month)s = 0 AND n %% 10 = 3 THEN 'import'
    ELSE (ARRAY['update', 'create', 'update', 'send', 'update', 'delete'])[1 + n %% 6] END,
  CASE WHEN n %% 50000 = 7 THEN 'holiday' WHEN %(month)s = 0 AND n %% 10 = 3 THEN 'document'
    ELSE (ARRAY['invoice', 'client', 'payment'])[1 + n %% 3] END,
  (n %% (%(rows)s / 5 + 1))::text, '{{}}', '{{"status": "sent"}}', '192.0.2.1',
  md5((%(month)s * 1000000 + n / 2)::text),
  %(first)s::timestamptz + n * ((%(last)s::timestamptz - %(first)s::timestamptz) / (%(rows)s + 1)),
  {first_txid} + %(month)s * 1000000 + n / 2
FROM generate_series(1, %(rows)s) n
"""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work()
    return 1000 * (time.perf_counter() - started), answer


def fill(owner: Any, events: int) -> float:
    """Replace the log by so many events of the company, spread over the months before this one. Answers the seconds."""
    from django.db import connections

    from apps.core.tenancy import tenant_context

    began = time.perf_counter()
    with tenant_context(owner.tenant_id), connections["owner"].cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for month in range(MONTHS):
            # Indexes are built once the rows are there.
            cursor.execute(
                "SELECT to_char(first, 'YYYY_MM'), first, first + interval '1 month' FROM "
                "(SELECT date_trunc('month', now()) - %s * interval '1 month' AS first) m",
                [MONTHS - month],
            )
            name, first, last = cursor.fetchone()
            part = f"audit_auditlog_{name}"
            cursor.execute(f"DROP TABLE IF EXISTS {part}; CREATE TABLE {part} (LIKE audit_auditlog INCLUDING DEFAULTS)")
            values = {"tenant": owner.tenant_id, "user": owner.pk, "rows": events // MONTHS, "month": month}
            cursor.execute(
                _FILL.format(part=part, users=USERS, first_txid=FIRST_TXID), values | {"first": first, "last": last}
            )
            cursor.execute(
                f"ALTER TABLE audit_auditlog ATTACH PARTITION {part} FOR VALUES FROM (%s) TO (%s)", [first, last]
            )
            cursor.execute("SELECT fence_partition('audit_auditlog', %s::regclass)", [part])
    with tenant_context(None), connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE audit_auditlog")
    return time.perf_counter() - began


def queries(rows: int, owner: Any) -> dict[str, str]:
    """What is asked of the list, by its name."""
    from django.utils import timezone

    month = timezone.now().replace(day=1) - timezone.timedelta(days=40)
    days = f"date_from={month:%Y-%m}-03&date_to={month:%Y-%m}-04"
    a_record = f"resource_type=invoice&resource_id={rows // MONTHS // 5 // 3 * 3}"
    return {
        "page 1": "",
        "user, one of 50": f"user_id={owner.pk + 7}",
        "user, rare": f"user_id={owner.pk + USERS}",
        "action, every other": "action=update",
        "action, rare": "action=void",
        "action, in the oldest month only": "action=import",
        "action, none": "action=never",
        "resource type, every third": "resource_type=invoice",
        "resource type, rare": "resource_type=holiday",
        "resource type, in the oldest month only": "resource_type=document",
        "resource type and id": a_record,
        "resource id alone": f"resource_id={rows // MONTHS // 5 // 3 * 3}",
        "request id": "request_id=c4ca4238a0b923820dcc509a6f75849b",
        "request id, unknown": "request_id=unknown-0000001",
        "two days": days,
        "two days and an action": f"{days}&action=send",
        "two days, rare action": f"{days}&action=void",
        "user and action": f"user_id={owner.pk + 7}&action=delete",
        "user and action, never together": f"user_id={owner.pk + USERS}&action=send",
        "action and resource type, hardly together": "action=update&resource_type=document",
        "user and resource type, never together": f"user_id={owner.pk + 7}&resource_type=document&action=update",
    }


def measure(rows: int, owner: Any) -> dict[str, float]:
    """Milliseconds of each question, the median of some rounds, nothing remembered of the round before."""
    from django.test import Client as Browser

    from apps.accounts.sessions import start_session
    from apps.audit import relay
    from apps.audit.models import RelayPosition
    from apps.core import counting, places
    from apps.core.tenancy import tenant_context

    with tenant_context(owner.tenant_id):
        token = start_session(actor=owner).access
    browser = Browser(headers={"Authorization": f"Bearer {token}"})

    def ask(path: str) -> Any:
        with tenant_context(None):
            answer = browser.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    figures: dict[str, float] = {}

    def note(name: str, work: Callable[[], Any], *, before: Callable[[], Any] = lambda: None) -> Any:
        times = []
        for _ in range(ROUNDS):
            before()
            times.append(timed(work))
        figures[name] = median(milliseconds for milliseconds, _ in times)
        print(f"  {name}: {figures[name]:.1f} ms", file=sys.stderr)
        return times[-1][1]

    for name, query in queries(rows, owner).items():
        found = note(name, lambda query=query: ask(f"/api/audit/logs/?{query}"), before=counting._remembered.clear)
        figures[f"{name}: count"] = found["count"]
    middle = rows // 2 // 20
    note("page in the middle, by number", lambda: ask(f"/api/audit/logs/?page={middle}"), before=places._lists.clear)
    page = note("the same, near one of the last minute", lambda: ask(f"/api/audit/logs/?page={middle}"))
    note("page in the middle, by cursor", lambda: ask("/api/audit/logs/?" + page["next"].partition("?")[2]))
    note("one event by its id", lambda: ask(f"/api/audit/logs/{page['results'][0]['id']}/"))

    note("feed: from now", lambda: ask("/api/changes/?since=now"))
    newest = ask("/api/changes/?since=now")["cursor"]
    note("feed: nothing new", lambda: ask(f"/api/changes/?since={newest}"))
    first = ask("/api/changes/")["cursor"]
    note("feed: 100 from the beginning", lambda: ask(f"/api/changes/?since={first}"))
    half = position_of(rows // 2)
    note("feed: 100 in the middle", lambda: ask(f"/api/changes/?since={half}"))
    note("feed: 100 of a kind", lambda: ask(f"/api/changes/?since={half}&types=invoice.send"))

    end = position_of(rows // MONTHS * MONTHS - 1)
    position = RelayPosition(txid=end.txid, event_id=end.event_id)
    note("relay: nothing new", lambda: relay._committed_after(position))
    begin = RelayPosition(txid=half.txid, event_id=half.event_id)
    assert len(note("relay: the next 1,000", lambda: relay._committed_after(begin))) == relay.BATCH
    figures["one event written"] = write(owner)
    figures["one of 50,000 written by a statement, microseconds of CPU"] = write_many(owner)
    return figures


def position_of(number: int) -> Any:
    """The place in the feed behind the event that so many precede."""
    from django.db import connections

    from apps.audit.feed import Position

    with connections["ops"].cursor() as cursor:
        cursor.execute(
            "SELECT txid, id, timestamp FROM audit_auditlog WHERE txid < 0 ORDER BY txid, id OFFSET %s LIMIT 1",
            [number],
        )
        return Position(*cursor.fetchone())


def write(owner: Any) -> float:
    """Milliseconds of a transaction that records one event."""
    from django.db import transaction

    from apps.audit.services import record
    from apps.core.tenancy import tenant_context

    def once() -> None:
        with transaction.atomic():
            record(actor=owner, action="update", target=owner, old={"status": "draft"}, new={"status": "sent"})

    with tenant_context(owner.tenant_id):
        return median(timed(once)[0] for _ in range(EVENTS_WRITTEN))


def write_many(owner: Any) -> float:
    """Microseconds of PostgreSQL's processor time for each event of a large import."""
    import psutil
    from django.db import connections

    from apps.core.tenancy import tenant_context

    with tenant_context(owner.tenant_id), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), now(), now() + interval '1 second'")
        pid, first, last = cursor.fetchone()
        values = {"tenant": owner.tenant_id, "user": owner.pk, "rows": 50_000, "month": MONTHS, "first": first}
        began = psutil.Process(pid).cpu_times()
        cursor.execute(_FILL.format(part="audit_auditlog", users=USERS, first_txid=FIRST_TXID), values | {"last": last})
        ended = psutil.Process(pid).cpu_times()
    return 1_000_000 * (sum(ended[:2]) - sum(began[:2])) / 50_000


def sizes() -> dict[str, int]:
    """Megabytes of the log and of each of its indexes."""
    from django.db import connections

    with connections["ops"].cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(parent.relname, 'rows'), sum(pg_relation_size(part.oid)) / 1048576 FROM pg_class part "
            "LEFT JOIN pg_inherits held ON held.inhrelid = part.oid AND part.relkind = 'i' "
            "LEFT JOIN pg_class parent ON parent.oid = held.inhparent "
            "WHERE part.relname LIKE 'audit_auditlog%' AND part.relkind IN ('r', 'i') GROUP BY 1 ORDER BY 2 DESC"
        )
        return {name: round(size) for name, size in cursor.fetchall()}


def main() -> None:
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    try:
        with migrated_servers():
            from django.db import connections

            from apps.accounts.services.companies import register_tenant

            owner = register_tenant(name="Bench", domain="bench", email="owner@bench.example", password="Password123!")
            results = {}
            for rows in (SMALL, large):
                print(f"{rows:,} events made in {fill(owner, rows):.0f} s: {json.dumps(sizes())}", flush=True)
                results[rows] = measure(rows, owner)
            connections.close_all()
    finally:
        shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)
    for name, few in results[SMALL].items():
        many = results[large][name]
        if name.endswith(": count"):
            print(f"{name}: {few:,.0f}, {many:,.0f}")
        else:
            print(f"{name}: {few:.1f}, {many:.1f}, ratio {many / few:.2f}")


if __name__ == "__main__":
    main()
