"""Uploaded invoices on their way into the storage: told by their content, refused where they cannot be read."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.files.base import File

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.transfer.tables import read_rows
from apps.core.transfer.workbooks import OtherArchive, check_archive
from apps.core.uploads import IMAGES, PDF, plain_name
from apps.documents.services.files import scan_file, take_file
from apps.invoices.reading.found import refused
from apps.invoices.reading.xml import MAX_XML_BYTES, parse_xml

MAX_FILES: Final = 50
XML, CSV = "application/xml", "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RECOGNISED: Final = frozenset({PDF, *(content_type for content_type, _ in IMAGES.values())})
"""What may have to be recognised, by the worker that has the models."""
_OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ARCHIVES: Final = {"xl/workbook.xml": ("XLSX", XLSX, "xlsx"), "word/document.xml": ("DOCX", DOCX, "docx")}
_IMAGE_STARTS: Final = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_XML_START: Final = re.compile(rb"\s*<[?!A-Za-z]")
FORMATS: Final = (
    {
        "format": "ubl",
        "name": "UBL 2.1",
        "extensions": ["xml", "pdf"],
        "exact": True,
        "description": "Peppol BIS, XRechnung, MyInvois; as a file, or inside of a PDF.",
    },
    {
        "format": "cii",
        "name": "UN/CEFACT CII",
        "extensions": ["xml", "pdf"],
        "exact": True,
        "description": "Factur-X, ZUGFeRD, XRechnung; as a file, or inside of a PDF.",
    },
    {
        "format": "table",
        "name": "Table",
        "extensions": ["csv", "xlsx"],
        "exact": False,
        "description": "A row for each line under named columns, of one invoice or of several that are told apart by "
        "their numbers, or a sheet laid out as an invoice.",
    },
    {
        "format": "text",
        "name": "Text",
        "extensions": ["pdf", "docx", "png", "jpg", "webp"],
        "exact": False,
        "description": "What stands on paper: text as it is embedded, or recognised in pictures.",
    },
)


@dataclass(frozen=True)
class TakenInvoice:
    """A file that may be kept: as it will be stored, what it is, and the digest of what was sent."""

    file: File[bytes]
    filename: str
    content_type: str
    size: int
    digest: str


def import_config() -> dict[str, Any]:
    """Which formats are read, and what is the most of everything."""
    return {
        "formats": list(FORMATS),
        "limits": {
            "max_files": MAX_FILES,
            "max_upload_bytes": settings.MAX_UPLOAD_BYTES,
            "max_xml_bytes": MAX_XML_BYTES,
            "max_pdf_pages": settings.MAX_PDF_PAGES,
        },
        "languages": list(settings.OCR_LANGUAGES),
    }


def take_invoice(upload: Any, *, field: str = "file") -> TakenInvoice:
    """A file that an invoice can be read from, whatever it is called.

    400 for any other kind of file, for one that is damaged, protected, too long or unpacks to too much, and for XML
    with entities or references to elsewhere.
    """
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    start = upload.read(1024)
    if start.lstrip().startswith(b"%PDF-") or start.startswith(_IMAGE_STARTS):
        taken = take_file(upload, field=field)
        return TakenInvoice(taken.file, taken.filename, taken.content_type, taken.size, digest.hexdigest())
    scan_file(upload, field=field)
    content_type, extension = _kind_of(upload, start)
    upload.seek(0)
    name = plain_name(upload.name, extension, otherwise="invoice")
    return TakenInvoice(upload, name, content_type, upload.size, digest.hexdigest())


def _kind_of(upload: Any, start: bytes) -> tuple[str, str]:
    if not start.strip():
        raise refused("The file is empty.", "empty")
    if start.startswith(_OLD_OFFICE):
        raise refused("This is a file of an old Office. Save it as XLSX, DOCX or PDF.", "wrong_type")
    if start.startswith(b"PK"):
        return _archive_of(upload)
    if _is_xml(start):
        upload.seek(0)
        parse_xml(upload.read(MAX_XML_BYTES + 1))
        return XML, "xml"
    try:
        upload.seek(0)
        widest = max((len(cells) for _, cells in read_rows(upload.file, as_wide_as_first=False)), default=0)
    except RuleViolation as exc:
        raise _wrong_type(exc.message) from exc
    if widest < 2:
        raise _wrong_type(say("This is a text without columns."))
    return CSV, "csv"


def _wrong_type(problem: str) -> RuleViolation:
    message = say(
        "{problem} Invoices are read from XML (UBL, CII), PDF, DOCX, CSV, XLSX, PNG, JPEG and WebP files.",
        problem=problem,
    )
    return refused(message, "wrong_type")


def _archive_of(upload: Any) -> tuple[str, str]:
    refusal: OtherArchive | None = None
    for part, (kind, content_type, extension) in _ARCHIVES.items():
        try:
            check_archive(upload.file, part=part, kind=kind)
        except OtherArchive as exc:
            refusal = exc
        else:
            return content_type, extension
    raise _wrong_type(say("This is a ZIP archive, but neither XLSX nor DOCX.")) from refusal


def _is_xml(start: bytes) -> bool:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start[:4]:
        return b"<\0" in start[:8] or b"\0<" in start[:8]
    return _XML_START.match(start.removeprefix(codecs.BOM_UTF8)) is not None
