"""The pages of a PDF or image: the text that is embedded in them, and pictures of them to be read."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import cv2
import numpy as np
import pypdfium2
from PIL import ImageOps

from apps.core.errors import RuleViolation
from apps.documents.reading.engine import Image
from apps.documents.reading.files import PDF, opened_image, opened_pdf

_POINTS_AN_INCH: Final = 200
_LONGEST: Final = 3600
_SMALLEST: Final = 32


@dataclass(frozen=True)
class Page:
    """One page; `text` is empty where none is embedded."""

    number: int
    of: int
    text: str
    image: Image


def pages_of(file: BinaryIO, content_type: str) -> Iterator[Page]:
    """Each page in turn, so that only one picture is held. 400 where the file cannot be read."""
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
            yield _page(document, index)
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, index: int) -> Page:
    page = document[index]
    try:
        text_page = page.get_textpage()
        text = text_page.get_text_bounded().replace("\r\n", "\n").strip()
        text_page.close()
        longest = max(*page.get_size(), 1.0)
        scale = min(_POINTS_AN_INCH / 72, _LONGEST / longest)
        image = page.render(scale=scale, rev_byteorder=False).to_numpy()
    finally:
        page.close()
    return Page(index + 1, len(document), text, _bounded(np.ascontiguousarray(image[:, :, :3])))


def _bounded(image: Image) -> Image:
    """Neither so large that reading takes minutes, nor so small that nothing could be read."""
    height, width = image.shape[:2]
    scale = min(1.0, _LONGEST / max(height, width))
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        height, width = image.shape[:2]
    right, below = max(0, _SMALLEST - width), max(0, _SMALLEST - height)
    return np.pad(image, ((0, below), (0, right), (0, 0)), constant_values=255) if right or below else image
