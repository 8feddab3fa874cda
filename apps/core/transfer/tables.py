"""CSV and XLSX files as rows of text, whatever the delimiter, encoding or type of a cell."""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from apps.core.errors import RuleViolation

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_RATIO = 100
MAX_UNPACKED = 1_000_000_000
MAX_ENTRIES = 1_000
MAX_EMPTY_CELLS = 20
"""How many cells a sheet may span for each one that is filled in."""
_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")
_CELL = re.compile(rb"""<(?:\w+:)?(?:c|row)\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{0,7})(\d{1,10})["']""")

Row = tuple[int, list[str]]
"""A row's number as a spreadsheet shows it, and its cells."""


def unreadable(reason: str) -> RuleViolation:
    return RuleViolation(reason, code="unreadable_file", field="file")


def read_rows(file: IO[bytes]) -> Iterator[Row]:
    """The rows of a CSV or XLSX file, the header among them, blank ones left out. Told apart by content."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not start:
        raise unreadable("The file is empty.")
    rows = _xlsx_rows(file) if start.startswith(b"PK") else _csv_rows(file)
    for number, cells in rows:
        if number > MAX_ROWS + 1:
            raise unreadable(f"The file has more than {MAX_ROWS:,} rows.")
        if len(cells) > MAX_COLUMNS:
            raise unreadable(f"Row {number} has more than {MAX_COLUMNS} columns.")
        if any(cells):
            yield number, cells


def detect_encoding(file: IO[bytes]) -> str:
    """The encoding of a text: by its mark, else UTF-8 where the whole text is, else Windows-1252."""
    file.seek(0)
    start = file.read(_CHUNK)
    if start.startswith(codecs.BOM_UTF8):
        return _checked(file, "utf-8-sig")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(file, "utf-16")
    if b"\0" in start:
        # Latin text in UTF-16 has a zero in every second byte.
        even, odd = start[::2].count(0), start[1::2].count(0)
        if max(even, odd) < len(start) // 4:
            raise unreadable("This is neither a CSV nor an XLSX file.")
        return _checked(file, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return _checked(file, "utf-8")
    except RuleViolation:
        return _checked(file, "cp1252")


def _checked(file: IO[bytes], encoding: str) -> str:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as exc:
        raise unreadable(f"The file is not a text in {encoding}: save it as UTF-8.") from exc
    return encoding


def _csv_rows(file: IO[bytes]) -> Iterator[Row]:
    lines = _text_lines(file, detect_encoding(file))
    first = next(lines)
    named = re.fullmatch(r"sep=(.)\s*", first)
    delimiter = named[1] if named else max(_DELIMITERS, key=lambda mark: _count_outside_quotes(first, mark))
    number = 1 if named else 0
    reader = csv.reader(lines if named else chain([first], lines), delimiter=delimiter)
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            raise unreadable(f"Row {number} cannot be read: {exc}.") from exc
        yield number, [cell.strip() for cell in cells]


def _text_lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines with their ends, which belong to a cell when it is quoted."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    end, rest, is_last = "", "", False
    while not is_last:
        chunk = file.read(_CHUNK)
        is_last = not chunk
        text = rest + decoder.decode(chunk, final=is_last)
        end = end or ("\n" if "\n" in text or "\r" not in text else "\r")
        *lines, rest = text.split(end)
        yield from (line + end for line in lines)
    yield rest


def _count_outside_quotes(line: str, mark: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(mark)


def _xlsx_rows(file: IO[bytes]) -> Iterator[Row]:
    check_archive(file)
    file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        sheet = workbook.get_sheet_by_index(0)
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [_text(cell) for cell in cells]
    except (CalamineError, ValueError, IndexError) as exc:
        raise unreadable(f"The XLSX file cannot be read: {exc}.") from exc


def _text(cell: Any) -> str:
    match cell:
        case str():
            return cell.strip()
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat()
        case date() | timedelta():
            return str(cell)
        case None:
            return ""
    return str(cell)


def check_archive(file: IO[bytes]) -> None:
    """Refuse a ZIP that is no workbook, or unpacks to more than is sane, before anything is built from it."""
    file.seek(0, io.SEEK_END)
    limit = min(file.tell() * MAX_RATIO, MAX_UNPACKED)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise unreadable("This is a ZIP archive, but no XLSX workbook.")
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
                raise unreadable(f"The XLSX file unpacks to more than {MAX_RATIO} times its size.")
            for entry in entries:
                _check_entry(file, entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as exc:
        raise unreadable(f"The XLSX file is damaged: {exc}.") from exc


def _check_entry(file: IO[bytes], entry: zipfile.ZipInfo) -> None:
    """Unpack one entry to nowhere: what the directory says of its size must be true, and its cells close together."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
        raise unreadable("The XLSX file is encrypted, or packed in a way that spreadsheets do not use.")
    file.seek(entry.header_offset + 26)
    name_length, extra_length = (int.from_bytes(file.read(2), "little") for _ in range(2))
    file.seek(name_length + extra_length, io.SEEK_CUR)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    is_sheet = entry.filename.startswith("xl/worksheets/")
    packed, size, span, tail = entry.compress_size, 0, _Span(), b""
    while packed > 0 and (chunk := file.read(min(packed, _CHUNK))):
        packed -= len(chunk)
        while chunk:
            data = inflate.decompress(chunk, _CHUNK) if inflate else chunk
            chunk = inflate.unconsumed_tail if inflate else b""
            size += len(data)
            if size > entry.file_size:
                raise unreadable("The XLSX file lies about the size of its parts.")
            if is_sheet:
                tail = span.scan(tail + data)
    if is_sheet:
        span.check()


class _Span:
    """How far the cells of a sheet are apart."""

    def __init__(self) -> None:
        self.cells = self.rows = self.columns = 0

    def scan(self, data: bytes) -> bytes:
        """Note the cells of a piece of the sheet; answers its end, which may hold half a cell."""
        end = 0
        for match in _CELL.finditer(data):
            letters, row = match.groups()
            self.cells += 1
            self.rows = max(self.rows, int(row))
            self.columns = max(self.columns, _column_number(letters))
            end = match.end()
        return data[max(end, len(data) - 256) :]

    def check(self) -> None:
        if self.rows > MAX_ROWS + 1:
            raise unreadable(f"The sheet has more than {MAX_ROWS:,} rows.")
        if self.columns > MAX_COLUMNS:
            raise unreadable(f"The sheet has more than {MAX_COLUMNS} columns.")
        if self.rows * self.columns > max(self.cells, 1_000) * MAX_EMPTY_CELLS:
            raise unreadable("The sheet is almost empty, yet spans far too many cells.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
