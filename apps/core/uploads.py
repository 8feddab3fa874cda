"""Files that callers send: capped while they stream in, told by their content, freed of what nobody should see."""

import io
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.core.errors import RuleViolation
from apps.core.texts import say

MAX_PIXELS = 50_000_000
MAX_PICTURE_PIXELS = 25_000_000
THUMBNAIL = (320, 320)
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
        return StoredUpload(content, "application/pdf", "pdf", None)
    try:
        with Image.open(io.BytesIO(content), formats=list(IMAGES)) as image:
            return _clean_image(image, field)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as exc:
        raise RuleViolation(
            "The content of the file is no PDF and no PNG, JPEG or WebP image.", code="wrong_type", field=field
        ) from exc


def redraw_image(upload: Any, *, field: str, within: tuple[int, int], encode: str) -> bytes:
    """A picture drawn anew in the format `encode`, at most so wide and high, without what the camera wrote into it.

    400 for what is no PNG, JPEG, WebP or GIF, or has more than 25 million pixels.
    """
    try:
        # The size stands in the header: what would unpack to more is refused before it does.
        with Image.open(upload, formats=[*IMAGES, "GIF"]) as image:
            if image.width * image.height > MAX_PICTURE_PIXELS:
                raise RuleViolation("A picture has at most 25 million pixels.", code="too_large", field=field)
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail(within)
            return _encode(upright.convert("RGBA"), encode, quality=85)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
        raise RuleViolation(
            "This is no picture that can be read: send a PNG, JPEG, WebP or GIF.", code="invalid", field=field
        ) from exc


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


def _clean_image(image: Image.Image, field: str) -> StoredUpload:
    if image.width * image.height > MAX_PIXELS:
        raise RuleViolation(
            say(
                "The image has {width} x {height} points; {most} are the most.",
                width=image.width,
                height=image.height,
                most=MAX_PIXELS,
            ),
            code="too_large",
            field=field,
        )
    content_type, extension = IMAGES[image.format or ""]
    upright = ImageOps.exif_transpose(image)
    # Only the points are carried over, none of the file's metadata.
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        bare.putpalette(upright.getpalette() or [])
    bare.paste(upright)
    small = bare.convert("RGBA")
    small.thumbnail(THUMBNAIL)
    return StoredUpload(
        content=_encode(bare, image.format or "", quality=92),
        content_type=content_type,
        extension=extension,
        thumbnail=_encode(small, "PNG"),
    )


def _encode(image: Image.Image, image_format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, image_format, **options)
    return file.getvalue()
