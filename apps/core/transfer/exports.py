"""The export engine: rows as CSV or XLSX, written while they are read."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Literal
from xml.sax.saxutils import escape

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from apps.core.replica import read_from_replica
from apps.core.tenancy import tenant_context
from apps.core.transfer.columns import neutral_row

Format = Literal["csv", "excel"]
CONTENT_TYPES: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SUFFIXES = {"csv": "csv", "excel": "xlsx"}
CHUNK = 2_000
"""How many rows are read at once."""
_PIECE = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_PECULIAR = re.compile(f"[&<>{''.join(map(chr, _NOT_IN_XML))}]")

TextRow = Sequence[str]


def export_response(
    name: str, file_format: Format, header: Sequence[str], rows: Iterable[TextRow]
) -> StreamingHttpResponse:
    """The rows as a download, streamed while they are read. Cells are text."""
    write: Callable[[Sequence[str], Iterable[TextRow]], Iterator[bytes]] = WRITERS[file_format]
    # What fails at its first row still has an answer of its own.
    rows = iter(rows)
    rows = chain(list(islice(rows, 1)), rows)
    response = StreamingHttpResponse(write(header, rows), content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{_SUFFIXES[file_format]}"'
    response["X-Accel-Buffering"] = "no"
    return response


def stored_rows(rows: QuerySet[Any], tenant_id: int, columns: Sequence[str]) -> Iterator[TextRow]:
    """The columns of a query's rows as text, the oldest row first."""
    for row in read_in_pieces(rows.values_list("pk", *columns), tenant_id, itemgetter(0)):
        yield ["" if value is None else str(value) for value in row[1:]]


def read_in_pieces(rows: QuerySet[Any], tenant_id: int, pk_of: Callable[[Any], int]) -> Iterator[Any]:
    """A query's rows, the oldest first, read piece by piece, from the replica where there is one: who takes them may be
    slow. `pk_of` is the primary key of what the query answers."""
    ordered, last = rows.order_by("pk"), 0
    while True:
        with tenant_context(tenant_id):
            piece: list[Any] = read_from_replica(partial(list, ordered.filter(pk__gt=last)[:CHUNK]))
        yield from piece
        if len(piece) < CHUNK:
            return
        last = pk_of(piece[-1])


def write_csv(header: Sequence[str], rows: Iterable[TextRow]) -> Iterator[bytes]:
    """UTF-8 with a mark, by which spreadsheets know it; commas; formulas neutralised."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(header)
    for row in rows:
        writer.writerow(neutral_row(row))
        if text.tell() > _PIECE:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return piece


def write_xlsx(header: Sequence[str], rows: Iterable[TextRow]) -> Iterator[bytes]:
    """One sheet of text cells, written row by row; nothing is kept but the piece at hand."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, content in _PARTS.items():
            archive.writestr(path, _DECLARATION + content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>{_xlsx_row(header)}'.encode())
            rows = iter(rows)
            while batch := list(islice(rows, 200)):
                sheet.write("".join(map(_xlsx_row, batch)).encode())
                if len(sink.pieces) > 1:
                    yield sink.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield sink.taken()


def _xlsx_row(row: TextRow) -> str:
    cells = neutral_row(row)
    # Hardly any row holds what XML takes for its own.
    if _PECULIAR.search("".join(cells)):
        cells = [escape(cell.translate(_NOT_IN_XML)) for cell in cells]
    shown = [f'<c t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>' if cell else "<c/>" for cell in cells]
    return f"<row>{''.join(shown)}</row>"


class _Sink(io.RawIOBase):
    """Where the archive writes to: pieces that are taken away while it goes on."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        piece = b"".join(self.pieces)
        self.pieces.clear()
        return piece


WRITERS: dict[str, Callable[[Sequence[str], Iterable[TextRow]], Iterator[bytes]]] = {
    "csv": write_csv,
    "excel": write_xlsx,
}
