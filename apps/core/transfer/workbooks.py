"""XLSX files as rows of text, read piece by piece: what is held in memory does not grow with the sheet.

A workbook is a ZIP archive of XML. The directory of the archive says what it unpacks to, and no more than that is
unpacked; the XML is read element by element, without entities, and each is dropped once it is read. The texts that
cells share stand before the sheet and are needed in any order, so they are kept in a temporary file.
"""

import io
import os
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from string import digits
from tempfile import TemporaryFile
from typing import IO, Any

from apps.core.errors import RuleViolation
from apps.core.texts import say

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_RATIO = 100
MAX_UNPACKED = 1_000_000_000
MAX_ENTRIES = 1_000
MAX_SHARED_TEXTS = 10_000_000
MAX_ELEMENT = 4_000_000
"""Characters of XML that a row, or any other element that is read whole, may have."""
_CHUNK = 1 << 16
_REMEMBERED_TEXTS = 10_000
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""The numbers of the built-in formats that show a date or a time."""
_DATE_CODE = re.compile(r"[dmyhs]", re.IGNORECASE)
_NO_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)

Row = tuple[int, list[str]]
"""A row's number as a spreadsheet shows it, and its cells."""


class OtherArchive(RuleViolation):
    """A ZIP archive that holds another kind of file."""


def unreadable(reason: str) -> RuleViolation:
    return RuleViolation(reason, code="unreadable_file", field="file")


def read_workbook(file: IO[bytes], *, as_wide_as_first: bool = True) -> Iterator[Row]:
    """The rows of a workbook's first sheet, all as wide as the first one that is not blank unless told otherwise."""
    from lxml import etree  # 4 MB, which a process that reads no workbook is spared

    check_archive(file)
    try:
        with zipfile.ZipFile(file) as archive:
            book = _Book(archive)
            width = 0
            for number, cells in book.rows():
                if not as_wide_as_first:
                    yield number, cells
                    continue
                width = width or max((place for place, cell in enumerate(cells, 1) if cell), default=0)
                yield number, cells[:width] + [""] * (width - len(cells))
    except etree.XMLSyntaxError as exc:
        raise unreadable(say("The {kind} file cannot be read: {reason}.", kind="XLSX", reason=exc)) from exc
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, OverflowError) as exc:
        raise unreadable(say("The {kind} file is damaged: {reason}.", kind="XLSX", reason=exc)) from exc


def check_archive(file: IO[bytes], *, part: str = "xl/workbook.xml", kind: str = "XLSX") -> None:
    """Refuse a ZIP that is no workbook (or another kind, told by a part that it has; OtherArchive), or unpacks to more
    than is sane, before anything is read of it."""
    file.seek(0, io.SEEK_END)
    limit = min(file.tell() * MAX_RATIO, MAX_UNPACKED)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as exc:
        raise unreadable(say("The {kind} file is damaged: {reason}.", kind=kind, reason=exc)) from exc
    if not any(entry.filename == part for entry in entries):
        message = say("This is a ZIP archive, but no {kind} file.", kind=kind)
        raise OtherArchive(message, code="unreadable_file", field="file")
    # `zipfile` unpacks no more of an entry than the directory says it holds.
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
        raise unreadable(say("The {kind} file unpacks to more than {most} times its size.", kind=kind, most=MAX_RATIO))
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
            raise unreadable(
                say("The {kind} file is encrypted, or packed in a way that such files are not.", kind=kind)
            )


