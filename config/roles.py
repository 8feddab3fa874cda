"""The three roles of the database: the owner who migrates, the app that serves, the operators.

Row-level security binds the app and nobody else here, so its role must own nothing and bypass nothing. Grants on tables
and the policies themselves are laid after each migration, elsewhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import encrypt_password

from config import addresses

# Which lock two processes that prepare the same database take turns with.
_LOCK: Final = 0x53454E41

_KEYWORDS: Final = {
    "rolcanlogin": "LOGIN",
    "rolsuper": "SUPERUSER",
    "rolbypassrls": "BYPASSRLS",
    "rolcreatedb": "CREATEDB",
    "rolcreaterole": "CREATEROLE",
}
_OWNER: Final = {"rolcanlogin": True, "rolsuper": False, "rolcreatedb": True}
_APP: Final = {
    "rolcanlogin": True,
    "rolsuper": False,
    "rolbypassrls": False,
    "rolcreatedb": False,
    "rolcreaterole": False,
}
_OPS: Final = {"rolcanlogin": True, "rolbypassrls": True}


class RolesError(addresses.ConfigurationError):
    """The database's roles are not as they must be and could not be made so; the message says what to do."""


@dataclass(frozen=True)
class Role:
    """A role as it must be: the address it connects by, and the attributes of pg_roles it must have."""

    setting: str
    url: str
    attributes: Mapping[str, bool]

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.url).username or "")


def prepare_roles() -> None:
    """Make the roles what they must be, and in the embedded server the database too. Does nothing where all is well.

    Raises RolesError with the SQL for a database administrator if the owner may not do it. A role that bypasses
    row-level security can be made by a superuser only (before PostgreSQL 16).
    """
    urls = addresses.database_urls()
    roles = [Role("DATABASE_APP_URL", urls["app"], _APP), Role("DATABASE_OPS_URL", urls["ops"], _OPS)]
    owner = Role("DATABASE_URL", urls["owner"], _OWNER)
    for role in roles:
        if role.name == owner.name:
            raise RolesError(
                f"{role.setting} and DATABASE_URL name the same user {role.name!r}, or DATABASE_URL is not set. "
                "The owner migrates and prepares the roles; the app and the operators need users of their own."
            )
    if addresses.uses_embedded_postgres():
        _prepare(addresses.superuser_url(), owner.name, [owner, *roles], database=addresses.EMBEDDED_DATABASE)
    else:
        _prepare(owner.url, owner.name, roles, database=None)


def _prepare(url: str, owner: str, roles: list[Role], *, database: str | None) -> None:
    with closing(_connect(url)) as connection:
        _run(connection, "SELECT pg_advisory_lock(%s)", _LOCK)
        statements = [statement for role in roles for statement in _statements(connection, role, owner)]
        texts = [statement.as_string(connection) for statement in statements]
        try:
            with connection:
                for text in texts:
                    _run(connection, text)
        except errors.InsufficientPrivilege as error:
            raise RolesError(_instructions(texts, roles, str(error).strip())) from error
        if database and not _run(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            connection.rollback()
            connection.autocommit = True
            names = sql.Identifier(database), sql.Identifier(owner)
            _run(connection, sql.SQL("CREATE DATABASE {} OWNER {}").format(*names).as_string(connection))
    if texts:
        for role in roles:
            if refusal := _refusal(role.url):
                raise RolesError(f"The role {role.name} is prepared but {role.setting} does not work: {refusal}")


def _statements(connection: Connection, role: Role, owner: str) -> Iterator[sql.Composable]:
    """The SQL that makes the role what it must be; nothing if it is."""
    columns = ", ".join(role.attributes)
    found = _run(connection, f"SELECT {columns} FROM pg_roles WHERE rolname = %s", role.name)  # noqa: S608
    has = dict(zip(role.attributes, found[0], strict=True)) if found else {}
    changes: list[sql.Composable] = [
        sql.SQL(_KEYWORDS[column] if wanted else f"NO{_KEYWORDS[column]}")
        for column, wanted in role.attributes.items()
        if has.get(column) != wanted
    ]
    password = unquote(urlsplit(role.url).password or "")
    if password and (not found or _refusal(role.url)):
        # A verifier, so that the SQL may be shown to people and written to the server's log.
        verifier = encrypt_password(password, role.name, scope=connection, algorithm="scram-sha-256")
        changes.append(sql.SQL("PASSWORD {}").format(sql.Literal(verifier)))
    if changes:
        verb = sql.SQL("ALTER ROLE {} {}" if found else "CREATE ROLE {} {}")
        yield verb.format(sql.Identifier(role.name), sql.SQL(" ").join(changes))
    may_connect = "SELECT has_database_privilege(%s, current_database(), 'CONNECT')"
    if role.name != owner and not _run(connection, may_connect, role.name if found else "public")[0][0]:
        database = sql.Identifier(_run(connection, "SELECT current_database()")[0][0])
        yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(role.name))
    member = "SELECT 1 FROM pg_roles WHERE rolname = %s AND NOT rolsuper AND pg_has_role(oid, %s, 'MEMBER')"
    if role.attributes is _APP and found and _run(connection, member, role.name, owner):
        yield sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(owner), sql.Identifier(role.name))


def _instructions(statements: list[str], roles: list[Role], reason: str) -> str:
    lines = [
        f"The user of DATABASE_URL may not prepare the database's roles ({reason}).",
        "Have a database administrator run, as a superuser:",
        *(f"    {statement};" for statement in statements),
        "and keep these settings, whose passwords the SQL above sets:",
        *(f"    {role.setting}={_without_password(role.url)}" for role in roles),
        "Without them they are derived from DATABASE_URL and SECRET_KEY; then change neither afterwards.",
    ]
    return "\n".join(lines)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}:***@{host}").geturl()


def _refusal(url: str) -> str | None:
    """Why the address does not let us in; None if it does."""
    try:
        _connect(url).close()
    except psycopg2.OperationalError as error:
        return str(error).strip()
    return None


def _connect(url: str) -> Connection:
    return psycopg2.connect(url, connect_timeout=5)


def _run(connection: Connection, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []
