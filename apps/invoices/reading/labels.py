"""Words that stand before values, and the values behind, beside and below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moneyed import CURRENCIES

from apps.invoices.reading.figures import Figures
from apps.invoices.reading.layout import Cell, Row
from apps.invoices.reading.words import LABELS, SYMBOLS, key_of, phrases

LABELLED: Final = 0.9
BARE: Final = 0.7
EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
CODE: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_BELOW: Final = 0.85
_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.#-]{0,59}")
_MOST_WORDS: Final = 5
BARE_WORDS: Final = frozenset(
    phrases(
        """
        invoice | rechnung | facture | factura | fattura | factuur | fatura | invois | faktur | number | to | an | a |
        aan | date | due | data | from | le | den | fecha | datum | tarikh | tanggal
        """
    )
)
_PHRASES: Final = {phrase: kind for kind, named in reversed(LABELS.items()) for phrase in named}


@dataclass(frozen=True)
class Label:
    kind: str
    phrase: str
    cell: Cell
    rest: str
    row: int
    column: int


def labels_in(row: Row, number: int) -> Iterator[Label]:
    """The cells that begin with a label, with what stands behind it in the same cell."""
    for column, cell in enumerate(row):
        words = cell.text.split()
        for length in range(min(_MOST_WORDS, len(words)), 0, -1):
            head = " ".join(words[:length])
            phrase = key_of(head)
            kind = _PHRASES.get(phrase)
            rest = " ".join(words[length:])
            if ":" in head[:-1] and kind is None:
                continue
            if kind and (not rest or head.endswith(":") or rest[0] in ":#" or _fits_closely(kind, rest)):
                yield Label(kind, phrase, cell, rest.lstrip(":#.- "), number, column)
                break
            if kind is None and ":" in words[length - 1] and words[length - 1][-1] != ":":
                before, _, behind = head.rpartition(":")
                if kind := _PHRASES.get(key_of(before)):
                    yield Label(kind, key_of(before), cell, f"{behind} {rest}".strip(), number, column)
                    break


def _fits_closely(kind: str, rest: str) -> bool:
    """Whether a value without a colon before it is one: a number with digits, or a date."""
    match kind:
        case "document_number":
            return any(map(str.isdigit, rest)) and len(rest.split()) <= 3
        case "issue_date" | "due_date":
            return any(map(str.isdigit, rest))
        case "currency":
            return rest[:3] in CURRENCIES
    return False


def values_of(label: Label, labels: Sequence[Label], rows: Sequence[Row]) -> Iterator[tuple[Cell, float]]:
    """Where the value of a label may stand: behind it, in the next cell, below it."""
    if label.rest:
        yield Cell(label.rest, label.cell.left, label.cell.right, label.cell.confidence), 1.0
        return
    row = rows[label.row]
    named = {(other.row, other.column) for other in labels}
    if label.column + 1 < len(row) and (label.row, label.column + 1) not in named:
        yield row[label.column + 1], 1.0
    for number in range(label.row + 1, min(label.row + 3, len(rows))):
        for column, cell in enumerate(rows[number]):
            if cell.overlap(label.cell) > 0 and (number, column) not in named:
                yield cell, _BELOW
                return


def value_of(kind: str, text: str, figures: Figures, *, is_vague: bool = False) -> tuple[Any, float] | None:
    """The value that a text is for a field, and how sure; None where it is none. What a vague label stands before is no
    number if it may be a date."""
    text = text.strip()
    match kind:
        case "issue_date" | "due_date":
            return figures.day(text)
        case "document_number":
            found = next(
                (part for part in text.split() if _NUMBER.fullmatch(part) and any(map(str.isdigit, part))), None
            )
            return None if found is None or (is_vague and figures.day(text)) else (found.strip("#."), 1.0)
        case "currency":
            code = SYMBOLS.get(text) or next((code for code in CODE.findall(text) if code in CURRENCIES), None)
            return (code, 1.0) if code else None
        case "buyer.email":
            address = EMAIL.search(text)
            return (address[0], 1.0) if address else None
        case "seller" | "recipient":
            return None
    return (text, 1.0) if text else None
