"""Backup, damage, restore, on servers of the module's own: everything comes back, or everything stays."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.monitoring.installation import Installation

pytestmark = pytest.mark.xdist_group("restore")

ENDED_WITH_THE_RESTORE = {"accounts_session", "django_session"}
PICTURE = "expenses/1/0123456789abcdef"


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    directory = Path(tempfile.mkdtemp(prefix="senangkira-restore-"))
    directory.chmod(0o711)
    installation = Installation(directory)
    try:
        installation.manage("migrate", "-v0")
        installation.manage("seed_demo")
        (directory / "media" / PICTURE).parent.mkdir(parents=True)
        (directory / "media" / PICTURE).write_bytes(b"a receipt")
        yield installation
    finally:
        installation.close()
        shutil.rmtree(directory)


@pytest.fixture(scope="module")
def made(installation: Installation) -> dict[str, Any]:
    """A backup of the data as they were at first."""
    return installation.backup()


@pytest.fixture
def damage(installation: Installation) -> Callable[[], None]:
    """Lose a table's rows, a whole table, and a file; change another table."""

    def damage() -> None:
        installation.ask("TRUNCATE payments_payment, expenses_expense CASCADE")
        installation.ask("DROP TABLE quotes_quoteline CASCADE")
        installation.ask("UPDATE clients_client SET name = 'Somebody else'")
        (installation.data_dir / "media" / PICTURE).write_bytes(b"nonsense")

    return damage


def without(checksums: dict[str, str]) -> dict[str, str]:
    return {table: checksum for table, checksum in checksums.items() if table not in ENDED_WITH_THE_RESTORE}


def test_brings_back_every_table_and_file_as_it_was(installation: Installation, damage: Callable[[], None]) -> None:
    installation.ask(
        "INSERT INTO accounts_session (tenant_id, user_id, key, refresh_hash, user_agent, address, created_at, "
        "last_used_at, expires_at) SELECT tenant_id, id, gen_random_uuid(), '', '', '', now(), now(), now() + '1 day' "
        "FROM accounts_user LIMIT 1"
    )
    before = installation.checksums()
    made = installation.backup()
    rows = sum(installation.ask(f"SELECT count(*) FROM {table}")[0][0] for table in before)
    assert (made["rows"], made["files"]) == (rows, 1)

    damage()
    assert without(installation.checksums()) != without(before)
    restored = json.loads(installation.manage("restore", made["filename"], "--json"))
    assert (restored["rows"], restored["files"]) == (rows, 1)
    assert without(installation.checksums()) == without(before)
    assert (installation.data_dir / "media" / PICTURE).read_bytes() == b"a receipt"
    assert installation.ask("SELECT count(*) FILTER (WHERE revoked_at IS NULL), count(*) FROM accounts_session") == [
        (0, 1)
    ]
    assert json.loads(installation.manage("check_rls", "--json"))["gaps"] == []


def test_can_be_undone(installation: Installation, made: dict[str, Any], damage: Callable[[], None]) -> None:
    damage()
    damaged = installation.checksums()
    installation.manage("restore", made["filename"])
    assert installation.checksums() != damaged
    installation.manage("restore", "--undo")
    assert installation.checksums() == damaged
    installation.manage("restore", made["filename"])
    assert installation.databases() == {"senangkira", "senangkira_before_restore"}


def test_verifies_an_archive_without_touching_anything(installation: Installation, made: dict[str, Any]) -> None:
    before, databases = installation.checksums(), installation.databases()
    verified = json.loads(installation.manage("backup_verify", made["filename"], "--json"))
    assert sum(verified["tables"].values()) == made["rows"]
    assert (installation.checksums(), installation.databases()) == (before, databases)


def test_refuses_bad_archives_and_leaves_everything_as_it_was(
    installation: Installation, made: dict[str, Any], tmp_path: Path
) -> None:
    whole = Path(made["path"]).read_bytes()
    before, databases = installation.checksums(), installation.databases()
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "flipped.tar").write_bytes(whole[:-5000] + bytes([whole[-5000] ^ 1]) + whole[-4999:])
    assert "damaged" in installation.refusal("backup_verify", str(tmp_path / "cut.tar"))
    assert "damaged" in installation.refusal("restore", str(tmp_path / "cut.tar"))
    assert "damaged" in installation.refusal("restore", str(tmp_path / "flipped.tar"))
    assert "BACKUP_SIGNING_KEY" in installation.refusal("restore", made["filename"], BACKUP_SIGNING_KEY="another")
    assert "There is no backup" in installation.refusal("restore", "../secret_key")
    assert (installation.checksums(), installation.databases()) == (before, databases)


def test_another_installation_restores_it_with_the_key_that_signed_it(
    installation: Installation, tmp_path: Path
) -> None:
    sealed = {"BACKUP_SIGNING_KEY": "common", "BACKUP_ENCRYPTION_KEY": "passphrase"}
    made = installation.backup(**sealed)
    directory = Path(tempfile.mkdtemp(prefix="senangkira-other-"))
    directory.chmod(0o711)
    other = Installation(directory)
    try:
        other.manage("migrate", "-v0")
        assert "encrypted" in other.refusal("restore", made["path"], BACKUP_SIGNING_KEY="common")
        other.manage("restore", made["path"], **sealed)
        assert without(other.checksums()) == without(installation.checksums())
        assert (directory / "media" / PICTURE).read_bytes() == b"a receipt"
    finally:
        other.close()
        shutil.rmtree(directory)


def _work_has_begun(installation: Installation) -> bool:
    return any((installation.data_dir / "backups").glob("work-*"))


def _shadow_is_there(installation: Installation) -> bool:
    return "senangkira_restoring" in installation.databases()


def _shadow_is_migrated(installation: Installation) -> bool:
    if not _shadow_is_there(installation):
        return False
    grants = "SELECT count(*) FROM pg_policies WHERE policyname = 'tenant_fence'"
    return installation.ask(grants, "senangkira_restoring") > [(0,)]


@pytest.mark.parametrize("moment", [_work_has_begun, _shadow_is_there, _shadow_is_migrated])
def test_killed_in_the_middle_it_leaves_the_old_data_and_the_next_one_works(
    installation: Installation, made: dict[str, Any], moment: Callable[[Installation], bool]
) -> None:
    installation.ask("UPDATE clients_client SET name = 'After the backup'")
    changed = installation.checksums()
    process = installation.start("restore", made["filename"])
    until(lambda: moment(installation), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert installation.checksums() == changed
    installation.manage("restore", made["filename"])
    assert installation.ask("SELECT count(*) FROM clients_client WHERE name = 'After the backup'") == [(0,)]
    assert "senangkira_restoring" not in installation.databases()
    assert not _work_has_begun(installation)


def until(happens: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 60
    while not happens():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_one_at_a_time(installation: Installation) -> None:
    with (installation.data_dir / "backups" / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another backup or restore is running" in installation.refusal("backup")


def test_wants_the_owner_of_the_database(installation: Installation, made: dict[str, Any]) -> None:
    host = f"host={quote(str(installation.data_dir / 'run'))}"
    app, ops = (f"postgresql://senangkira_{role}@/senangkira?{host}" for role in ("app", "ops"))
    urls = {"DATABASE_APP_URL": app, "DATABASE_OPS_URL": ops}
    assert "DATABASE_URL is set" in installation.refusal("restore", made["filename"], **urls)
