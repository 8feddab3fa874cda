"""Whom an invoice on paper is for: below a label, or in the window of the envelope."""

import re
from collections.abc import Sequence
from typing import Final

from apps.invoices.reading.found import Fields
from apps.invoices.reading.labels import BARE, EMAIL, Label, values_of
from apps.invoices.reading.layout import Cell, Row
from apps.invoices.reading.words import SUMS, key_of

_TAX_NUMBER: Final = re.compile(r"\b[A-Z]{2,3}[ ]?[0-9][0-9A-Z. ]{6,14}[0-9A-Z]\b|\b[A-Z][0-9]{2}-[0-9]{4}-[0-9]{8}\b")
_PHONE: Final = re.compile(r"\+[0-9][0-9 ()-]{6,18}[0-9]")
_MOST_ADDRESS: Final = 6
_TOWN: Final = re.compile(r"(?:[A-Z]{1,2}-)?[0-9]{4,6} [^\W\d_][^\d,]{1,40}|[^\W\d_][^\d,]{1,40}, [A-Z]{2} [0-9]{5}")
_WINDOW: Final = 0.6
_SUM_PHRASES: Final = frozenset(phrase for named in SUMS.values() for phrase in named)


def read_buyer(fields: Fields, label: Label, labels: Sequence[Label], rows: Sequence[Row], sure: float) -> None:
    """The name behind or below the label, and the address, e-mail and numbers below it."""
    if not label.cell.text.strip().endswith(":") and label.phrase in ("to", "an", "a", "aan", "client", "customer"):
        sure = min(sure, BARE)
    held = fields.found.get("buyer.name")
    if held and held.confidence >= sure * label.cell.confidence:
        return
    lines: list[Cell] = []
    if label.rest:
        lines.append(Cell(label.rest, label.cell.left, label.cell.right, label.cell.confidence))
    elif beside := [cell for cell, weight in values_of(label, labels, rows) if weight == 1.0]:
        lines.append(beside[0])
    named = {(other.row, other.column) for other in labels}
    gap = 0
    for number in range(label.row + 1, min(label.row + 12, len(rows))):
        place = lines[0] if lines else label.cell
        below = [
            (column, cell)
            for column, cell in enumerate(rows[number])
            if cell.overlap(place) > 0 or _starts_alike(cell, place)
        ]
        if not below:
            gap += 1
            if gap > 2:
                break
            continue
        column, cell = below[0]
        if (number, column) in named or key_of(cell.text) in _SUM_PHRASES or len(lines) > _MOST_ADDRESS:
            break
        lines.append(cell)
        gap = 0
    if lines and any(map(str.isalpha, lines[0].text)):
        _put_party(fields, lines, sure, label.cell.text.strip(" :"))


def _starts_alike(cell: Cell, place: Cell) -> bool:
    return abs(cell.left - place.left) < 0.1 * max(place.right - place.left, 1.0)


def _put_party(fields: Fields, lines: Sequence[Cell], sure: float, source: str) -> None:
    name, *rest = lines
    fields.put("buyer.name", name.text.strip(" ,;"), sure * name.confidence, source)
    address = []
    for line in rest:
        email, number, phone = EMAIL.search(line.text), _TAX_NUMBER.search(line.text), _PHONE.search(line.text)
        if email:
            fields.put("buyer.email", email[0], sure * line.confidence, source)
        elif number:
            fields.put("buyer.tax_number", number[0].strip(), sure * line.confidence, source)
        elif phone:
            fields.put("buyer.phone", phone[0], sure * line.confidence, source)
        else:
            address.append(line)
    if address:
        text = "\n".join(line.text for line in address)
        fields.put("buyer.address", text, sure * 0.9 * min(line.confidence for line in address), source)


def read_window(fields: Fields, rows: Sequence[Row], own: str) -> None:
    """The one block of lines that ends in a postcode with a town, and is not the sender's, as letters in windowed
    envelopes have it. Where there are several, none is taken."""
    blocks = [block for number, row in enumerate(rows) for cell in row if (block := _block_above(rows, number, cell))]
    others = [block for block in blocks if not _is_senders(block, own)]
    if len(others) == 1:
        _put_party(fields, others[0], _WINDOW, "the block with a postcode")


def _block_above(rows: Sequence[Row], number: int, cell: Cell) -> list[Cell]:
    if not _TOWN.fullmatch(cell.text.strip()):
        return []
    block = [cell]
    for above in range(number - 1, max(number - 6, -1), -1):
        fitting = [other for other in rows[above] if _starts_alike(other, cell)]
        if not fitting:
            break
        block.insert(0, fitting[0])
    return block if len(block) > 2 else []


def _is_senders(block: Sequence[Cell], own: str) -> bool:
    words = [set(key_of(cell.text).split()) for cell in block]
    named = set(key_of(own).split())
    return any(named and named <= line for line in words) or any("·" in cell.text or "|" in cell.text for cell in block)
