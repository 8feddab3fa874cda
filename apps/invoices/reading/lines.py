"""The table of an invoice's lines: found by the words at its head, read column by column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from apps.core.money import ZERO
from apps.invoices.reading.figures import Figures
from apps.invoices.reading.found import Fields, ReadTax
from apps.invoices.reading.layout import Cell, Row
from apps.invoices.reading.words import COLUMNS, LABELS, SUMS, TAX_NAMES, key_of

_SURE: Final = 0.9
_NUMBERS: Final = frozenset({"quantity", "unit_price", "discount", "total", "rate", "position"})
_FIELDS: Final = frozenset(LABELS) - {"notes", "seller", "recipient"}
_KINDS: Final = {word: kind for kind, words in reversed(COLUMNS.items()) for word in words}
_FIELD_KINDS: Final = {word: kind for kind, words in LABELS.items() if kind in _FIELDS for word in words} | {
    "email": "buyer.email",
    "customer email": "buyer.email",
    "phone": "buyer.phone",
    "address": "buyer.address",
    "tax number": "buyer.tax_number",
    "tax name": "tax_name",
    "invoice tax": "tax_amount",
    "invoice total": "total_amount",
    "invoice subtotal": "subtotal",
}
_MOST_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Column:
    kind: str
    place: Cell


@dataclass
class Table:
    """The lines, and which rows they take up."""

    columns: list[Column] = field(default_factory=list)
    lines: list[Fields] = field(default_factory=list)
    first: int = 0
    end: int = 0
    records: list[dict[str, Cell]] = field(default_factory=list)
    """What each row of the table says of the whole invoice, where columns are named so."""


def read_table(rows: Sequence[Row], figures: Figures) -> Table:
    """The lines below the row that names the most columns; none where no row names enough of them."""
    heads = [(_columns_of(row), number) for number, row in enumerate(rows)]
    scored = [(_worth(columns), -number, columns) for columns, number in heads if _is_head(columns)]
    if not scored:
        return Table()
    _, place, columns = max(scored, key=lambda entry: entry[:2])
    table = Table(columns=columns, first=-place, end=len(rows))
    for number in range(-place + 1, len(rows)):
        row = rows[number]
        if not row or _is_head(_columns_of(row)) or _says_carried(row):
            continue
        if table.lines and is_sum(row):
            table.end = number
            break
        _read_row(table, row, figures)
    return table


def invoices_in(rows: Sequence[Row], figures: Figures) -> list[list[Row]]:
    """The rows of each invoice in a table whose lines name theirs in a column, in the order of the first lines; all the
    rows where they name one or none.

    A line without a number belongs to the invoice before it, and so does a sum; what stands above the table to each.
    """
    table = read_table(rows, figures)
    if not any(column.kind == "document_number" for column in table.columns):
        return [list(rows)]
    parts: dict[str, list[Row]] = {}
    sums: dict[str, list[int]] = {}
    """The places in each part of sums that stand under no number."""
    at = ""
    for row in rows[table.first + 1 :]:
        named = _placed(table.columns, row, figures).get("document_number")
        if named and not is_sum([named]):
            at = named.text
        elif is_sum(row):
            sums.setdefault(at, []).append(len(parts.get(at, ())))
        parts.setdefault(at, []).append(row)
    unnumbered = parts.pop("", [])
    if len(parts) < 2:
        return [list(rows)]
    first, last = next(iter(parts)), at
    # What the last invoice has more of than the first are the sums of them all.
    if common := sums.get(last, [])[len(sums.get(first, ())) :]:
        parts[last] = parts[last][: common[0]]
    parts[first] = unnumbered + parts[first]
    return [[*rows[: table.first + 1], *part] for part in parts.values()]


def is_sum(row: Row) -> bool:
    """Whether a row is one of the sums below the lines: it begins with a word for one, and is short."""
    return sum_of(row) is not None


def sum_of(row: Row) -> tuple[str, str] | None:
    """Which sum a row is, and the words that say so."""
    words = key_of(" ".join(cell.text for cell in row if not _is_figure(cell))).split()
    words = [word for word in words if not word.isdigit()]
    best: tuple[str, str] | None = None
    if len(words) > 8:
        return None
    for kind, phrases in SUMS.items():
        for phrase in phrases:
            length = len(phrase.split())
            if words[:length] == phrase.split() and (best is None or length > len(best[1].split())):
                best = kind, phrase
    return best


def _is_figure(cell: Cell) -> bool:
    return sum(map(str.isdigit, cell.text)) * 2 > sum(not mark.isspace() for mark in cell.text)


def _says_carried(row: Row) -> bool:
    found = sum_of(row)
    return found is not None and found[0] == "carried"


def _columns_of(row: Row) -> list[Column]:
    columns: list[Column] = []
    for cell in row:
        taken = {column.kind for column in columns}
        for kind, place in _kinds_in(cell, taken):
            columns.append(Column(kind, place))
    return columns


def _kinds_in(cell: Cell, taken: set[str]) -> list[tuple[str, Cell]]:
    """What a head's cell names; where letters stand close, several columns."""
    words = cell.text.split()
    if len(words) > 12:
        return []
    if kind := _kind_of(key_of(cell.text), taken):
        return [(kind, cell)]
    found: list[tuple[str, Cell]] = []
    at, width = 0, (cell.right - cell.left) / max(len(cell.text), 1)
    offset = 0
    while at < len(words):
        for length in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            piece = " ".join(words[at : at + length])
            kind = _kind_of(key_of(piece), taken | {kind for kind, _ in found})
            if kind:
                left = cell.left + offset * width
                found.append((kind, Cell(piece, left, left + len(piece) * width, cell.confidence)))
                at, offset = at + length, offset + len(piece) + 1
                break
        else:
            return []
    return found if len(found) > 1 else []


