"""What stands where: the rows of a page, a table or a text, each with its cells from left to right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text that stands by itself, with how sure its letters are."""

    text: str
    left: float
    right: float
    confidence: float = 1.0

    def overlap(self, other: "Cell") -> float:
        """How much of the width is shared; below zero the distance."""
        return min(self.right, other.right) - max(self.left, other.left)


Row: TypeAlias = list[Cell]


def row_of(texts: Sequence[str]) -> Row:
    """The cells of a table's row: each is as wide as any other. Blank ones are left out."""
    return [Cell(text.strip(), place, place + 0.9) for place, text in enumerate(texts) if text and text.strip()]


def is_blank(rows: Iterable[Row]) -> bool:
    return not any(cell.text for row in rows for cell in row)
