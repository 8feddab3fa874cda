"""Files that callers send: capped while they stream in, told by their content, freed of what nobody should see."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse

PDF = "application/pdf"
MAX_PIXELS = 50_000_000
IMAGES = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg"), "WEBP": ("image/webp", "webp")}


class UploadCap(FileUploadHandler):
    """Ends a request whose files exceed MAX_UPLOAD_BYTES while they arrive: 413."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


@dataclass(frozen=True)
class StoredUpload:
    """A file fit to be kept: its own bytes, without metadata where it is an image, and a small picture of it."""

    content: bytes
    content_type: str
    extension: str
    thumbnail: bytes | None


def read_receipt(upload: Any, *, field: str) -> StoredUpload:
    """A PDF, PNG, JPEG or WebP by its content, whatever it is called. 400 for anything else."""
    content: bytes = upload.read()
    if content[:1024].lstrip().startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return StoredUpload(content, PDF, "pdf", None)
    from apps.core.pictures import read_picture  # its library is seldom wanted, and large

    return read_picture(content, field=field)


def plain_name(given: str | None, extension: str, *, otherwise: str) -> str:
    """The caller's name for a file, without path or control characters, with the ending of its content."""
    stem = re.split(r"[/\\]", given or "")[-1].rpartition(".")
    name = "".join(c for c in (stem[0] or stem[2]) if c.isprintable() and c not in '"<>|:*?').strip(". ")
    return f"{name[:150] or otherwise}.{extension}"


def private_file(file: Any, *, filename: str, content_type: str) -> FileResponse:
    """A caller's file, to be saved and never shown as a page of this origin."""
    response = FileResponse(file.open(), as_attachment=True, filename=filename, content_type=content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
