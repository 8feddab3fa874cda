"""The database in and out: one consistent dump by the ops role, and back through a database beside the live one."""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import psycopg2
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg2 import errors, sql

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.monitoring.backups.archive import Table, Tell
from apps.monitoring.backups.tools import (
    MAINTENANCE,
    connect,
    django_on,
    identifier,
    live_database,
    run_tool,
    statements,
)

_TABLES: Final = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
)
# The sum of the rows' own digests: the same in whatever order the rows are stored.
_DIGEST: Final = "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) FROM public.{} t"
_AS_WRITTEN: Final = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1"
_ATTEMPTS_TO_SWAP: Final = 5
# What is there in every database, and what the fence lays anew with the names of this server's roles.
_NOT_RESTORED: Final = re.compile(r"^\d+; \d+ \d+ (SCHEMA|COMMENT|POLICY|DEFAULT ACL|ACL) ")


@dataclass(frozen=True)
class DumpedState:
    """What the dump holds."""

    server_version: str
    migrations: list[str]
    tables: dict[str, Table]


def dump_database(path: Path, tell: Tell) -> DumpedState:
    """Write the dump, and meanwhile count and digest every table in the same snapshot."""
    with closing(connect("ops")) as connection, connection.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        ((snapshot, version),) = cursor.fetchall()
        options = ["--format=custom", "--schema=public", f"--snapshot={snapshot}", f"--file={path}"]
        dump = pool.submit(run_tool, "pg_dump", options, alias="ops", database=live_database())
        try:
            cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
            migrations = [name for (name,) in cursor.fetchall()]
            tables = _digests(cursor, tell)
        finally:
            tell(99, "the dump is written")
            dump.result()
    return DumpedState(version, migrations, tables)


def unknown_migrations(migrations: list[str]) -> list[str]:
    """Those of an archive that this version of the product does not have."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    replaced = {f"{app}.{name}" for one in MigrationLoader(None).disk_migrations.values() for app, name in one.replaces}
    return sorted(set(migrations) - known - replaced)


def refuse_without_owner() -> None:
    """409 where this process does not know the owner's address: it can then neither make nor rename databases."""
    with statements("owner") as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreatedb AND pg_has_role(datdba, 'MEMBER') FROM pg_roles, pg_database "
            "WHERE rolname = current_user AND datname = current_database()"
        )
        (may,) = cursor.fetchone()
    if not may:
        raise RuleViolation(
            "Only the owner of the database restores it, whom this process does not know: run `manage.py restore` "
            "where DATABASE_URL is set, as for `manage.py migrate`.",
            code="owner_needed",
        )


@contextmanager
def filled_database(name: str, dump: Path, tables: Mapping[str, Table], tell: Tell) -> Iterator[None]:
    """A database beside the live one with what is in the dump, compared table by table. Gone after a failure.

    Raises RuleViolation where a table is not as it was backed up.
    """
    _drop(name)
    with statements("owner", MAINTENANCE) as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(identifier(name)))
    try:
        tell(5, "the dump is read into a database of its own")
        _fill(name, dump)
        with closing(connect("ops", name)) as connection, connection.cursor() as cursor:
            found = _digests(cursor, lambda share, what: tell(50 + share * 35 // 100, what))
        differing = sorted(table for table in tables.keys() | found.keys() if tables.get(table) != found.get(table))
        if differing:
            raise RuleViolation(
                say("Not restored as backed up: {tables}.", tables=", ".join(differing)), code="bad_archive"
            )
        yield
    except BaseException:
        with suppress(psycopg2.Error):
            _drop(name)
        raise


def migrate_database(name: str) -> None:
    """Bring a database to this version's schema and lay the fence with this server's roles."""
    with django_on(name):
        call_command("migrate", interactive=False, verbosity=0)


def drop_database(name: str) -> None:
    _drop(name)


def exists(name: str) -> bool:
    with statements("owner", MAINTENANCE) as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [name])
        return bool(cursor.fetchone()[0])


def swap_databases(fresh: str, kept: str) -> None:
    """In one transaction the live database takes the name `kept`, `fresh` its place. What was kept before is dropped.

    Whoever is connected is disconnected. Raises RuleViolation, with everything as it was, if somebody cannot be.
    """
    live = live_database()
    discarded = f"{live}_discarded"
    connections.close_all()
    _drop(discarded)
    moves = [(kept, discarded)] if exists(kept) else []
    moves += [(live, kept), (discarded if fresh == kept else fresh, live)]
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    for _ in range(_ATTEMPTS_TO_SWAP):
        with closing(connect("owner", MAINTENANCE)) as connection, _disconnecting(live, fresh, kept):
            try:
                with connection, connection.cursor() as cursor:
                    for name, new_name in moves:
                        cursor.execute(rename.format(identifier(name), identifier(new_name)))
            except errors.ObjectInUse:
                continue
        _drop(discarded)
        return
    raise RuleViolation(
        "The database could not be swapped, since others are connected to it whom its roles may not disconnect. "
        "Close those connections and try again.",
        code="database_in_use",
    )


def _digests(cursor: Any, tell: Tell) -> dict[str, Table]:
    cursor.execute(_AS_WRITTEN)
    cursor.execute(_TABLES)
    names = [name for (name,) in cursor.fetchall()]
    tables = {}
    for number, name in enumerate(names):
        tell(100 * number // len(names), f"{name} is counted")
        cursor.execute(sql.SQL(_DIGEST).format(sql.Identifier(name)))
        rows, total = cursor.fetchone()
        tables[name] = Table(rows, hashlib.sha256(str(total).encode()).hexdigest()[:32])
    return tables


def _fill(name: str, dump: Path) -> None:
    contents = run_tool("pg_restore", ["--list", str(dump)], alias="owner", database=name)
    wanted = "\n".join(line for line in contents.splitlines() if not _NOT_RESTORED.match(line))
    with tempfile.NamedTemporaryFile("w", dir=dump.parent) as listing:
        listing.write(wanted)
        listing.flush()
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        places = [f"--use-list={listing.name}", f"--dbname={name}", str(dump)]
        run_tool("pg_restore", [*options, *places], alias="owner", database=name)
    with statements("owner", name) as cursor, closing(connect("ops")) as ops:
        role = identifier(ops.info.user)
        cursor.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role))


def _drop(name: str) -> None:
    if not exists(name):
        return
    with _disconnecting(name), statements("owner", MAINTENANCE) as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(identifier(name)))


@contextmanager
def _disconnecting(*databases: str) -> Iterator[None]:
    """While inside, each of our roles ends its own sessions in these databases: a role may end no other's."""
    done = Event()
    threads = [
        Thread(target=_disconnect, args=(alias, databases, done), daemon=True) for alias in ("default", "ops", "owner")
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _disconnect(alias: str, databases: tuple[str, ...], done: Event) -> None:
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = ANY(%s) AND usename = current_user AND pid <> pg_backend_pid()"
    )
    with statements(alias, MAINTENANCE) as cursor:
        while True:
            cursor.execute(query, [list(databases)])
            if done.wait(0.05):
                return