def _kind_of(key: str, taken: set[str]) -> str | None:
    """The column a word names; of a word for two columns the one that is still free."""
    bare = " ".join(word for word in key.split() if not _is_unit(word))
    for written in (key, bare):
        named = [kind for kind, words in COLUMNS.items() if written in words]
        free = [kind for kind in named if kind not in taken]
        if free:
            return free[0]
        if named:
            return "ignored"
        if written in _FIELD_KINDS and _FIELD_KINDS[written] not in taken:
            return _FIELD_KINDS[written]
    return None


def _is_unit(word: str) -> bool:
    return word in {
        "eur",
        "usd",
        "gbp",
        "myr",
        "rm",
        "idr",
        "rp",
        "chf",
        "sgd",
        "in",
        "ht",
        "excl",
        "net",
        "netto",
        "pct",
    }


def _is_head(columns: Sequence[Column]) -> bool:
    kinds = {column.kind for column in columns}
    return bool(kinds & {"total", "unit_price"}) and bool(kinds & {"description"}) and len(kinds) >= 2


def _worth(columns: Sequence[Column]) -> int:
    return len({column.kind for column in columns} - {"ignored"})


def _read_row(table: Table, row: Row, figures: Figures) -> None:
    placed = _placed(table.columns, row, figures)
    numbers = {kind: placed[kind] for kind in ("unit_price", "total") if kind in placed}
    record = {kind: cell for kind, cell in placed.items() if kind in _FIELD_KINDS.values()}
    if not numbers:
        text = placed.get("description")
        if table.lines and text and len(placed) == 1:
            _continue_description(table.lines[-1], text.text)
        return
    line = Fields()
    if text := placed.get("description"):
        line.put("description", text.text, _SURE * text.confidence, _title(table, "description"))
    for kind in ("quantity", "unit_price", "discount", "total"):
        if kind in placed and (amount := figures.amount(placed[kind].text.removesuffix("%"))):
            if kind == "discount" and "%" in placed[kind].text:
                line.put("discount_percent", amount.value, _SURE * placed[kind].confidence, _title(table, kind))
                continue
            value = abs(amount.value) if kind == "discount" else amount.value
            line.put(kind, value, _SURE * placed[kind].confidence, _title(table, kind))
    if tax := _tax_of(table, placed, figures):
        line.put("taxes", (tax,), _SURE * placed["rate"].confidence, _title(table, "rate"))
    _reckon_percent(line)
    if "description" in line.found or "quantity" in line.found:
        table.lines.append(line)
        table.records.append(record)


