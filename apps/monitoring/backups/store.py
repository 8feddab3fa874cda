"""The directory of the archives. Names come in from callers and are only ever compared with those that are there."""

import fcntl
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from apps.core.errors import RuleViolation
from apps.monitoring.backups.archive import Manifest, read_manifest
from config.addresses import make_directory

_LONGEST_UPLOAD: Final = 86_400
_NAME: Final = re.compile(r"[a-z]+-\d{8}T\d{6}Z-[0-9a-f]{8}\.tar(\.sealed)?")


@dataclass(frozen=True)
class Backup:
    """An archive in the directory. `manifest` is None where this installation has not signed it or cannot read it."""

    filename: str
    size: int
    created_at: datetime
    encrypted: bool
    manifest: Manifest | None
    path: Path

    @property
    def media(self) -> int | None:
        """How many files of media it holds."""
        return len(self.manifest.files) - 1 if self.manifest else None


def directory() -> Path:
    return make_directory(Path(settings.BACKUP_DIR), mode=0o700)


def fresh_name(*, sealed: bool) -> str:
    """A name that tells the time (UTC) and that nobody can guess."""
    ending = ".tar.sealed" if sealed else ".tar"
    return f"senangkira-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}{ending}"


def all_backups() -> list[Backup]:
    """Those that are there, the newest first."""
    found = [_describe(Path(entry)) for entry in os.scandir(directory()) if _NAME.fullmatch(entry.name)]
    return sorted(found, key=lambda backup: (backup.created_at, backup.filename), reverse=True)


def find_backup(filename: str) -> Backup | None:
    """The archive of exactly this name. Whatever else the name says, it leads nowhere."""
    names = {entry.name: Path(entry) for entry in os.scandir(directory()) if _NAME.fullmatch(entry.name)}
    return _describe(names[filename]) if filename in names else None


def is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def keep_archive(draft: Path, name: str) -> Backup:
    """Give a finished draft its name, after which it is there as a whole, also if the power goes."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    path = directory() / name
    with suppress(FileExistsError):  # an upload of one that is there: the same, as the signature tells
        os.link(draft, path)
    return _describe(path)


@contextmanager
def workplace() -> Iterator[Path]:
    """A directory for drafts on the archives' file system, gone afterwards; those of killed processes go first."""
    with _alone():
        for left in directory().glob("work-*"):
            shutil.rmtree(left, ignore_errors=True)
        for upload in upload_place().iterdir():
            if upload.stat().st_mtime < time.time() - _LONGEST_UPLOAD:
                upload.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="work-", dir=directory()) as path:
            yield Path(path)


def upload_place() -> Path:
    """A directory for uploads on the archives' file system."""
    return make_directory(directory() / "uploads", mode=0o700)


@contextmanager
def _alone() -> Iterator[None]:
    """One backup or restore at a time; 409 for the second. The lock ends with its process."""
    with (directory() / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise RuleViolation("Another backup or restore is running; wait until it has ended.", code="busy") from exc
        yield


def _describe(path: Path) -> Backup:
    status = path.stat()
    try:
        manifest = read_manifest(path)
    except RuleViolation:
        manifest = None
    made = datetime.fromisoformat(manifest.created_at) if manifest else datetime.fromtimestamp(status.st_mtime, UTC)
    return Backup(path.name, status.st_size, made, path.suffix == ".sealed", manifest, path)
