"""The embedded servers: who starts them, who shares them, and what a kill leaves behind."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis
from kombu import Connection

from config import addresses
from config.embedded import Embedded, EmbeddedError, ensure_services
from config.roles import prepare_roles
from tests.config.conftest import Starter, servers_of

pytestmark = pytest.mark.xdist_group("embedded")


def execute(statement: str, *, role: str = "owner") -> list[tuple[object, ...]]:
    connection = psycopg2.connect(addresses.database_urls()[role])
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def kill(*victims: "psutil.Process | subprocess.Popen[str]") -> None:
    for victim in victims:
        victim.send_signal(signal.SIGKILL)
    for victim in victims:
        victim.wait(20)


def test_starts_both_servers_and_stops_them_at_the_end(data_dir: Path) -> None:
    with Embedded(durable=False) as embedded:
        assert embedded.owner
        prepare_roles()
        assert execute("SELECT current_user", role="app") == [("senangkira_app",)]
        assert redis.Redis.from_url(addresses.redis_url(2)).set("key", "value")
        with Connection(addresses.broker_url(2)) as broker:
            assert broker.default_channel.client.get("key") == b"value"
        assert set(servers_of(data_dir)) == {"postgres", "valkey-server"}
    assert servers_of(data_dir) == {}


def test_the_servers_cannot_be_reached_by_other_users(data_dir: Path) -> None:
    with Embedded(durable=False):
        assert addresses.socket_dir().stat().st_mode & 0o077 == 0
        for server in servers_of(data_dir).values():
            assert [each for each in server.net_connections("inet") if each.status == psutil.CONN_LISTEN] == []


def test_starts_only_the_server_without_an_address(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://boss@db/books")
    with Embedded(durable=False):
        assert set(servers_of(data_dir)) == {"valkey-server"}
    monkeypatch.setenv("REDIS_URL", "redis://cache")
    with Embedded(durable=False) as embedded:
        assert not embedded.owner
        assert servers_of(data_dir) == {}


def test_a_second_process_uses_the_servers_of_the_first(data_dir: Path, start_owner: Starter) -> None:
    start_owner("fast")
    running = servers_of(data_dir)
    with Embedded(durable=False) as guest:
        assert not guest.owner
        assert servers_of(data_dir) == running
    assert servers_of(data_dir) == running


def test_a_guest_takes_over_when_the_owner_has_gone(data_dir: Path, start_owner: Starter) -> None:
    owner = start_owner("fast")
    with Embedded(durable=False) as guest:
        assert guest.keep() == []
        kill(owner)
        assert sorted(guest.keep()) == ["postgres", "valkey"]
        guest.start()
        assert guest.owner


def test_a_killed_owner_takes_its_servers_with_it(data_dir: Path, start_owner: Starter) -> None:
    owner = start_owner("fast")
    orphans = servers_of(data_dir).values()
    kill(owner)
    gone, alive = psutil.wait_procs(orphans, timeout=20)
    assert len(gone) == 2
    assert alive == []


def test_keeps_every_committed_row_when_all_is_killed(data_dir: Path, start_owner: Starter) -> None:
    owner = start_owner()
    prepare_roles()
    execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    kill(*servers_of(data_dir).values(), owner)
    with Embedded() as embedded:
        assert embedded.owner
        assert execute("SELECT count(*) FROM kept") == [(1000,)]


def test_a_killed_server_is_started_again(data_dir: Path) -> None:
    with Embedded(durable=False) as embedded:
        prepare_roles()
        kill(*servers_of(data_dir).values())
        embedded.start()
        assert execute("SELECT 1") == [(1,)]
        assert redis.Redis.from_url(addresses.redis_url(0)).ping()


def test_a_stale_pid_of_another_program_does_not_stop_the_start(data_dir: Path, start_owner: Starter) -> None:
    owner = start_owner("fast")
    kill(*servers_of(data_dir).values(), owner)
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    for pid_file in (data_dir / "pg18/postmaster.pid", data_dir / "valkey/valkey.pid"):
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(bystander.pid), *lines[1:], ""]))
    with Embedded(durable=False):
        assert bystander.poll() is None
    bystander.communicate()


def test_ends_an_orphan_before_it_starts_its_own(data_dir: Path) -> None:
    first = Embedded(durable=False)
    first.start()
    orphans = servers_of(data_dir)
    assert first._lock is not None
    first._lock.close()  # as if the owner had died and the kernel had told nobody
    with Embedded(durable=False) as second:
        assert second.owner
        assert {process.pid for process in servers_of(data_dir).values()}.isdisjoint(
            process.pid for process in orphans.values()
        )


def test_begins_again_after_a_cluster_was_half_made(data_dir: Path) -> None:
    (data_dir / "pg18.new").mkdir()
    (data_dir / "pg18.new" / "PG_VERSION").write_text("18\n")
    with Embedded(durable=False):
        assert (data_dir / "pg18" / "global").is_dir()
    assert not (data_dir / "pg18.new").exists()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(data_dir: Path) -> None:
    with Embedded(durable=False):
        pass
    (data_dir / "pg18" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match="no_such_setting"):
        Embedded(durable=False).start()
    assert servers_of(data_dir) == {}


@pytest.mark.parametrize("line", [[], ["help"], ["makemigrations", "--check"], ["migrate", "--help"], ["--version"]])
def test_a_command_without_a_database_starts_no_server(data_dir: Path, line: list[str]) -> None:
    ensure_services(line)
    assert servers_of(data_dir) == {}
    assert not (data_dir / "servers.lock").exists()


def test_a_command_with_a_database_has_the_servers_until_it_ends(data_dir: Path) -> None:
    script = (
        "from config.embedded import ensure_services; ensure_services(['shell']);"
        "import psycopg2; from config.addresses import database_urls;"
        "print(*[psycopg2.connect(url).info.user for url in database_urls().values()])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=addresses.PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["senangkira_owner", "senangkira_app", "senangkira_ops"]
    assert servers_of(data_dir) == {}
