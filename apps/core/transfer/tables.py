"""CSV and XLSX files as rows of text, whatever the delimiter, encoding or type of a cell."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.transfer.workbooks import MAX_COLUMNS, MAX_ROWS, Row, read_workbook, unreadable

_CHUNK = 1 << 20
_TELLING_LINES = 50
_DELIMITERS = (",", ";", "\t", "|")


def read_rows(file: IO[bytes], *, as_wide_as_first: bool = True) -> Iterator[Row]:
    """The rows of a CSV or XLSX file, the header among them, blank ones left out. Told apart by content.

    The first row is the head: a workbook's rows are as wide as it is, and it tells what delimits CSV; unless told
    otherwise, when the rows of a sheet may differ.
    """
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not start:
        raise unreadable("The file is empty.")
    rows = (
        read_workbook(file, as_wide_as_first=as_wide_as_first)
        if start.startswith(b"PK")
        else _csv_rows(file, 1 if as_wide_as_first else _TELLING_LINES)
    )
    for number, cells in rows:
        if not any(cells):
            continue
        if number > MAX_ROWS + 1:
            raise unreadable(say("The file has more than {most:,} rows.", most=MAX_ROWS))
        if len(cells) > MAX_COLUMNS:
            raise unreadable(say("Row {row} has more than {most} columns.", row=number, most=MAX_COLUMNS))
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
        raise unreadable(say("The file is not a text in {encoding}: save it as UTF-8.", encoding=encoding)) from exc
    return encoding


def _csv_rows(file: IO[bytes], telling_lines: int) -> Iterator[Row]:
    lines = _text_lines(file, detect_encoding(file))
    first = list(islice(lines, telling_lines))
    named = re.fullmatch(r"sep=(.)\s*", first[0])
    start = "".join(first)
    delimiter = named[1] if named else max(_DELIMITERS, key=lambda mark: _count_outside_quotes(start, mark))
    number = 1 if named else 0
    reader = csv.reader(chain(first[number:], lines), delimiter=delimiter)
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            raise unreadable(say("Row {row} cannot be read: {reason}.", row=number, reason=exc)) from exc
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
