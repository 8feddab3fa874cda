"""Where the servers are, from the environment alone."""

import os
import stat
from pathlib import Path

import dj_database_url
import pytest
from psycopg2.extensions import parse_dsn
from redis import Redis

from config import addresses

OWNER = "postgresql://boss:p%40ss@db.example.org:6432/books?sslmode=require"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL", "REDIS_URL", "SECRET_KEY", "MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(addresses, "DATA_DIR", tmp_path / "var")
    monkeypatch.setattr(addresses, "reachable_by_all", lambda path: True)


def test_without_settings_three_roles_share_the_embedded_database() -> None:
    assert addresses.uses_embedded_postgres()
    parsed = {role: parse_dsn(url) for role, url in addresses.database_urls().items()}
    assert {role: dsn["user"] for role, dsn in parsed.items()} == {
        "owner": "senangkira_owner",
        "app": "senangkira_app",
        "ops": "senangkira_ops",
    }
    assert {dsn["host"] for dsn in parsed.values()} == {str(addresses.socket_dir())}
    assert {dsn["dbname"] for dsn in parsed.values()} == {"senangkira"}


def test_a_socket_directory_keeps_its_capitals_and_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "DATA_DIR", Path("/srv/My Books"))
    for url in addresses.database_urls().values():
        assert dj_database_url.parse(url)["OPTIONS"]["host"] == "/srv/My Books/run"
    assert Redis.from_url(addresses.redis_url(3)).connection_pool.connection_kwargs["path"].startswith("/srv/My Books/")


def test_a_long_data_directory_gets_a_short_socket_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "DATA_DIR", Path("/srv") / ("x" * 90))
    first = addresses.socket_dir()
    assert len(str(first)) < 80
    monkeypatch.setattr(addresses, "DATA_DIR", Path("/srv") / ("y" * 90))
    assert addresses.socket_dir() != first


def test_derives_app_and_ops_from_the_owners_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", OWNER)
    monkeypatch.setenv("SECRET_KEY", "one")
    urls = addresses.database_urls()
    assert not addresses.uses_embedded_postgres()
    assert urls["owner"] == OWNER
    app, ops = parse_dsn(urls["app"]), parse_dsn(urls["ops"])
    assert (app["user"], ops["user"]) == ("books_app", "books_ops")
    assert app["password"] != ops["password"]
    assert app | ops | {"host": "db.example.org", "port": "6432", "dbname": "books", "sslmode": "require"} == app | ops


def test_derived_passwords_follow_the_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", OWNER)
    monkeypatch.setenv("SECRET_KEY", "one")
    first = addresses.database_urls()
    assert addresses.database_urls() == first
    monkeypatch.setenv("SECRET_KEY", "two")
    assert addresses.database_urls()["app"] != first["app"]


def test_a_long_database_name_still_gives_two_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://boss@db/{'b' * 63}")
    users = [parse_dsn(addresses.database_urls()[role])["user"] for role in ("app", "ops")]
    assert len({user[:63] for user in users}) == 2


def test_explicit_urls_win_over_derived_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", OWNER)
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://serving:x@pool:6432/books")
    urls = addresses.database_urls()
    assert urls["app"] == "postgresql://serving:x@pool:6432/books"
    assert parse_dsn(urls["ops"])["user"] == "books_ops"


def test_a_process_that_never_migrates_needs_no_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://a@pool/books")
    with pytest.raises(addresses.ConfigurationError, match="DATABASE_OPS_URL"):
        addresses.database_urls()
    monkeypatch.setenv("DATABASE_OPS_URL", "postgresql://o@db/books")
    assert addresses.database_urls()["owner"] == "postgresql://a@pool/books"


@pytest.mark.parametrize(
    ("url", "complaint"),
    [("sqlite:///books.db", "only postgresql"), ("postgresql://boss@db", "names no database")],
)
def test_refuses_a_database_url_it_cannot_use(monkeypatch: pytest.MonkeyPatch, url: str, complaint: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(addresses.ConfigurationError, match=f"DATABASE_URL.*{complaint}"):
        addresses.database_urls()


@pytest.mark.parametrize(
    ("setting", "redis", "broker"),
    [
        ("redis://:pw@cache:6380/7", "redis://:pw@cache:6380/2", "redis://:pw@cache:6380/2"),
        ("rediss://cache?ssl_cert_reqs=none", "rediss://cache/2?ssl_cert_reqs=none", None),
        ("unix:///run/r.sock", "unix:///run/r.sock?db=2", "redis+socket:///run/r.sock?virtual_host=2"),
        ("unix://:pw@/run/r.sock?db=9", "unix://:pw@/run/r.sock?db=2", "redis+socket://:pw@/run/r.sock?virtual_host=2"),
    ],
)
def test_redis_url_is_read_with_the_database_asked_for(
    monkeypatch: pytest.MonkeyPatch, setting: str, redis: str, broker: str | None
) -> None:
    monkeypatch.setenv("REDIS_URL", setting)
    assert not addresses.uses_embedded_redis()
    assert addresses.uses_embedded_postgres()
    assert addresses.redis_url(2) == redis
    assert addresses.broker_url(2) == (broker or redis)
    assert Redis.from_url(redis).connection_pool.connection_kwargs["db"] == 2


def test_refuses_an_unknown_kind_of_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "memcached://cache")
    with pytest.raises(addresses.ConfigurationError, match="REDIS_URL begins with 'memcached'"):
        addresses.redis_url(0)


def test_keeps_a_secret_key_of_its_own_in_development() -> None:
    key = addresses.secret_key()
    assert len(key) >= 50
    assert addresses.secret_key() == key
    file = addresses.DATA_DIR / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(addresses.DATA_DIR) == ["secret_key"]


def test_production_refuses_to_invent_a_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "production")
    with pytest.raises(addresses.ConfigurationError, match="SECRET_KEY is not set"):
        addresses.secret_key()
    assert not addresses.DATA_DIR.exists()


def test_refuses_a_mode_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "prod")
    with pytest.raises(addresses.ConfigurationError, match="MODE is 'prod'"):
        addresses.secret_key()


def test_root_keeps_the_servers_files_where_their_user_can_reach_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "reachable_by_all", lambda path: False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    elsewhere = addresses.servers_dir()
    assert elsewhere.parent == Path("/var/lib")
    assert addresses.servers_dir() == elsewhere
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert addresses.servers_dir() == addresses.DATA_DIR
