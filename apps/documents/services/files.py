"""Uploaded files on their way into the storage."""

import io
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from apps.core.errors import RuleViolation
from apps.core.uploads import PDF, plain_name, read_receipt

_SCAN_SECONDS: Final = 60
_INFECTED: Final = 1


@dataclass(frozen=True)
class TakenFile:
    """A file that may be kept: its bytes as they will be stored, and what they are."""

    file: File[bytes]
    filename: str
    content_type: str
    size: int


def take_file(upload: Any, *, field: str = "file") -> TakenFile:
    """A PDF, PNG, JPEG or WebP, told by its content. A PDF is kept as it is, an image without its metadata.

    400 for any other kind, for PDFs that are protected, damaged or too long, for images too large to be unpacked, and
    where the virus scan refuses; 409 where the scan fails.
    """
    scan_file(upload, field=field)
    upload.seek(0)
    if upload.read(1024).lstrip().startswith(b"%PDF-"):
        from apps.documents.reading.files import opened_pdf

        with opened_pdf(upload.file):
            pass
        upload.seek(0)
        return TakenFile(upload, plain_name(upload.name, "pdf", otherwise="document"), PDF, upload.size)
    upload.seek(0)
    read = read_receipt(upload, field=field)
    name = plain_name(upload.name, read.extension, otherwise="document")
    return TakenFile(ContentFile(read.content), name, read.content_type, len(read.content))


@contextmanager
def stored(column: FieldFile, file: File[bytes]) -> Iterator[None]:
    """Put the file into the storage for the block, and take it out again if the block fails."""
    column.save("", file, save=False)
    name = str(column.name)
    try:
        yield
    except BaseException:
        default_storage.delete(name)
        raise


def forget_file(name: str | None) -> None:
    """Remove a file once the change that lets go of it is committed."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name))


def open_whole(name: str) -> io.BytesIO:
    """A stored file in memory, where libraries may seek in it whatever the storage is. 409 when it is gone."""
    try:
        with default_storage.open(name) as file:
            return io.BytesIO(file.read())
    except FileNotFoundError as exc:
        raise RuleViolation("The file is not there any more.", code="file_gone") from exc


def scan_file(upload: Any, *, field: str) -> None:
    """Have the virus scan look at a file, where one is set up. 400 where it refuses, 409 where it fails."""
    if not settings.VIRUS_SCAN_COMMAND:
        return
    upload.seek(0)
    try:
        scan = subprocess.run(
            settings.VIRUS_SCAN_COMMAND,
            input=upload.read(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SCAN_SECONDS,
            check=False,
        )
        code = scan.returncode
    except (OSError, subprocess.TimeoutExpired):
        code = -1
    if code == _INFECTED:
        raise RuleViolation("The virus scan refuses this file.", code="infected", field=field)
    if code:
        raise RuleViolation(
            "The file cannot be scanned for viruses at the moment. Try again later.", code="scan_failed"
        )
