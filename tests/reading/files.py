"""Files to upload: PDFs and images made for a test."""

import io
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from tests.specimens import text_font


def pdf_of(*texts: str, prepare: Any = None, **options: Any) -> bytes:
    """A PDF with a page for each text, which is embedded in it. `prepare` may change it before it is written."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for text in texts:
            pdf.add_blank_page(page_size=(595, 842))
            page = pdf.pages[-1]
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            lines = text.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)").split(b"\n")
            shown = b" T* ".join(b"(" + line + b") Tj" for line in lines)
            page.Contents = pdf.make_stream(b"BT /F1 14 Tf 20 TL 60 760 Td " + shown + b" ET")
        if prepare:
            prepare(pdf)
        file = io.BytesIO()
        pdf.save(file, **options)
        return file.getvalue()


def scan_of(text: str, *, size: int = 34, turned: int = 0, image_format: str = "PNG") -> bytes:
    """A picture of a text, as a scanner would make it."""
    lines = text.split("\n")
    width = max(int(text_font(size).getlength(line)) for line in lines) + 160
    picture = Image.new("RGB", (width, 160 + len(lines) * size * 2), "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((80, 80 + number * size * 2), line, font=text_font(size), fill="black")
    return encoded(picture.rotate(turned, expand=True), image_format)


def encoded(picture: Image.Image, image_format: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, image_format, **options)
    return file.getvalue()


def texts_of(content: bytes) -> list[str]:
    """The embedded text of each page, as another reader sees it."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