class _Book:
    """A workbook: where its first sheet is, and what is needed to read that one."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._epoch = datetime(1899, 12, 30)
        first = ""
        for element in _elements(archive, "xl/workbook.xml", "workbookPr", "sheet"):
            if element.get("date1904") in ("1", "true"):
                self._epoch = datetime(1904, 1, 1)
            first = first or next((value for name, value in element.items() if name.endswith("}id")), "")
        links = {
            str(element.get("Id")): (str(element.get("Type")).rsplit("/", 1)[-1], _path(str(element.get("Target"))))
            for element in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
        }
        if first not in links:
            raise unreadable("The XLSX file has no sheet.")
        self._sheet = links[first][1]
        parts = {kind: path for kind, path in links.values() if path in archive.namelist()}
        self._texts = _SharedTexts(archive, parts.get("sharedStrings"))
        self._dates, self._spans = _date_styles(archive, parts.get("styles"))

    def rows(self) -> Iterator[Row]:
        """The rows of the sheet. Rows and cells without a place of their own stand beside the one before."""
        number = 0
        for row in _elements(self._archive, self._sheet, "row"):
            place = int(row.get("r") or number + 1)
            if place <= number:
                raise ValueError(f"row {place} stands after row {number}")
            number = place
            if number > MAX_ROWS + 1:
                raise unreadable(say("The sheet has more than {most:,} rows.", most=MAX_ROWS))
            yield number, self._cells(row, number)

    def _cells(self, row: Any, number: int) -> list[str]:
        cells: list[str] = []
        for cell in row:
            place = cell.get("r")
            column = _column_number(place.rstrip(digits)) if place else len(cells) + 1
            if column > MAX_COLUMNS:
                raise unreadable(say("Row {row} has more than {most} columns.", row=number, most=MAX_COLUMNS))
            if column <= len(cells):
                raise ValueError(f"cell {place[:20]!r} stands behind another one of its row")
            if column > len(cells) + 1:
                cells += [""] * (column - len(cells) - 1)
            cells.append(self._text(cell) if len(cell) else "")
        return cells

    def _text(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _plain_text(cell[0])
        value = cell[-1] if len(cell) == 1 else next((part for part in cell if part.tag.endswith("}v")), None)
        text = "" if value is None else (value.text or "").strip()
        match kind:
            case _ if not text:
                return ""
            case "s":
                return self._texts.get(int(text))
            case "n":
                return self._number(text, cell.get("s"))
            case "b":
                return "true" if text == "1" else "false"
        return text

    def _number(self, text: str, style: str | None) -> str:
        """A number as its style shows it: a date, a time that has passed, or with no more decimals than it has."""
        if style in self._dates:
            moment = self._epoch + timedelta(seconds=round(float(text) * 86_400))
            at_midnight = moment.time() == datetime.min.time()
            return moment.date().isoformat() if at_midnight else moment.isoformat()
        if style in self._spans:
            return str(timedelta(seconds=round(float(text) * 86_400)))
        if text.isdigit() and not text.startswith("0"):
            return text
        value = float(text)
        return str(int(value)) if value.is_integer() else str(value)


class _SharedTexts:
    """The texts that cells refer to by number, in a temporary file."""

    def __init__(self, archive: zipfile.ZipFile, path: str | None) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed with the object
        self._ends = array("Q", [0])
        self.get = lru_cache(_REMEMBERED_TEXTS)(self._get)
        for element in _elements(archive, path, "si") if path else ():
            if len(self._ends) > MAX_SHARED_TEXTS:
                raise unreadable(say("The XLSX file has more than {most:,} different texts.", most=MAX_SHARED_TEXTS))
            text = _plain_text(element).encode()
            self._file.write(text)
            self._ends.append(self._ends[-1] + len(text))
        self._file.flush()

    def _get(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise LookupError(f"there is no shared text {number}")
        begin = self._ends[number]
        return os.pread(self._file.fileno(), self._ends[number + 1] - begin, begin).decode()


def _date_styles(archive: zipfile.ZipFile, path: str | None) -> tuple[set[str], set[str]]:
    """The styles that show a number as a date, and those that show it as a time that has passed."""
    dates: set[str] = set()
    spans: set[str] = set()
    codes: dict[int, str] = {}
    for element in _elements(archive, path, "numFmt", "cellXfs") if path else ():
        if element.tag.endswith("}numFmt"):
            codes[int(element.get("numFmtId"))] = element.get("formatCode", "")
        for number, style in enumerate(element):
            shown = int(style.get("numFmtId", 0))
            code = codes.get(shown, "[h]" if shown == 46 else "")
            if _ELAPSED.search(code):
                spans.add(str(number))
            elif shown in _DATES or _DATE_CODE.search(_NO_CODE.sub("", code)):
                dates.add(str(number))
    return dates, spans


def _elements(archive: zipfile.ZipFile, path: str, *tags: str) -> Iterator[Any]:
    """The elements of a part with these tags, each whole, and gone when those of the next piece are asked for."""
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",), tag=[f"{{*}}{tag}" for tag in tags], resolve_entities=False, no_network=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    fed = 0
    with archive.open(path) as part:
        while piece := part.read(_CHUNK):
            parser.feed(piece)
            fed += len(piece)
            element = None
            for _, element in parser.read_events():
                yield element
            if element is not None:
                fed = 0
                element.clear()
                if (parent := element.getparent()) is not None:
                    del parent[: parent.index(element)]
            if fed > MAX_ELEMENT:
                raise unreadable(
                    say("A part of the XLSX file has more than {most:,} characters without a row.", most=MAX_ELEMENT)
                )
    parser.close()


def _path(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _plain_text(element: Any) -> str:
    """The text of an element and of its runs, without how it is spoken (`rPh`)."""
    if len(element) == 1 and not len(element[0]):
        text: str = element[0].text or ""
    else:
        runs = element.iterfind("{*}r/{*}t")
        text = "".join(run.text or "" for run in [*element.iterfind("{*}t"), *runs])
    return text.strip()


@lru_cache(1_000)
def _column_number(letters: str) -> int:
    if not (0 < len(letters) < 8 and letters.isascii() and letters.isupper() and letters.isalpha()):
        raise ValueError(f"{letters[:20]!r} is no column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
