"""Files of the kinds that documents are kept in: told by what they are, and refused where they cannot be read whole.

The libraries are large: what needs them seldom imports this where it does."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

import img2pdf
import pikepdf
from django.conf import settings
from PIL import Image, ImageOps

from apps.core.errors import RuleViolation
from apps.core.uploads import IMAGES, MAX_PIXELS, PDF

_A4: Final = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
_ON_A4: Final = img2pdf.get_layout_fun(_A4, fit=img2pdf.FitMode.into, auto_orient=True)
_ACTIVE: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"})
_DEEPEST: Final = 50

Part = tuple[str, str, BinaryIO]
"""A file's name, its content type, and the file."""


@contextmanager
def opened_pdf(file: BinaryIO, *, name: str = "The file") -> Iterator[pikepdf.Pdf]:
    """A PDF whose every page can be had. 400 where it is protected, damaged, cut off, or of too many pages."""
    _refuse_cut_off(file, name)
    try:
        pdf = pikepdf.open(file)
    except pikepdf.PasswordError as exc:
        raise _refusal(f"{name} is protected by a password: remove the protection first.", "protected") from exc
    except (pikepdf.PdfError, RecursionError) as exc:
        raise _refusal(f"{name} is a damaged PDF and cannot be read.", "damaged") from exc
    with pdf:
        pages = len(pdf.pages)
        if pages > settings.MAX_PDF_PAGES:
            raise _refusal(f"{name} has {pages:,} pages; {settings.MAX_PDF_PAGES:,} are the most.", "too_many_pages")
        if not pages:
            raise _refusal(f"{name} is a PDF without pages.", "damaged")
        for number, page in enumerate(pdf.pages, 1):
            _refuse_large_images(page, f"Page {number} of {name}" if name != "The file" else f"Page {number}")
        yield pdf


def merge_files(parts: Sequence[Part]) -> bytes:
    """One PDF of PDFs and images in the order given: images upright on A4, without scripts and actions."""
    merged = pikepdf.new()
    with merged:
        for name, content_type, file in parts:
            if content_type == PDF:
                with opened_pdf(file, name=name) as pdf:
                    merged.pages.extend(pdf.pages)
            else:
                with pikepdf.open(io.BytesIO(_image_as_pdf(file, name))) as pdf:
                    merged.pages.extend(pdf.pages)
            if len(merged.pages) > settings.MAX_PDF_PAGES:
                raise _refusal(
                    f"Together the files have more than {settings.MAX_PDF_PAGES:,} pages.",
                    "too_many_pages",
                    "documents",
                )
        _strip_actions(merged)
        return _saved(merged)


def rotate_file(file: BinaryIO, content_type: str, *, degrees: int) -> bytes:
    """The file turned clockwise by 90, 180 or 270 degrees, in its own format."""
    if content_type == PDF:
        with opened_pdf(file) as pdf:
            for page in pdf.pages:
                page.rotate(degrees, relative=True)
            return _saved(pdf)
    turn = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}[degrees]
    with opened_image(file) as image:
        turned = io.BytesIO()
        image.transpose(turn).save(turned, image.format, **({"quality": 95} if image.format != "PNG" else {}))
        return turned.getvalue()


@contextmanager
def opened_image(file: BinaryIO, *, name: str = "The file") -> Iterator[Image.Image]:
    """An image that has been decoded whole. 400 where it is damaged, cut off or too large."""
    try:
        with Image.open(file, formats=list(IMAGES)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _refusal(
                    f"{name} has {image.width:,} x {image.height:,} points; {MAX_PIXELS:,} are the most.", "too_large"
                )
            image.load()
            yield image
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as exc:
        raise _refusal(f"{name} is a damaged image and cannot be read.", "damaged") from exc


def _refusal(message: str, code: str, field: str = "file") -> RuleViolation:
    return RuleViolation(message, code=code, field=field)


def _refuse_cut_off(file: BinaryIO, name: str) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        raise _refusal(f"{name} is a PDF that was cut off: its end is missing.", "damaged")
    file.seek(0)


def _refuse_large_images(page: pikepdf.Page, where: str) -> None:
    """A few hundred bytes can unpack to an image that fills the memory."""
    for image in page.get_images().values():
        width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
        if width * height > MAX_PIXELS:
            raise _refusal(
                f"{where} holds an image of {width:,} x {height:,} points; {MAX_PIXELS:,} are the most.", "too_large"
            )


def _image_as_pdf(file: BinaryIO, name: str) -> bytes:
    with opened_image(file, name=name) as image:
        plain = ImageOps.exif_transpose(image)
        if "A" in plain.getbands() or "transparency" in plain.info:
            paper = Image.new("RGBA", plain.size, "white")
            paper.alpha_composite(plain.convert("RGBA"))
            plain = paper
        content = io.BytesIO()
        if image.format == "JPEG" and plain.mode in ("L", "RGB"):
            plain.save(content, "JPEG", quality=92)
        else:
            plain.convert("L" if plain.mode in ("1", "L") else "RGB").save(content, "PNG")
    made: Any = img2pdf.convert(content.getvalue(), layout_fun=_ON_A4)
    return bytes(made)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    content = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(content, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return content.getvalue()


def _strip_actions(pdf: pikepdf.Pdf) -> None:
    """Take out whatever a reader would do by itself: scripts, programs, forms that send themselves."""
    for name in ("/OpenAction", "/AA", "/Names", "/AcroForm"):
        if name in pdf.Root:
            del pdf.Root[name]
    for item in pdf.objects:
        _strip(item, 0)


def _strip(item: Any, depth: int) -> None:
    if isinstance(item, pikepdf.Array) and depth < _DEEPEST:
        for child in item:
            if not getattr(child, "is_indirect", False):
                _strip(child, depth + 1)
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream) or depth >= _DEEPEST:
        return
    for key in list(item.keys()):
        child = item[key]
        if key in ("/AA", "/JS") or (isinstance(child, pikepdf.Dictionary) and str(child.get("/S")) in _ACTIVE):
            del item[key]
        elif not getattr(child, "is_indirect", False):
            _strip(child, depth + 1)
