"""Invoices for programs inside of PDFs for people: Factur-X, ZUGFeRD, XRechnung."""

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pikepdf

from apps.core.errors import RuleViolation
from apps.documents.reading.files import opened_pdf
from apps.invoices.reading.electronic import Reader, reader_of
from apps.invoices.reading.xml import MAX_XML_BYTES, Node, parse_xml

_USUAL: Final = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
_MOST: Final = 20


def embedded_invoice(file: BinaryIO) -> tuple[Node, Reader] | None:
    """The invoice in UBL or CII that a PDF carries, with its reader; those under the usual names go first. XML that is
    damaged is passed over, XML that draws in other files refuses the whole: 400."""
    with opened_pdf(file) as pdf:
        for content in _attached_xml(pdf):
            try:
                root = parse_xml(content)
            except RuleViolation as exc:
                if exc.code == "unsafe_xml":
                    raise
                continue
            if reader := reader_of(root):
                return root, reader
    return None


def _attached_xml(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    names = sorted(pdf.attachments, key=lambda name: (name.lower() not in _USUAL, name))
    for name in [name for name in names if name.lower().endswith(".xml")][:_MOST]:
        if content := _unpacked(pdf.attachments[name].obj):
            yield content


def _unpacked(specification: Any) -> bytes | None:
    """An attached file, unless it is packed in an unusual way or unpacks to more than an invoice has."""
    try:
        stream = specification.EF.F
        raw, packing = stream.read_raw_bytes(), stream.get("/Filter")
    except (AttributeError, KeyError, pikepdf.PdfError):
        return None
    if isinstance(packing, pikepdf.Array):
        packing = packing[0] if len(packing) == 1 else (None if not len(packing) else "more than one")
    if packing is None:
        return bytes(raw)
    if packing != pikepdf.Name.FlateDecode or "/DecodeParms" in stream:
        return None
    unpack = zlib.decompressobj()
    try:
        content = unpack.decompress(raw, MAX_XML_BYTES + 1)
    except zlib.error:
        return None
    return content if len(content) <= MAX_XML_BYTES else None
