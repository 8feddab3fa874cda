"""The media, wherever the installation keeps them: listed, read and put back through Django's storage."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj
from typing import Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from apps.monitoring.backups.archive import digest_file

_DRAFT: Final = ".restoring"


def media_names(directory: str = "") -> Iterator[str]:
    """The names of all files that are there."""
    if root := _root():
        files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
        yield from sorted(str(path.relative_to(root)) for path in files)
        return
    directories, names = default_storage.listdir(directory)
    prefix = f"{directory}/" if directory else ""
    yield from (f"{prefix}{name}" for name in sorted(names) if name)
    for inner in sorted(directories):
        yield from media_names(f"{prefix}{inner}")


def local_copy(name: str, target: Path) -> Path:
    """The file's own path where the storage has one, a copy at `target` elsewhere; a path to nothing where the file is
    missing."""
    if _root():
        return Path(default_storage.path(name))
    if default_storage.exists(name):
        with default_storage.open(name) as stored, target.open("wb") as file:
            copyfileobj(stored, file)
    return target


def put_back(name: str, source: Path) -> None:
    """Store a file under its old name. One that is there is replaced only where it is damaged: names are random, and
    written once."""
    if _root():
        _put_on_disk(Path(default_storage.path(name)), source)
        return
    present = source.with_name(f"{source.name}.present")
    if local_copy(name, present).exists():
        is_whole = digest_file(present) == digest_file(source)
        present.unlink()
        if is_whole:
            return
        default_storage.delete(name)  # a storage stores under another name what it has already
    with source.open("rb") as content:
        saved = default_storage.save(name, File(content))
    if saved != name:
        default_storage.delete(saved)
        raise OSError(f"{name} could not be put back: the storage would have it as {saved}.")


def _put_on_disk(target: Path, source: Path) -> None:
    if target.exists() and digest_file(target) == digest_file(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}{_DRAFT}")
    with source.open("rb") as content, draft.open("wb") as file:
        copyfileobj(content, file)
    draft.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    draft.replace(target)


def _root() -> Path | None:
    """The directory of a storage that has its files in one."""
    try:
        return Path(default_storage.path(""))
    except NotImplementedError:
        return None
