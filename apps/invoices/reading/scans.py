"""The rows of PDFs and images: embedded letters by their places, else what is recognised."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import BinaryIO

from apps.documents.reading.pages import Letter, pages_of
from apps.invoices.reading.layout import Cell, Row

_GAP = 0.75
"""How many times the height of its letters a gap is wide that parts two cells."""
_SLACK = 0.35
"""How many times their height letters of one row may stand above each other."""
_EMBEDDED_ENOUGH = 16


def rows_of_pages(file: BinaryIO, content_type: str, report: Callable[[int, int], None]) -> tuple[list[Row], int]:
    """The rows of all pages, and how many pages had to be recognised. `report` is told how many of how many
    are done."""
    rows: list[Row] = []
    recognised = 0
    for page in pages_of(file, content_type, letters=True):
        if sum(letter.text.isalnum() for letter in page.letters) >= _EMBEDDED_ENOUGH:
            rows += rows_of_letters(page.letters)
        else:
            # The models are loaded by the process that reads, when it first does.
            from apps.documents.reading.engine import engine
            from apps.documents.reading.text import recognise_rows

            recognised += 1
            for places in recognise_rows(page.image, engine()):
                rows.append([Cell(place.text, place.left, place.right, place.confidence) for place in places])
        report(page.number, page.of)
    return rows, recognised


def rows_of_letters(letters: Sequence[Letter]) -> list[Row]:
    """Letters put together to cells: those of one height in one row, parted where a gap is wider than blanks are."""
    lines: list[list[Letter]] = []
    for letter in sorted(
        (letter for letter in letters if not letter.text.isspace()), key=lambda one: (-one.middle, one.left)
    ):
        fitting = min(lines[-6:], key=lambda line: abs(line[0].middle - letter.middle), default=None)
        if fitting is not None and not _stands_in(letter, fitting):
            fitting = None
        if fitting is None:
            lines.append([letter])
        else:
            fitting.append(letter)
    lines.sort(key=lambda line: -median(letter.middle for letter in line))
    return [_cells(sorted(line, key=lambda letter: letter.left)) for line in lines]


def _stands_in(letter: Letter, line: Sequence[Letter]) -> bool:
    return abs(letter.middle - line[0].middle) < _SLACK * max(letter.height, line[0].height)


def _cells(line: Sequence[Letter]) -> Row:
    height = median(letter.height for letter in line)
    row: Row = []
    start = 0
    for place in range(1, len(line) + 1):
        if place < len(line) and line[place].left - line[place - 1].right <= _GAP * height:
            continue
        part = line[start:place]
        row.append(Cell(_joined(part, height), part[0].left, part[-1].right))
        start = place
    return row


def _joined(part: Sequence[Letter], height: float) -> str:
    text = part[0].text
    for before, letter in pairwise(part):
        text += (" " if letter.left - before.right > 0.12 * height else "") + letter.text
    return text
