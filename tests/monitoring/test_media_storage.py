"""Media that lie in no directory of this machine: backed up, put back, examined and repaired through the storage."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.utils._os import safe_join

from apps.monitoring.backups.archive import DUMP, MEDIA, read_archive, read_manifest
from apps.monitoring.backups.database import DumpedState
from apps.monitoring.backups.media import local_copy, media_names, put_back
from apps.monitoring.services import backups, media
from apps.monitoring.services.backups import create_backup

RECEIPT, PICTURE = "expenses/1/receipt", "logos/picture"


class Bucket(InMemoryStorage):
    """Like a bucket, it has names and no paths."""

    def path(self, name: str) -> str:
        raise NotImplementedError

    def _relative_path(self, name: str) -> str:
        return os.path.relpath(safe_join(self.location, name), self.location)


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files in a storage that has no paths, and a database whose dump is a text."""

    def dump(path: Path, tell: Any) -> DumpedState:
        path.write_bytes(b"a dump")
        return DumpedState("18", [], {})

    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.Bucket"}}
    settings.MEDIA_ROOT, settings.BACKUP_DIR = str(tmp_path / "none"), str(tmp_path / "backups")
    monkeypatch.setattr(backups.database, "dump_database", dump)
    for name in (RECEIPT, PICTURE):
        default_storage.save(name, ContentFile(name.encode()))


def content(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def silent(percent: int, what: str) -> None:
    pass


def test_names_every_file_in_whatever_depth() -> None:
    assert set(media_names()) == {RECEIPT, PICTURE}
    with pytest.raises(NotImplementedError):
        default_storage.path(RECEIPT)


def test_a_backup_holds_the_files_and_puts_back_what_is_lost_or_damaged(tmp_path: Path) -> None:
    made = create_backup(tell=silent)
    assert set(read_manifest(made.path).files) == {DUMP, f"{MEDIA}{RECEIPT}", f"{MEDIA}{PICTURE}"}
    default_storage.delete(RECEIPT)
    default_storage.delete(PICTURE)
    default_storage.save(PICTURE, ContentFile(b"nonsense"))
    (tmp_path / "out").mkdir()
    read_archive(made.path, silent, lambda name: tmp_path / "out" / name.replace("/", "-"))
    for name in (RECEIPT, PICTURE):
        put_back(name, tmp_path / "out" / f"{MEDIA}{name}".replace("/", "-"))
    assert {name: content(name) for name in media_names()} == {RECEIPT: RECEIPT.encode(), PICTURE: PICTURE.encode()}


def test_writes_nothing_over_a_whole_file(tmp_path: Path) -> None:
    written = default_storage.get_modified_time(RECEIPT)
    (tmp_path / "same").write_bytes(RECEIPT.encode())
    put_back(RECEIPT, tmp_path / "same")
    assert default_storage.get_modified_time(RECEIPT) == written


def test_a_file_that_is_missing_is_a_path_to_nothing(tmp_path: Path) -> None:
    assert not local_copy("expenses/1/gone", tmp_path / "copy").exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/outside"])
def test_puts_nothing_outside_of_the_storage(tmp_path: Path, name: str) -> None:
    (tmp_path / "content").write_bytes(b"x")
    with pytest.raises(SuspiciousFileOperation):
        put_back(name, tmp_path / "content")


def test_brings_back_what_is_missing_and_deletes_what_no_row_names(monkeypatch: pytest.MonkeyPatch) -> None:
    create_backup(tell=silent)
    default_storage.delete(RECEIPT)
    monkeypatch.setattr(media, "_named_files", lambda: [RECEIPT])
    monkeypatch.setattr(media, "_YOUNG", timedelta(0))
    found = media.examine_media()
    assert (found.files, found.bytes, found.missing, found.orphaned) == (1, len(PICTURE), [RECEIPT], [PICTURE])
    assert media.repair_media() == ([RECEIPT], [], [PICTURE])
    assert list(media_names()) == [RECEIPT]
    assert content(RECEIPT) == RECEIPT.encode()
