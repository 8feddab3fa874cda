"""A backup as one file: a tar of the manifest, its signature, the database's dump and the media.

The signature is an HMAC of the manifest, which holds size and SHA-256 of every other member. A dump is code, so nothing
is read from an archive that another key has signed. What has to follow the manifest is known from it to the byte: the
archive is compared with that instead of being parsed, and a member that nobody signed has no place in it.
"""

import hashlib
import hmac
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings

from apps.core.errors import RuleViolation
from apps.monitoring.backups.sealing import MAGIC, Sealer, SealError, Unsealer

MANIFEST, SIGNATURE, DUMP, MEDIA = "manifest.json", "manifest.hmac", "database.dump", "media/"
_FORMAT: Final = 1
_BLOCK: Final = 512
_END: Final = b"\0" * (2 * _BLOCK)
_PIECE: Final = 1 << 20
_LARGEST_MANIFEST: Final = 1 << 28

Tell = Callable[[int, str], None]
"""Takes the progress in percent and what is being done."""


class Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Writer(Protocol):
    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True)
class Member:
    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    rows: int
    digest: str
    """Of all rows, in whatever order they are stored."""


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `migrations` are `app.name`, `files` all members but the manifest's own two.

    `tenant` has the `id` and `domain` of the one whose archive it is; None in one of the whole installation. `made_by`
    is the e-mail of who asked for it, empty for beat and the command line.
    """

    name: str
    created_at: str
    scheduled: bool
    versions: Mapping[str, str]
    migrations: list[str]
    tables: Mapping[str, Table]
    files: Mapping[str, Member] = field(default_factory=dict)
    format: int = _FORMAT
    tenant: Mapping[str, Any] | None = None
    made_by: str = ""

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(member.size for member in self.files.values())

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def encoded(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decoded(cls, raw: bytes) -> "Manifest":
        values: dict[str, Any] = json.loads(raw)
        values["tables"] = {name: Table(**table) for name, table in values["tables"].items()}
        values["files"] = {name: Member(**member) for name, member in values["files"].items()}
        return cls(**values)


def refuse(message: str, code: str = "bad_archive") -> RuleViolation:
    """The refusal of an archive: 400."""
    return RuleViolation(message, code=code, field="file")


def digest_file(path: Path, into: Writer | None = None) -> Member:
    """Size and digest of a file, which is copied on the way if asked."""
    with path.open("rb") as file:
        return _digest(file, None, into)


def write_archive(path: Path, manifest: Manifest, sources: Mapping[str, Path], tell: Tell) -> None:
    """Write the archive, encrypted where BACKUP_ENCRYPTION_KEY is set.

    Raises OSError if a source is no longer as the manifest says.
    """
    with path.open("wb") as file:
        sealer = Sealer(file, settings.BACKUP_ENCRYPTION_KEY) if settings.BACKUP_ENCRYPTION_KEY else None
        out: Writer = sealer or file
        raw = manifest.encoded()
        for name, content in ((MANIFEST, raw), (SIGNATURE, _signature(raw))):
            out.write(_header(name, len(content)) + content + _padding(len(content)))
        written = 0
        for name, member in manifest.files.items():
            out.write(_header(name, member.size))
            if digest_file(sources[name], out) != member:
                raise OSError(f"{name} was changed while it was backed up.")
            out.write(_padding(member.size))
            written += member.size
            tell(100 * written // max(manifest.size, 1), f"{name} is packed")
        out.write(_END)
        if sealer:
            sealer.close()


def read_manifest(path: Path) -> Manifest:
    """The manifest of an archive that this installation has signed; 400 for any other. The rest is not looked at."""
    with _reading(path) as source:
        return _read_manifest(source)


def read_archive(
    path: Path, tell: Tell, target: Callable[[str], Path] | None = None, *, of_tenant: bool = False
) -> Manifest:
    """Check every byte of an archive, and write its members to where `target` says. 400 for any damage.

    400 as well for one tenant's archive where the installation's is wanted, and the other way round. What was written
    before the damage was noticed stays: write to a place that is thrown away then.
    """
    with _reading(path) as source:
        manifest = _read_manifest(source)
        if of_tenant and not manifest.tenant:
            raise refuse("This is a backup of the whole installation: bring it back with `manage.py restore`.")
        if manifest.tenant and not of_tenant:
            raise refuse("This is the archive of one tenant: bring it in with `manage.py tenant_import`.")
        read = 0
        for name, member in manifest.files.items():
            _expect(source, _header(name, member.size))
            if target is None:
                found = _digest(source, member.size, None)
            else:
                with target(name).open("wb") as file:
                    found = _digest(source, member.size, file)
            if found != member:
                raise refuse(f"The archive is damaged: {name} is not what was backed up.")
            _expect(source, _padding(member.size))
            read += member.size
            tell(100 * read // max(manifest.size, 1), f"{name} is checked")
        _expect(source, _END)
        if source.read(1):
            raise refuse("The archive is damaged: it goes on after its end.")
    return manifest


@contextmanager
def _reading(path: Path) -> Iterator[Reader]:
    """The archive's bytes, decrypted if they have to be."""
    with path.open("rb") as file:
        sealed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if sealed and not settings.BACKUP_ENCRYPTION_KEY:
            raise refuse("The archive is encrypted: set BACKUP_ENCRYPTION_KEY to its passphrase.", "encrypted")
        try:
            yield Unsealer(file, settings.BACKUP_ENCRYPTION_KEY) if sealed else file
        except SealError as exc:
            raise refuse(str(exc)) from exc


def _read_manifest(source: Reader) -> Manifest:
    raw = _read_member(source, MANIFEST, most=_LARGEST_MANIFEST)
    signature = _read_member(source, SIGNATURE, most=_BLOCK)
    if not hmac.compare_digest(signature, _signature(raw)):
        raise refuse(
            "The archive was not signed by this installation. To move to another server, give it the "
            "BACKUP_SIGNING_KEY of the one that made the archive.",
            "foreign_archive",
        )
    manifest = Manifest.decoded(raw)
    if manifest.format != _FORMAT:
        raise refuse(f"The archive has format {manifest.format}; this version reads format {_FORMAT}.")
    return manifest


def _read_member(source: Reader, name: str, *, most: int) -> bytes:
    header = source.read(_BLOCK)
    try:
        size = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape").size
    except tarfile.HeaderError as exc:
        raise refuse("The file is no backup archive.") from exc
    if size > most or header != _header(name, size):
        raise refuse("The file is no backup archive.")
    content = source.read(size)
    _expect(source, _padding(size))
    return content


def _expect(source: Reader, wanted: bytes) -> None:
    if source.read(len(wanted)) != wanted:
        raise refuse("The archive is damaged or cut off.")


def _digest(source: Reader, size: int | None, into: Writer | None) -> Member:
    """Read `size` bytes, or all, and answer how many there were and their digest."""
    digest, read = hashlib.sha256(), 0
    while piece := source.read(_PIECE if size is None else min(_PIECE, size - read)):
        digest.update(piece)
        read += len(piece)
        if into:
            into.write(piece)
    return Member(read, digest.hexdigest())


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> bytes:
    return b"\0" * (-size % _BLOCK)


def _signature(raw: bytes) -> bytes:
    return hmac.new(settings.BACKUP_SIGNING_KEY.encode(), b"backup manifest\0" + raw, "sha256").hexdigest().encode()
