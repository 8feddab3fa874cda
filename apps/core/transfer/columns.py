"""What a table's columns are called, and how their cells are read and written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.core.errors import RuleViolation
from apps.core.search import search_words
from apps.core.texts import say

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,4})?")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,15},[0-9]{1,2}")
_GROUPED = re.compile(r"[0-9]{1,3}([,.' \u2019\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3}){0,3}(?P<rest>(?!\1)[.,][0-9]{1,4})?")
_NUMBER_CELL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_BEGINS_RUNS = frozenset("'=+-@\t\r")
_APOSTROPHE = re.compile(r"'+[=+\-@\t\r]")
_USUAL_EMAIL = re.compile(r"\w+(?:[.+-]\w+)*@(?:[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*\.)+[a-zA-Z]{2,}", re.ASCII)
"""What is surely an address; any other is looked at closely, which takes ten times as long."""
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class CellError(ValueError):
    """What is wrong with a cell, for people. A message without values may be given in English."""

    def __init__(self, message: str) -> None:
        super().__init__(say(message))


@dataclass(frozen=True)
class Column:
    """One column of a model's tables: its name in exports, other names it goes by, and how a cell of it is read.

    `read` gets the text of a cell that is not blank and raises CellError. `field` is what a writer calls the value,
    where that is not the column's name.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    read: Callable[[str], Any] = str
    max_length: int = 10_000
    field: str = ""

    @property
    def key(self) -> str:
        """What a row's values have it under."""
        return self.field or self.name

    def values(self, cells: Sequence[str]) -> tuple[list[Any], dict[int, str]]:
        """The value of each cell, None for one that is blank or bad; and what is wrong with the bad ones, by place."""
        text = "".join(cells)
        # Looked at as a whole, since nearly every column is without anything odd.
        is_plain = text.isprintable() and "'" not in text and max(map(len, cells), default=0) <= self.max_length
        if is_plain and self.read is str:
            return [cell or None for cell in cells], {}
        read = self.read if is_plain else self.value
        try:
            return [read(cell) if cell else None for cell in cells], {}
        except CellError:
            return self._values_one_by_one(cells)

    def _values_one_by_one(self, cells: Sequence[str]) -> tuple[list[Any], dict[int, str]]:
        values: list[Any] = [None] * len(cells)
        faults: dict[int, str] = {}
        for place, cell in enumerate(cells):
            try:
                values[place] = self.value(cell) if cell else None
            except CellError as exc:
                faults[place] = str(exc)
        return values, faults

    def value(self, cell: str) -> Any:
        if cell.startswith("'") and _APOSTROPHE.match(cell):
            cell = cell[1:]
        if len(cell) > self.max_length:
            raise CellError(
                say("has {count:,} characters; {most:,} are the most.", count=len(cell), most=self.max_length)
            )
        if not cell.isprintable() and _CONTROL.search(cell):
            raise CellError("contains a control character.")
        return self.read(cell)


def neutral_row(cells: Sequence[str]) -> list[str]:
    """Cells that no spreadsheet takes for formulas: a leading apostrophe, but for numbers. Import takes it off."""
    return [_neutral(cell) if cell and cell[0] in _BEGINS_RUNS else cell for cell in cells]


def _neutral(text: str) -> str:
    return text if _NUMBER_CELL.fullmatch(text) or not _RUNS.match(text) else f"'{text}"


def match_columns(
    header: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str] | None = None
) -> list[Column | None]:
    """For each cell of the header its column, or None where it is not known. `mapping` (header to column) goes first.

    400 for a column that stands twice, or a mapping that names what is not there.
    """
    names = {column.name: column for column in columns}
    known = {_plain(alias): column for column in columns for alias in (column.name, *column.synonyms)}
    given = dict(mapping or {})
    if missing := [title for title in given if title not in header]:
        raise RuleViolation(
            say("The file has no column {title!r}.", title=missing[0]), code="unknown_column", field="columns"
        )
    if wrong := [name for name in given.values() if name not in names]:
        raise RuleViolation(
            say(
                "There is nothing called {name!r} to import; choose from {names}.",
                name=wrong[0],
                names=", ".join(names),
            ),
            code="unknown_column",
            field="columns",
        )
    matched = [names[given[title]] if title in given else known.get(_plain(title)) for title in header]
    twice = [column.name for column in matched if column and matched.count(column) > 1]
    if twice:
        titles = [title for title, column in zip(header, matched, strict=True) if column and column.name == twice[0]]
        raise RuleViolation(
            say(
                "The columns {titles} mean the same, {name}; keep one, or give a column map.",
                titles=", ".join(map(repr, titles)),
                name=twice[0],
            ),
            code="duplicate_column",
            field="file",
        )
    return matched


def _plain(title: str) -> str:
    return "".join(search_words(title))


def read_email(cell: str) -> str:
    if len(cell) <= 60 and _USUAL_EMAIL.fullmatch(cell):
        return cell
    try:
        validate_email(cell)
    except ValidationError as exc:
        raise CellError(say("{cell!r} is no e-mail address.", cell=cell[:60])) from exc
    return cell


def read_amount(cell: str) -> Decimal:
    """`1234.50`, and what spreadsheets make of it: `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `1234,50`. Refused
    is what may mean two amounts, as `1,234` does."""
    if not _PLAIN_NUMBER.fullmatch(cell):
        return _read_written_amount(cell)
    amount = Decimal(cell)
    if amount < 0:
        raise CellError("is below zero.")
    return amount


def _read_written_amount(cell: str) -> Decimal:
    if _DECIMAL_COMMA.fullmatch(cell):
        return Decimal(cell.replace(",", "."))
    grouped = _GROUPED.fullmatch(cell)
    if grouped is None:
        raise CellError(say("{cell!r} is no amount: write it like 1234.50.", cell=cell[:60]))
    mark, rest = grouped[1], grouped["rest"] or ""
    if mark in ",." and not rest and cell.count(mark) == 1:
        raise CellError(say("{cell!r} may mean two amounts: write it like 1234.50.", cell=cell[:60]))
    return Decimal(cell.removesuffix(rest).replace(mark, "") + rest.replace(",", "."))


def read_date(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError as exc:
        raise CellError(say("{cell!r} is no date: write it like 2024-01-31.", cell=cell[:60])) from exc


def read_choice(**choices: Any) -> Callable[[str], Any]:
    """Reads one of a few words, in any case, as its value."""

    def read(cell: str) -> Any:
        try:
            return choices[cell.lower()]
        except KeyError as exc:
            raise CellError(say("{cell!r} is none of {choices}.", cell=cell[:60], choices=", ".join(choices))) from exc

    return read
