"""Files that rows name and that are not there, and files that no row names."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.files.storage import default_storage, storages
from django.db.models import FileField
from django.utils import timezone

from apps.jobs.models import Job
from apps.monitoring.backups.archive import MEDIA, read_archive
from apps.monitoring.backups.media import media_names, put_back
from apps.monitoring.backups.store import all_backups, workplace

REJECTED: Final = ".rejected"
"""What an import's notes of its bad rows end in, beside its file."""
_YOUNG: Final = timedelta(days=1)
"""A file is written before its row is: nothing this young is taken for an orphan."""


@dataclass
class Media:
    """What was found. `missing` and `orphaned` are names in the storage."""

    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    orphaned: list[str] = field(default_factory=list)


def examine_media() -> Media:
    """Compare every file that a row of any tenant names with what the storage has."""
    named = set(_named_files())
    before = timezone.now() - _YOUNG
    found = Media()
    there = set()
    for name in media_names():
        there.add(name)
        found.files += 1
        found.bytes += default_storage.size(name)
        if name.removesuffix(REJECTED) not in named and default_storage.get_modified_time(name) < before:
            found.orphaned.append(name)
    found.missing = sorted(name for name in named - there if not storages["scratch"].exists(name))
    found.orphaned.sort()
    return found


def repair_media() -> tuple[list[str], list[str], list[str]]:
    """Bring missing files back from the newest archives that have them, and delete orphans.

    Answers the names of those brought back, of those still missing, and of those deleted.
    """
    found = examine_media()
    restored: list[str] = []
    wanted = set(found.missing)
    for backup in all_backups():
        here = {name for name in wanted if backup.manifest and f"{MEDIA}{name}" in backup.manifest.files}
        if here:
            _bring_back(backup.path, here)
            restored += here
            wanted -= here
    for name in found.orphaned:
        default_storage.delete(name)
    return sorted(restored), sorted(wanted), found.orphaned


def _bring_back(archive: Path, names: set[str]) -> None:
    with workplace() as work:
        drafts = {f"{MEDIA}{name}": work / f"file-{number}" for number, name in enumerate(sorted(names))}
        read_archive(archive, lambda percent, message: None, lambda name: drafts.get(name, Path(os.devnull)))
        for name, draft in drafts.items():
            put_back(name.removeprefix(MEDIA), draft)


def _named_files() -> Iterator[str]:
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, FileField):
                rows: Any = model._base_manager.using("ops")
                names = rows.exclude(**{column.name: ""}).exclude(**{column.name: None})
                yield from names.values_list(column.name, flat=True).iterator()
    # An import's file is named by its job until that has ended.
    open_jobs = Job.unscoped.using("ops").filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    for path in open_jobs.exclude(arguments__path=None).values_list("arguments__path", flat=True):
        yield str(path)
