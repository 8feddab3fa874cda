"""The log in months: what is asked of some of them reads those alone, and old ones go without touching a row."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.audit.tasks import keep_partitions
from apps.core import partitions, rls
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.factories import make_audit_log

LOG = "/api/audit/logs/"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
MONTHS = ((2024, 1), (2024, 2), (2024, 3))


def parts() -> set[str]:
    with connections["ops"].cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_auditlog'::regclass")
        return {name for (name,) in cursor.fetchall()}


def place_of(event: AuditLog) -> str:
    with connections["ops"].cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM audit_auditlog WHERE id = %s", [event.pk])
        return str(cursor.fetchone()[0])


def happened(owner: User, moment: datetime) -> AuditLog:
    with tenant_context(owner.tenant_id), time_machine.travel(moment, tick=False):
        event: AuditLog = make_audit_log(owner, action="update")
    return event


@pytest.fixture
def months() -> Iterator[None]:
    """Partitions of the first three months of 2024."""
    with connections["owner"].cursor() as cursor:
        for year, month in MONTHS:
            cursor.execute("SELECT make_month('audit_auditlog', 'timestamp', %s)", [f"{year}-{month:02}-15"])
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT drop_months('audit_auditlog', '2024-04-01')")


def test_the_months_ahead_are_there_after_migrate(owner: User) -> None:
    now = datetime.now(UTC)
    first = now.year * 12 + now.month - 1
    ahead = {f"audit_auditlog_{n // 12}_{n % 12 + 1:02}" for n in range(first, first + partitions.MONTHS_AHEAD + 1)}
    assert ahead | {"audit_auditlog_other"} <= parts()


def test_an_event_lies_in_its_month(owner: User, months: None) -> None:
    assert place_of(happened(owner, datetime(2024, 2, 29, 23, 59, tzinfo=UTC))) == "audit_auditlog_2024_02"
    assert place_of(happened(owner, datetime(2024, 3, 1, tzinfo=UTC))) == "audit_auditlog_2024_03"
    assert place_of(happened(owner, datetime(1999, 3, 1, tzinfo=UTC))) == "audit_auditlog_other"


def test_a_filtered_list_touches_only_the_months_of_its_window(api: Api, owner: User, months: None) -> None:
    event = happened(owner, datetime(2024, 2, 10, tzinfo=UTC))
    with CaptureQueriesContext(connection) as queries:
        found = api.get(f"{LOG}?date_from=2024-02-01&date_to=2024-02-29").json()
    assert [row["id"] for row in found["results"]] == [event.pk]
    selects = [query["sql"] for query in queries if re.search(r'FROM "audit_auditlog"', query["sql"])]
    assert selects
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        for select in selects:
            statement = select.rpartition(";")[2]
            if "timestamp" not in statement.partition("WHERE")[2].partition("ORDER BY")[0]:
                continue
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert set(re.findall(r"on (audit_auditlog_\w+)", plan)) == {"audit_auditlog_2024_02"}, plan


def test_a_page_reads_no_more_of_a_month_than_it_shows(owner: User, months: None) -> None:
    """The months' indexes are merged: of each the newest row is looked at, however many it has."""
    for month, day in ((1, 10), (1, 11), (2, 10), (2, 11), (3, 10), (3, 11)):
        happened(owner, datetime(2024, month, day, tzinfo=UTC))
    with tenant_context(owner.tenant_id), transaction.atomic(), connection.cursor() as cursor:
        rows = AuditLog.objects.visible_to(owner).order_by("-timestamp", "-id")
        sql, parameters = rows.filter(timestamp__lt=datetime(2024, 4, 1, tzinfo=UTC))[:1].query.sql_with_params()
        # Of months this small PostgreSQL would read and sort all.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    read = re.findall(r"_tenant_id_timestamp_id_key on audit_auditlog_2024_0\d.*actual rows=(\d+)", plan)
    assert read == ["1", "1", "1"], plan


def test_what_came_before_its_month_was_made_moves_there(owner: User) -> None:
    event = happened(owner, datetime(2024, 2, 10, tzinfo=UTC))
    assert place_of(event) == "audit_auditlog_other"
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT make_month('audit_auditlog', 'timestamp', '2024-02-01')")
    assert place_of(event) == "audit_auditlog_2024_02"
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT drop_months('audit_auditlog', '2024-03-01')")


