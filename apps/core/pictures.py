"""Pictures that callers send, drawn anew. The library is large: who seldom needs it imports this where they do."""

import io
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.uploads import IMAGES, MAX_PIXELS, StoredUpload

MAX_PICTURE_PIXELS = 25_000_000
THUMBNAIL = (320, 320)


def read_picture(content: bytes, *, field: str) -> StoredUpload:
    """A PNG, JPEG or WebP by its content, without its metadata, and a small one of it. 400 for anything else."""
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
