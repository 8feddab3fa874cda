"""The second fence: PostgreSQL's row-level security, laid on every tenant table after each migration.

`find_gaps` compares the catalogue with what the models ask for; `lay_fence` mends what it finds. One list serves the
command that lays, the command that checks (`check_rls`) and the suite.

A fenced model has `own_lookups`. It may say more: `fence_condition` (the policy, by default the tenant's rows),
`owner_reads` (the migrating role may read it, for definer functions, as it may read all that has a `search_text`),
`append_only` (the app role neither updates nor deletes), `partitioned_by` (see `apps.core.partitions`),
`global_uniques` (columns whose uniqueness rightly spans tenants).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from apps.core.bulk import IDS_BESIDE_KEYS, IDS_WITH_KEYS, MERGE_WORDS, REFRESH_STATISTICS
from apps.core.partitions import FUNCTIONS, make_partitions, partitioned_models
from apps.core.search import COMMON_WORDS, INDEXED_WORDS, SEARCH_IDS

TENANT_ROWS = "tenant_id = app_tenant()"

_APP_TENANT = """
CREATE OR REPLACE FUNCTION app_tenant() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('app.tenant')::bigint
"""


@dataclass(frozen=True)
class Gap:
    """Something missing from the fence. `mend` is the SQL that adds it; empty where a person has to change a model."""

    table: str
    problem: str
    mend: str = ""


def fenced_models() -> list[type[Any]]:
    """Every model whose rows belong to a tenant, parents before children by app order."""
    return [m for m in apps.get_models() if getattr(m, "own_lookups", None) is not None and m._meta.managed]


def role(alias: str) -> str:
    """The PostgreSQL role behind a database alias."""
    return str(settings.DATABASES[alias]["USER"])


def quoted(alias: str) -> str:
    """The role as it stands in a statement."""
    return connections[alias].ops.quote_name(role(alias))


def lay_fence() -> list[Gap]:
    """Mend every gap that SQL can mend, in one transaction. Answers what was mended."""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(_APP_TENANT)
        bulk = (IDS_WITH_KEYS, IDS_BESIDE_KEYS, MERGE_WORDS, REFRESH_STATISTICS)
        for function in (COMMON_WORDS, SEARCH_IDS, *bulk, FUNCTIONS):
            cursor.execute(function)
        mended = [gap for gap in find_gaps(cursor) if gap.mend]
        for gap in mended:
            cursor.execute(gap.mend)
        for model in partitioned_models():
            make_partitions(model, using="owner")
    return mended


def find_gaps(cursor: CursorWrapper) -> list[Gap]:
    """Everything the fence lacks, by the catalogue of the connected database."""
    catalogue = _Catalogue(cursor)
    gaps = list(_role_gaps(cursor))
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            gaps += _grant_gaps(catalogue, model)
    for find in (_table_gaps, _partition_gaps, _reference_gaps):  # keys first, then what refers to them
        for model in fenced_models():
            gaps += find(catalogue, model)
    return gaps


class _Catalogue:
    """What PostgreSQL knows of the tables, read in a fixed number of queries."""

    def __init__(self, cursor: CursorWrapper) -> None:
        self.security = self._dict(
            cursor,
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
        )
        cursor.execute("SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public'")
        self.policies = {(table, name): (qual, check) for table, name, qual, check in cursor.fetchall()}
        self.indexes = self._dict(cursor, "SELECT indexname, tablename FROM pg_indexes WHERE schemaname = 'public'")
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text ORDER BY k.n) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indrelid CROSS JOIN unnest(i.indkey) WITH ORDINALITY k(attnum, n) "
            "LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
            "WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname, i.indexrelid"
        )
        self.uniques: dict[str, list[tuple[str | None, ...]]] = {}
        for table, columns in cursor.fetchall():
            self.uniques.setdefault(table, []).append(tuple(columns))
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, array_agg(a.attname::text ORDER BY k.n) "
            "FROM pg_constraint CROSS JOIN unnest(conkey) WITH ORDINALITY k(attnum, n) "
            "JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.attnum "
            "WHERE contype = 'f' AND connamespace = 'public'::regnamespace GROUP BY pg_constraint.oid"
        )
        self.references = {(table, target, tuple(columns)) for table, target, columns in cursor.fetchall()}
        cursor.execute(
            "SELECT c.relname, p.privilege, bool_or(has_table_privilege(r.name, c.oid, p.privilege)) FROM pg_class c "
            "CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p(privilege) "
            "CROSS JOIN (VALUES (%s::text)) r(name) "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1, 2",
            [role("default")],
        )
        self.grants = {(table, privilege) for table, privilege, held in cursor.fetchall() if held}
        cursor.execute(
            "SELECT p.relname, array_agg(c.relname::text) FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent "
            "JOIN pg_class c ON c.oid = i.inhrelid WHERE p.relkind = 'p' GROUP BY p.relname"
        )
        self.partitions: dict[str, list[str]] = dict(cursor.fetchall())
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE has_table_privilege(%s, c.oid, 'SELECT')",
            [role("ops")],
        )
        self.readable = {name for (name,) in cursor.fetchall()}

    @staticmethod
    def _dict(cursor: CursorWrapper, query: str) -> dict[str, Any]:
        cursor.execute(query)
        return dict(cursor.fetchall())


def role_faults(cursor: CursorWrapper, name: str | None = None) -> list[str]:
    """Why row-level security does not bind the role, by default the one that asks; empty where it does.

    What a role may become by SET ROLE counts as its own.
    """
    cursor.execute(
        "SELECT bool_or(rolsuper OR rolbypassrls), bool_or(EXISTS (SELECT FROM pg_class "
        "WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace)) "
        "FROM pg_roles WHERE pg_has_role(coalesce(%s::name, current_user), pg_roles.oid, 'MEMBER')",
        [name],
    )
    bypasses, owns = cursor.fetchone()
    faults = []
    if bypasses:
        faults.append("the app role bypasses row-level security: give DATABASE_APP_URL a role that does not")
    if owns:
        faults.append("the app role owns tables: give DATABASE_APP_URL another role than DATABASE_URL")
    return faults


def _role_gaps(cursor: CursorWrapper) -> Iterator[Gap]:
    yield from (Gap(role("default"), fault) for fault in role_faults(cursor, role("default")))
    # Commands such as createsuperuser look for missing migrations through the app's connection.
    cursor.execute("SELECT has_table_privilege(%s, to_regclass('django_migrations'), 'SELECT')", [role("default")])
    if cursor.fetchone() == (False,):
        mend = f"GRANT SELECT ON django_migrations TO {quoted('default')}, {quoted('ops')}"
        yield Gap("django_migrations", f"{role('default')} lacks SELECT", mend)
    # What dumps the database reads every sequence.
    cursor.execute(
        "SELECT has_sequence_privilege(%s, to_regclass('django_migrations_id_seq'), 'SELECT')", [role("ops")]
    )
    if cursor.fetchone() == (False,):
        mend = f"GRANT SELECT ON SEQUENCE django_migrations_id_seq TO {quoted('ops')}"
        yield Gap("django_migrations", f"{role('ops')} lacks SELECT on its sequence", mend)


def _grant_gaps(catalogue: _Catalogue, model: type[models.Model]) -> Iterator[Gap]:
    table, app, ops = model._meta.db_table, quoted("default"), quoted("ops")
    forbidden = {"TRUNCATE"} | ({"UPDATE", "DELETE"} if getattr(model, "append_only", False) else set())
    wanted = {"SELECT", "INSERT", "UPDATE", "DELETE"} - forbidden
    if missing := {privilege for privilege in wanted if (table, privilege) not in catalogue.grants}:
        sequence = (
            f"; GRANT USAGE, SELECT ON SEQUENCE {table}_id_seq TO {app}, {ops}"
            if isinstance(model._meta.pk, models.AutoField)
            else ""
        )
        yield Gap(
            table,
            f"{app} lacks {', '.join(sorted(missing))}",
            f"GRANT {', '.join(sorted(wanted))} ON {table} TO {app}; "
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ops}{sequence}",
        )
    if held := {privilege for privilege in forbidden if (table, privilege) in catalogue.grants}:
        held_list = ", ".join(sorted(held))
        yield Gap(table, f"{app} may {held_list}", f"REVOKE {held_list} ON {table} FROM {app}")


def _table_gaps(catalogue: _Catalogue, model: type[Any]) -> Iterator[Gap]:
    table = model._meta.db_table
    if not catalogue.security.get(table):
        mend = f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield Gap(table, "row-level security is not forced", mend)
    condition = getattr(model, "fence_condition", TENANT_ROWS)
    held = catalogue.policies.get((table, "tenant_fence"), ("", ""))
    if [_bare(text) for text in held] != [_bare(condition)] * 2:
        mend = (
            f"DROP POLICY IF EXISTS tenant_fence ON {table}; "
            f"CREATE POLICY tenant_fence ON {table} USING ({condition}) WITH CHECK ({condition})"
        )
        yield Gap(table, "the policy tenant_fence is missing or differs", mend)
    searched = any(field.name == "search_text" for field in model._meta.concrete_fields)
    if searched and f"{table}_search" not in catalogue.indexes:
        mend = f"CREATE INDEX {table}_search ON {table} USING gin ({INDEXED_WORDS})"
        yield Gap(table, "the index over the words of search_text is missing", mend)
    if (searched or getattr(model, "owner_reads", False)) and (table, "owner_reads") not in catalogue.policies:
        mend = f"CREATE POLICY owner_reads ON {table} FOR SELECT TO {quoted('owner')} USING (true)"
        yield Gap(table, "the policy owner_reads is missing", mend)
    uniques = catalogue.uniques.get(table, [])
    by = getattr(model, "partitioned_by", None)
    key = (
        ("tenant_id", by, "id") if by else ("tenant_id", "id")
    )  # a partitioned table's keys hold what it is divided by
    if key not in uniques:
        columns_of_key = ", ".join(key)
        yield Gap(table, f"there is no UNIQUE ({columns_of_key})", f"ALTER TABLE {table} ADD UNIQUE ({columns_of_key})")
    spanning = {"id", *getattr(model, "global_uniques", ())}
    for columns in uniques:
        if columns[0] != "tenant_id" and columns[0] not in spanning:
            yield Gap(table, f"the unique index on {columns} spans tenants: begin it with tenant")


def _partition_gaps(catalogue: _Catalogue, model: type[Any]) -> Iterator[Gap]:
    """A partition is read through its table, whose policy holds there; by itself it shows the app role nothing."""
    table = model._meta.db_table
    for part in catalogue.partitions.get(table, ()):
        if held := sorted(privilege for name, privilege in catalogue.grants if name == part):
            held_list = ", ".join(held)
            yield Gap(part, f"{quoted('default')} may {held_list}", f"REVOKE ALL ON {part} FROM {quoted('default')}")
        if not catalogue.security.get(part) or part not in catalogue.readable:
            yield Gap(part, "the partition is not fenced", f"SELECT fence_partition('{table}', '{part}')")


def _reference_gaps(catalogue: _Catalogue, model: type[Any]) -> Iterator[Gap]:
    """Every reference to another tenant table must carry the tenant: a plain foreign key takes a foreign row."""
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        # Users are referred to across tenants where a superuser acts in one (their policy says which rows show).
        if getattr(target, "own_lookups", None) is None or hasattr(target, "fence_condition"):
            continue
        if (table, target._meta.db_table, (field.column,)) in catalogue.references:
            yield Gap(table, f"{field.name} is a plain foreign key: declare it as TenantForeignKey")
        if (table, target._meta.db_table, ("tenant_id", field.column)) not in catalogue.references:
            # The rows that are there are checked by a query of the owner's, who sees none of them while fenced.
            both = sorted({table, target._meta.db_table})
            mend = "; ".join(
                [
                    *(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY" for name in both),
                    f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id, {field.column}) "
                    f"REFERENCES {target._meta.db_table} (tenant_id, id) DEFERRABLE INITIALLY DEFERRED",
                    *(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY" for name in both),
                ]
            )
            yield Gap(table, f"{field.name} has no foreign key that carries the tenant", mend)


def _bare(condition: str | None) -> str:
    return (condition or "").translate(str.maketrans("", "", "() \n")).lower()
