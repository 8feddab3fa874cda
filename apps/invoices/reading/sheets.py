"""The rows of tables and of DOCX files."""

from collections.abc import Iterator
from typing import IO, Any, BinaryIO, Final

from docx import Document
from docx.table import Table
from lxml import etree

from apps.core.texts import say
from apps.core.transfer.tables import read_rows
from apps.invoices.reading.found import refused
from apps.invoices.reading.layout import Row, row_of

MAX_ROWS: Final = 5_000


def rows_of_table(file: BinaryIO) -> list[Row]:
    """The rows of a CSV file, or of a workbook's first sheet. 400 for more than MAX_ROWS."""
    rows: list[Row] = []
    for _, cells in read_rows(file, as_wide_as_first=False):
        rows.append(row_of(cells))
        if len(rows) > MAX_ROWS:
            raise refused(say("The table has more than {most:,} rows: import it in parts.", most=MAX_ROWS), "too_large")
    return rows


def rows_of_docx(file: IO[bytes]) -> list[Row]:
    """The paragraphs and tables of a DOCX file in their order, the head of its pages first. A tab begins a new cell."""
    try:
        document = Document(file)
        parts = [document.sections[0].header, document] if document.sections else [document]
        rows = [row for part in parts for row in _rows_of(part)]
    except (KeyError, ValueError, LookupError, etree.XMLSyntaxError) as exc:
        raise refused("The DOCX file is damaged and cannot be read.", "damaged") from exc
    if len(rows) > MAX_ROWS:
        raise refused(
            say("The file has more than {most:,} rows: that is no single invoice.", most=MAX_ROWS), "too_large"
        )
    return rows


def _rows_of(part: Any) -> Iterator[Row]:
    for block in part.iter_inner_content():
        if not isinstance(block, Table):
            for line in block.text.split("\n"):
                yield row_of(line.split("\t"))
            continue
        for table_row in block.rows:
            # A merged cell stands at each of its places, and is read at the first.
            cells = table_row.cells
            texts = [cell.text.split("\n") if cell not in cells[:place] else [] for place, cell in enumerate(cells)]
            for line in range(max(map(len, texts), default=0)):
                yield row_of([text[line] if line < len(text) else "" for text in texts])
