"""Which reader a file goes to, with what reading it costs."""

import time
from collections.abc import Callable
from typing import BinaryIO, Final

from apps.core.texts import say
from apps.core.uploads import PDF
from apps.documents.services.usage import count_pages
from apps.invoices.importing.uploads import CSV, DOCX, XLSX, XML
from apps.invoices.reading import cii, ubl  # noqa: F401 - known to `reader_of` once imported
from apps.invoices.reading.attachments import embedded_invoice
from apps.invoices.reading.electronic import reader_of
from apps.invoices.reading.found import ReadInvoice, refused
from apps.invoices.reading.xml import local_name, parse_xml
from apps.jobs.models import Job

_TABLES: Final = (CSV, XLSX)


def read_upload(
    job: Job, file: BinaryIO, content_type: str, report: Callable[[int, int], None], own: str
) -> list[ReadInvoice]:
    """What a file says to the company that is called `own`: of a PDF the XML in it, where there is some. Only a table
    may hold several invoices. 400 for what is no invoice."""
    if content_type == XML:
        root = parse_xml(file.read())
        reader = reader_of(root)
        if reader is None:
            raise refused(
                say(
                    "The XML is no invoice that is known: its root is {root!r}. UBL 2.1 and CII are read.",
                    root=local_name(root)[:60],
                ),
                "unknown_xml",
            )
        return [reader(root)]
    if content_type == PDF and (found := embedded_invoice(file)):
        root, reader = found
        return [reader(root)]
    from apps.invoices.reading.paper import read_paper, read_sheet
    from apps.invoices.reading.sheets import rows_of_docx, rows_of_table

    if content_type in _TABLES:
        return read_sheet(rows_of_table(file), own=own)
    if content_type == DOCX:
        return [read_paper(rows_of_docx(file), "text", own=own)]
    from apps.invoices.reading.scans import rows_of_pages

    started = time.monotonic()
    rows, recognised = rows_of_pages(file, content_type, report)
    count_pages(job=job, pages=recognised, milliseconds=round((time.monotonic() - started) * 1000))
    return [read_paper(rows, "text", own=own)]
