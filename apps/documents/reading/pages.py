"""The pages of a PDF or image: the text that is embedded in them, and pictures of them to be read."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

import cv2
import numpy as np
import pypdfium2
from PIL import ImageOps

from apps.core.errors import RuleViolation
from apps.core.uploads import PDF
from apps.documents.reading.engine import Image
from apps.documents.reading.files import opened_image, opened_pdf

_POINTS_AN_INCH: Final = 200
_LONGEST: Final = 3600
_SMALLEST: Final = 32
_MOST_LETTERS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Letter:
    """An embedded letter and the place that its font gives it, in points from the left and from below."""

    text: str
    left: float
    right: float
    middle: float
    height: float


@dataclass(frozen=True)
class Page:
    """One page; `text` is empty where none is embedded."""

    number: int
    of: int
    text: str
    image: Image
    letters: list[Letter] = field(default_factory=list, repr=False)


def pages_of(file: BinaryIO, content_type: str, *, letters: bool = False) -> Iterator[Page]:
    """Each page in turn, so that only one picture is held, with its embedded letters if wanted. 400 where the file
    cannot be read."""
    if content_type != PDF:
        with opened_image(file) as image:
            upright = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        yield Page(1, 1, "", _bounded(np.ascontiguousarray(upright[:, :, ::-1])))
        return
    with opened_pdf(file) as pdf:
        # As qpdf writes it anew: without the tricks that readers differ about.
        clean = io.BytesIO()
        pdf.save(clean)
    try:
        document = pypdfium2.PdfDocument(clean.getvalue())
    except pypdfium2.PdfiumError as exc:
        raise RuleViolation("The file is a damaged PDF and cannot be read.", code="damaged", field="file") from exc
    try:
        for index in range(len(document)):
            yield _page(document, index, letters)
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, index: int, letters: bool) -> Page:
    page = document[index]
    try:
        text_page = page.get_textpage()
        text = text_page.get_text_bounded().replace("\r\n", "\n").strip()
        placed = _letters(text_page) if letters else []
        text_page.close()
        longest = max(*page.get_size(), 1.0)
        scale = min(_POINTS_AN_INCH / 72, _LONGEST / longest)
        image = page.render(scale=scale, rev_byteorder=False).to_numpy()
    finally:
        page.close()
    return Page(index + 1, len(document), text, _bounded(np.ascontiguousarray(image[:, :, :3])), placed)


def _letters(text_page: pypdfium2.PdfTextPage) -> list[Letter]:
    """The letters in the order of the file, at most `_MOST_LETTERS`; those without a place are none."""
    found = []
    for index in range(min(text_page.count_chars(), _MOST_LETTERS)):
        code = pypdfium2.raw.FPDFText_GetUnicode(text_page, index)
        if code < 32 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            continue
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
        if right > left and top > bottom:
            found.append(Letter(chr(code), left, right, (bottom + top) / 2, top - bottom))
    return found


def _bounded(image: Image) -> Image:
    """Neither so large that reading takes minutes, nor so small that nothing could be read."""
    height, width = image.shape[:2]
    scale = min(1.0, _LONGEST / max(height, width))
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        height, width = image.shape[:2]
    right, below = max(0, _SMALLEST - width), max(0, _SMALLEST - height)
    return np.pad(image, ((0, below), (0, right), (0, 0)), constant_values=255) if right or below else image
