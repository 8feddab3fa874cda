"""The text of a document: what is embedded in it, and where nothing is, what can be recognised."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Literal

import numpy as np

from apps.documents.reading.engine import Box, Engine, Floats, Image
from apps.documents.reading.pages import pages_of

_EMBEDDED_ENOUGH: Final = 16
"""Letters and digits from which on a page's own text is taken for its text."""
_LONGEST: Final = 1600
_PROBES: Final = 3
_LEAST_SURE: Final = 0.5


@dataclass(frozen=True)
class PageText:
    """The text of one page, how sure it is (0 to 1), and where it comes from."""

    page: int
    text: str
    confidence: float
    source: Literal["embedded", "recognised"]


@dataclass(frozen=True)
class DocumentText:
    pages: list[PageText]

    @property
    def text(self) -> str:
        return "\n\n".join(page.text for page in self.pages if page.text)

    @property
    def recognised(self) -> int:
        """How many pages had to be recognised."""
        return sum(page.source == "recognised" for page in self.pages)

    @property
    def confidence(self) -> float:
        """The mean over the pages, each as heavy as its text is long."""
        weights = [len(page.text) for page in self.pages]
        sure = sum(weight * page.confidence for weight, page in zip(weights, self.pages, strict=True))
        return round(sure / sum(weights), 3) if sum(weights) else 0.0

    def body(self) -> dict[str, Any]:
        """The result as the API shows it."""
        return {
            "text": self.text,
            "pages": len(self.pages),
            "confidence": self.confidence,
            "page_texts": [
                {"page": page.page, "text": page.text, "confidence": page.confidence, "source": page.source}
                for page in self.pages
            ],
        }


def read_document(
    file: BinaryIO,
    content_type: str,
    engine: Callable[[], Engine],
    *,
    report: Callable[[int, int], None] = lambda page, of: None,
    most_pages: int | None = None,
) -> DocumentText:
    """The text of each page, at most of the first `most_pages`. `report` is told how many of how many are done."""
    pages = []
    for page in pages_of(file, content_type):
        if sum(map(str.isalnum, page.text)) >= _EMBEDDED_ENOUGH:
            pages.append(PageText(page.number, page.text, 1.0, "embedded"))
        else:
            text, confidence = recognise(page.image, engine())
            pages.append(PageText(page.number, text, confidence, "recognised"))
        report(page.number, page.of)
        if page.number == most_pages:
            break
    return DocumentText(pages)


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of text in a picture, how sure it is, and from where to where it reaches as the text runs."""

    text: str
    confidence: float
    left: float
    right: float


def recognise(image: Image, engine: Engine) -> tuple[str, float]:
    """The text in a picture, at whichever of the four rotations it stands upright, and how sure it is."""
    rows = recognise_rows(image, engine)
    weights = [(len(place.text), place.confidence) for row in rows for place in row]
    if not weights:
        return "", 0.0
    text = "\n".join(" ".join(place.text for place in row) for row in rows)
    return text, round(sum(length * sure for length, sure in weights) / sum(length for length, _ in weights), 3)


def recognise_rows(image: Image, engine: Engine) -> list[list[Place]]:
    """The pieces of text in a picture, row by row from above, each from left to right."""
    boxes = engine.find_lines(image, longest=_LONGEST)
    if not boxes:
        return []
    boxes = _turned(image, boxes, engine)
    read = engine.read_lines(image, boxes)
    lines = [(box, text, sure) for box, (text, sure) in zip(boxes, read, strict=True) if text and sure >= _LEAST_SURE]
    found = [box for box, _, _ in lines]
    along = _direction(found)
    places = [
        Place(text, sure, float((box.corners @ along).min()), float((box.corners @ along).max()))
        for box, text, sure in lines
    ]
    return [[places[index] for index in row] for row in _rows(found, along)]


def _turned(image: Image, boxes: list[Box], engine: Engine) -> list[Box]:
    """The boxes in the direction of their text: of the two that most of them stand in, the one that reads surer."""
    upright = sum(box.width if box.is_upright else -box.height for box in boxes)
    if upright < 0:
        boxes = [Box(np.roll(box.corners, 1, axis=0)) for box in boxes]
    probes = sorted(boxes, key=lambda box: -box.width)[:_PROBES]
    upside_down = [box.flipped() for box in probes]
    read = engine.read_lines(image, [*probes, *upside_down])
    sure = [math.log(confidence + 1e-6) for _, confidence in read]
    if sum(sure[len(probes) :]) > sum(sure[: len(probes)]):
        return [box.flipped() for box in boxes]
    return boxes


def _direction(boxes: Sequence[Box]) -> Floats:
    """Where the text runs, as a step of length 1."""
    along = sum(((box.corners[1] - box.corners[0]) for box in boxes), np.zeros(2, np.float32))
    return along / max(float(np.linalg.norm(along)), 1e-6)


def _rows(boxes: Sequence[Box], along: Floats) -> list[list[int]]:
    """Which boxes stand in one row, from top to bottom, each from left to right as the text runs."""
    down = np.array([-along[1], along[0]])
    middles = [(float(box.corners.mean(axis=0) @ down), float(box.corners.mean(axis=0) @ along)) for box in boxes]
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: middles[i][0]):
        last = rows[-1][0] if rows else None
        if last is not None and abs(middles[index][0] - middles[last][0]) < 0.5 * boxes[last].height:
            rows[-1].append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: middles[i][1]) for row in rows]