def test_beat_makes_the_months_ahead_and_drops_the_old(owner: User, months: None, settings: Any) -> None:
    kept = happened(owner, datetime.now(UTC))
    old = happened(owner, datetime(2024, 2, 10, tzinfo=UTC))
    keep_partitions()
    assert place_of(old) == "audit_auditlog_2024_02"
    settings.AUDIT_LOG_MONTHS = 12
    with time_machine.travel(datetime(2025, 3, 31, tzinfo=UTC), tick=False):
        keep_partitions()
    assert {"audit_auditlog_2024_01", "audit_auditlog_2024_02"}.isdisjoint(parts())
    assert "audit_auditlog_2024_03" in parts()
    with tenant_context(owner.tenant_id):
        assert not AuditLog.unscoped.filter(pk=old.pk).exists()
        assert AuditLog.unscoped.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT make_month('audit_auditlog', 'timestamp', '2030-01-01')",
        "SELECT drop_months('audit_auditlog', '2099-01-01')",
        "SELECT count(*) FROM audit_auditlog_other",
        "INSERT INTO audit_auditlog_other DEFAULT VALUES",
        "DELETE FROM audit_auditlog_other",
        "DROP TABLE audit_auditlog_other",
    ],
)
def test_the_app_role_neither_makes_nor_drops_nor_reads_a_month(owner: User, statement: str) -> None:
    before = parts()
    with tenant_context(owner.tenant_id), connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute(statement)
    assert parts() == before


@pytest.mark.parametrize("table", ["audit_auditlog", "audit_auditlog_other"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET action = 'nothing'", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_trigger_holds_even_where_a_right_was_given(owner: User, table: str, verb: str) -> None:
    app = rls.quoted("default")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT SELECT, UPDATE, DELETE, TRUNCATE ON {table} TO {app}")
    try:
        refused = pytest.raises(DatabaseError, match="only grows")
        with tenant_context(owner.tenant_id), connection.cursor() as cursor, refused:
            cursor.execute(verb.format(table))
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"REVOKE ALL ON {table} FROM {app}")
        rls.lay_fence()


def test_the_fence_finds_a_month_that_lies_open(owner: User) -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        assert rls.find_gaps(cursor) == []
        cursor.execute(f"GRANT SELECT ON audit_auditlog_other TO {rls.quoted('default')}")
        cursor.execute("ALTER TABLE audit_auditlog_other DISABLE ROW LEVEL SECURITY")
        gaps = rls.find_gaps(cursor)
        assert {gap.table for gap in gaps} == {"audit_auditlog_other"}
        for gap in gaps:
            cursor.execute(gap.mend)
        assert rls.find_gaps(cursor) == []
        transaction.set_rollback(True, using="owner")


def test_rows_of_the_undivided_log_are_brought_over(owner: User, company: Callable[..., User]) -> None:
    """The migration, run on a log as it was before, in a schema that is thrown away."""
    executor = MigrationExecutor(connections["owner"])
    migration = executor.loader.get_migration("audit", "0007_partitions")
    statements = migration.operations[0].sql
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        before = _undivide(cursor)
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_auditlog NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT id, timestamp, txid, tableoid::regclass::text FROM audit_auditlog ORDER BY id")
        after = cursor.fetchall()
        assert [row[:3] for row in after] == before
        assert {row[3] for row in after} >= {"audit_auditlog_2023_05"}
        cursor.execute(
            "INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, "
            "ip_address, request_id, timestamp) VALUES (1, 'a', 'b', 'c', '{}', '{}', '', '', now()) RETURNING id"
        )
        assert cursor.fetchone()[0] > max(row[0] for row in before)
        transaction.set_rollback(True, using="owner")


def _undivide(cursor: Any) -> list[Any]:
    """The log as one table, with an event of long ago. Answers its rows."""
    cursor.execute(
        "ALTER TABLE audit_auditlog NO FORCE ROW LEVEL SECURITY;"
        "CREATE TABLE whole (LIKE audit_auditlog INCLUDING DEFAULTS);"
        "INSERT INTO whole SELECT * FROM audit_auditlog;"
        "ALTER TABLE whole ALTER id DROP DEFAULT; DROP TABLE audit_auditlog;"
        "ALTER TABLE whole RENAME TO audit_auditlog;"
        "ALTER TABLE audit_auditlog ADD PRIMARY KEY (id), ADD UNIQUE (tenant_id, id);"
        "CREATE INDEX audit_feed ON audit_auditlog (tenant_id, txid, id);"
        "ALTER TABLE audit_auditlog ALTER id "
        "ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME audit_auditlog_id_seq);"
        "INSERT INTO audit_auditlog (id, tenant_id, action, resource_type, resource_id, old_values, new_values, "
        "ip_address, request_id, timestamp) VALUES (9000000, 1, 'a', 'b', 'c', '{}', '{}', '', '', '2023-05-05Z')"
    )
    cursor.execute("SELECT id, timestamp, txid FROM audit_auditlog ORDER BY id")
    return list(cursor.fetchall())


def test_the_log_can_be_paged_by_cursor_across_months(api: Api, owner: User, months: None) -> None:
    first = datetime(2024, 1, 30, tzinfo=UTC)
    made = [happened(owner, first + timedelta(days=day)).pk for day in range(0, 40, 4)]
    address = f"{LOG}?resource_type=client&date_to=2024-12-31&page_size=3&cursor="
    found: list[int] = []
    while address:
        page = api.get(address.removeprefix("http://testserver")).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert [pk for pk in found if pk in made] == made[::-1]
