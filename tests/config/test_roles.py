"""The database's three roles, on a server with passwords and users of different rights."""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config import addresses
from config.embedded import Embedded
from config.roles import RolesError, prepare_roles

pytestmark = pytest.mark.xdist_group("embedded")


def as_superuser(*statements: str) -> None:
    connection = psycopg2.connect(addresses.superuser_url())
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def attributes(role: str) -> tuple[object, ...]:
    connection = psycopg2.connect(addresses.superuser_url())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s",
            [role],
        )
        found = cursor.fetchone()
    connection.close()
    assert found is not None
    return found


@pytest.fixture
def host(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server where everyone but its superuser needs a password, with users boss (all rights) and clerk (none)."""
    monkeypatch.setenv("SECRET_KEY", "a key of the tests")
    with Embedded(durable=False):
        socket_dir = str(addresses.socket_dir())
        as_superuser(
            "CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'secret'",
            "CREATE ROLE clerk LOGIN PASSWORD 'secret'",
            "CREATE DATABASE books OWNER clerk",
        )
        (data_dir / "pg18" / "pg_hba.conf").write_text("local all postgres trust\nlocal all all scram-sha-256\n")
        as_superuser("SELECT pg_reload_conf()")
        yield socket_dir


def database_url(user: str, host: str) -> str:
    return f"postgresql://{user}:secret@/books?host={host}"


def test_makes_roles_that_can_do_no_more_than_they_must(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url("boss", host))
    prepare_roles()
    assert attributes("books_app") == (True, False, False, False, False)
    assert attributes("books_ops") == (True, False, True, False, False)
    for url in addresses.database_urls().values():
        psycopg2.connect(url).close()


def test_changes_nothing_where_all_is_well(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url("boss", host))
    prepare_roles()
    monkeypatch.setenv("DATABASE_APP_URL", addresses.database_urls()["app"])
    monkeypatch.setenv("DATABASE_OPS_URL", addresses.database_urls()["ops"])
    monkeypatch.setenv("DATABASE_URL", database_url("clerk", host))
    prepare_roles()  # the clerk could not change a thing


def test_takes_away_what_a_role_must_not_have(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url("boss", host))
    as_superuser("CREATE ROLE books_app SUPERUSER BYPASSRLS CREATEDB NOLOGIN", "GRANT boss TO books_app")
    prepare_roles()
    prepare_roles()
    assert attributes("books_app") == (True, False, False, False, False)
    with psycopg2.connect(addresses.database_urls()["app"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role('books_app', 'boss', 'MEMBER')")
        assert cursor.fetchone() == (False,)
    connection.close()


def test_a_new_secret_key_gives_the_roles_new_passwords(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url("boss", host))
    prepare_roles()
    old = addresses.database_urls()["app"]
    monkeypatch.setenv("SECRET_KEY", "another key")
    prepare_roles()
    psycopg2.connect(addresses.database_urls()["app"]).close()
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(old)


def test_an_owner_without_the_right_is_told_the_exact_sql(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url("clerk", host))
    with pytest.raises(RolesError, match="DATABASE_APP_URL=postgresql://books_app:") as refusal:
        prepare_roles()
    message = str(refusal.value)
    assert addresses.database_urls()["app"] not in message, "the message shows a password"
    as_superuser(*[line.strip() for line in message.splitlines() if "ROLE" in line and line.endswith(";")])
    prepare_roles()
    assert attributes("books_ops")[2] is True


def test_refuses_one_user_for_owner_and_app(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url("boss", host))
    monkeypatch.setenv("DATABASE_APP_URL", database_url("boss", host))
    with pytest.raises(RolesError, match="DATABASE_APP_URL and DATABASE_URL name the same user 'boss'"):
        prepare_roles()


def test_lays_the_roles_of_the_embedded_database(data_dir: Path) -> None:
    with Embedded(durable=False):
        prepare_roles()
        assert attributes("senangkira_owner") == (True, False, False, True, False)
        assert attributes("senangkira_app") == (True, False, False, False, False)
        assert attributes("senangkira_ops")[2] is True