def _reckon_percent(line: Fields) -> None:
    """A discount in percent as the amount that it comes to."""
    found = line.found.pop("discount_percent", None)
    if found is None or not found.value:
        return
    amount = line.get("quantity", Decimal(1)) * line.get("unit_price", ZERO)
    total = line.get("total")
    off = amount - total if total is not None else amount * found.value.scaleb(-2)
    line.put("discount", off, found.confidence, f"{found.source} of {found.value.normalize():f} %")


def _continue_description(line: Fields, text: str) -> None:
    found = line.found.get("description")
    if found and len(found.value) < 2_000:
        line.put("description", f"{found.value}\n{text}", found.confidence, found.source)


def _title(table: Table, kind: str) -> str:
    return next((f"column {column.place.text!r}" for column in table.columns if column.kind == kind), "")


def _placed(columns: Sequence[Column], row: Row, figures: Figures) -> dict[str, Cell]:
    """The cells of a row under their columns: where they overlap most, else the nearest that can hold them."""
    placed: dict[str, Cell] = {}
    for cell in row:
        for column in sorted(columns, key=lambda column: -cell.overlap(column.place)):
            if column.kind in ("ignored", "unit"):
                if cell.overlap(column.place) > 0:
                    break
                continue
            if column.kind in _NUMBERS and not _holds_number(cell.text, figures):
                continue
            if column.kind in placed and column.kind != "description":
                continue
            before = placed.get(column.kind)
            placed[column.kind] = _joined(before, cell) if before else cell
            break
    return placed


def _holds_number(text: str, figures: Figures) -> bool:
    return figures.amount(text.removesuffix("%")) is not None or figures.percent(text) is not None


def _joined(one: Cell, other: Cell) -> Cell:
    return Cell(f"{one.text} {other.text}", one.left, other.right, min(one.confidence, other.confidence))


def _tax_of(table: Table, placed: dict[str, Cell], figures: Figures) -> ReadTax | None:
    """The tax of a line, from a cell as `19 %`, `19` or `0.19`. A cell that can only be an amount of tax is none."""
    cell = placed.get("rate")
    if cell is None:
        return None
    rate = figures.percent(cell.text)
    if rate is None and (amount := figures.amount(cell.text)) is not None:
        title = key_of(_title(table, "rate").removeprefix("column "))
        is_rate = amount.value <= 1 or "%" in _title(table, "rate") or "rate" in title or "satz" in title
        rate = amount.value if amount.value < 1 else amount.value.scaleb(-2)
        if amount.value > 40 or not (is_rate or amount.value == amount.value.to_integral_value()):
            return None
    if rate is None:
        return None
    named = placed.get("tax_name")
    return ReadTax(named.text if named else tax_name(_title(table, "rate")), rate)


def tax_name(text: str) -> str:
    """The name of a tax in a text, as it is usually written."""
    return next((TAX_NAMES[word] for word in key_of(text).split() if word in TAX_NAMES), "Tax")


def field_columns(table: Table) -> Iterator[tuple[str, Any]]:
    """What the rows of a table say of the whole invoice: the field, and each different cell for it."""
    for kind in dict.fromkeys(kind for record in table.records for kind in record):
        yield kind, {record[kind].text: record[kind] for record in table.records if kind in record}
