"""Travel documents in an image: the machine-readable zone is found at any rotation and read character by character."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final

import numpy as np

from apps.documents.reading import mrz
from apps.documents.reading.engine import POINTS_A_STEP, Box, Engine, Floats, Image, cut_out

Line = tuple[Image, Floats]
Cells = list[dict[str, float]]

_SCALES: Final = (960, 1600, 2600)
_MARGINS: Final = (0.12, 0.22, 0.04)
_MOST_CANDIDATES: Final = 8
_LONGEST_NUMBER: Final = 9
_USUAL_ZERO: Final = 0.8
_ZERO_STEP: Final = 0.6
_ZERO_SHARPNESS: Final = 4.0
_MOST_LONE_LINES: Final = 3
_LINE_DISTANCE: Final = 6.35 / (44 * 2.54)
"""From line to line of a TD3 zone, as a part of their length: 6.35 mm, and 44 characters of 2.54 mm."""
_SHORTEST: Final = 7.0
"""How many times as long as high a line of a zone is at least."""


@dataclass(frozen=True)
class Passport:
    """What was found in an image. Without a zone every field is missing and nothing is valid."""

    zone: mrz.Zone | None

    def body(self) -> dict[str, Any]:
        """The result as the API shows it."""
        names = ("passport_number", "surname", "given_names", "nationality", "birth_date", "sex", "expiry_date")
        more = ("document_code", "issuing_state", "optional")
        zone = self.zone
        return {
            "fields": {name: zone.fields.get(name) or None if zone else None for name in (*names, *more)},
            "confidences": {name: zone.confidences.get(name, 0.0) if zone else 0.0 for name in (*names, *more)},
            "mrz": zone.lines if zone else [],
            "format": zone.format if zone else None,
            "checks": zone.checks if zone else {},
            "is_valid": bool(zone and zone.is_valid),
            "confidence": zone.confidence if zone else 0.0,
        }


def read_passport(image: Image, engine: Engine, *, today: date) -> Passport:
    """The travel document in an image: the first zone that is clear, else the one where most check digits fit."""
    best: mrz.Zone | None = None
    for longest in _SCALES:
        for zone in _zones(image, engine, longest, today):
            # What is clear and still does not fit is not what another try at the same points should make fit.
            if zone.is_valid or (zone.is_clear and sum(zone.checks.values()) >= len(zone.checks) - 2):
                return Passport(zone)
            if best is None or sum(zone.checks.values()) > sum(best.checks.values()):
                best = zone
        if longest >= max(image.shape[:2]):
            break
    # A check digit fits by chance once in ten times: fewer than two say nothing.
    return Passport(best if best and sum(best.checks.values()) >= 2 else None)


def _zones(image: Image, engine: Engine, longest: int, today: date) -> Iterator[mrz.Zone]:
    found = _joined([box.along() for box in engine.find_lines(image, longest=longest)])
    long = [line for line in found if line.width > _SHORTEST * line.height]
    for group in _groups(long):
        for turned in (group, [box.flipped() for box in reversed(group)]):
            for margin in _MARGINS:
                lines = _read_group(image, engine, turned, margin)
                if lines is None:
                    break
                for layout in mrz.FORMATS:
                    if layout.lines == len(lines) and (cells := _cells_of(layout, lines, engine)):
                        yield mrz.read_zone(layout, cells, today=today)


def _read_group(image: Image, engine: Engine, group: list[Box], margin: float) -> list[Line] | None:
    """Each line's image and steps; None as soon as one of them is not of a zone: of other characters, or too short."""
    lines = []
    for box in group:
        crop = cut_out(image, box, margin=margin)
        steps = engine.read_steps([crop], mrz.ALPHABET)[0]
        length = len(_peaks(steps))
        if float(steps.sum(axis=1).mean()) < 0.9 or min(abs(length - layout.width) for layout in mrz.FORMATS) > 4:
            return None
        lines.append((crop, steps))
    return lines


def _joined(boxes: list[Box]) -> list[Box]:
    """The boxes, those that continue each other on one line made one."""
    boxes = sorted(boxes, key=lambda box: -box.width)
    joined: list[Box] = []
    for box in boxes:
        for index, other in enumerate(joined):
            if merged := _continued(other, box):
                joined[index] = merged
                break
        else:
            joined.append(box)
    return joined


def _in_frame_of(frame: Box, box: Box) -> Floats:
    """The corners of a box as seen along the other one: from its top left, in its own directions."""
    along = (frame.corners[1] - frame.corners[0]) / max(frame.width, 1.0)
    down = np.array([-along[1], along[0]], np.float32)
    offset = box.corners - frame.corners[0]
    return np.stack([offset @ along, offset @ down], axis=1)


def _continued(line: Box, box: Box) -> Box | None:
    seen = _in_frame_of(line, box)
    middle, low, high = seen[:, 1].mean(), seen[:, 0].min(), seen[:, 0].max()
    level = abs(middle - line.height / 2) < 0.4 * line.height and 0.5 < box.height / line.height < 2
    gap = max(low - line.width, -high)
    if not level or not -line.height < gap < 3 * line.height:
        return None
    return _stretched(line, min(low, 0.0), max(high, line.width))


def _stretched(box: Box, start: float, end: float) -> Box:
    along = (box.corners[1] - box.corners[0]) / max(box.width, 1.0)
    above, _, _, below = box.corners
    ends = [above + along * start, above + along * end, below + along * end, below + along * start]
    return Box(np.array(ends, np.float32))


def _groups(lines: list[Box]) -> list[list[Box]]:
    """Two or three parallel lines of about one length, close below each other: most alike first."""
    groups: list[tuple[float, list[Box]]] = []
    for first in lines:
        below = []
        for other in lines:
            if other is first:
                continue
            seen = _in_frame_of(first, other)
            down = (seen[:, 1].mean() - first.height / 2) / first.height
            ragged = (abs(seen[:, 0].min()) + abs(seen[:, 0].max() - first.width)) / first.width
            tilt = abs(seen[1, 1] - seen[0, 1]) / first.width
            if 0.8 < down < 6.5 and ragged < 0.35 and tilt < 0.04:
                below.append((down, ragged, other))
        below.sort(key=lambda entry: entry[0])
        for count in (1, 2):
            if len(below) >= count:
                boxes = [first, *(box for _, _, box in below[:count])]
                score = sum(ragged for _, ragged, _ in below[:count]) / count - first.width / first.height / 200
                groups.append((score, _levelled(boxes)))
    # Where only one line of a TD3 zone was found, the other one is where it has to be.
    lone = [line for line in lines if line.width > 2 * _SHORTEST * line.height][:_MOST_LONE_LINES]
    guessed = [pair for line in lone for pair in ([line, _below(line, 1)], [_below(line, -1), line])]
    return [boxes for _, boxes in sorted(groups, key=lambda entry: entry[0])][:_MOST_CANDIDATES] + guessed


def _below(line: Box, times: int) -> Box:
    along = (line.corners[1] - line.corners[0]) / line.width
    down = np.array([-along[1], along[0]], np.float32)
    return Box(line.corners + down * (times * line.width * _LINE_DISTANCE))


def _levelled(boxes: list[Box]) -> list[Box]:
    """The lines of a zone begin and end below each other: each as long as the longest reaches."""
    seen = [_in_frame_of(boxes[0], box)[:, 0] for box in boxes]
    start, end = min(xs.min() for xs in seen), max(xs.max() for xs in seen)
    return [_stretched(box, start - xs.min(), box.width + end - xs.max()) for box, xs in zip(boxes, seen, strict=True)]


def _peaks(steps: Floats) -> list[int]:
    """At which step each character is surest."""
    best = steps.argmax(axis=1)
    peaks: list[int] = []
    for step, column in enumerate(best):
        if not column:
            continue
        if step and column == best[step - 1]:
            if steps[step, column] > steps[peaks[-1], column]:
                peaks[-1] = step
        else:
            peaks.append(step)
    return peaks


def _cells_of(layout: mrz.Format, lines: list[Line], engine: Engine) -> list[Cells] | None:
    """The characters of each line at the even distances in which a zone is printed; None where they do not stand so."""
    rows = []
    for number, (crop, steps) in enumerate(lines):
        peaks = _peaks(steps)
        if abs(len(peaks) - layout.width) > 4:
            return None
        if len(peaks) != layout.width:
            peaks = _evenly(steps, peaks, layout.width)
        if not peaks:
            return None
        cells = [_cell(steps, step) for step in peaks]
        _look_closer(cells, crop, peaks, layout.columns(number, "any"), layout.columns(number, "digits"), engine)
        rows.append(cells)
    return rows


def _evenly(steps: Floats, peaks: list[int], width: int) -> list[int]:
    distance = (peaks[-1] - peaks[0]) / (width - 1)
    if abs(float(np.median(np.diff(peaks))) / distance - 1) > 0.2:
        return []
    even = []
    for place in range(width):
        ideal = peaks[0] + place * distance
        around = range(max(0, round(ideal) - 1), min(len(steps), round(ideal) + 2))
        even.append(max(around, key=lambda step: steps[step, 1:].max()))
    return even


def _cell(steps: Floats, step: int) -> dict[str, float]:
    likely = steps[step, 1:]
    total = float(likely.sum()) or 1.0
    return {mrz.ALPHABET[i]: float(likely[i]) / total for i in np.argsort(likely)[::-1][:6] if likely[i] > 1e-6}


def _look_closer(
    cells: Cells, crop: Image, peaks: list[int], mixed: list[int], digits: list[int], engine: Engine
) -> None:
    """Tell apart what looks alike where letters and digits mix: each such character is read once more, without its
    neighbours, whose kind would else be taken for its own. How a zero looks is learnt from the dates."""
    likeliest = [max(cell, key=lambda c: cell[c]) for cell in cells]
    doubtful = [column for column in mixed if likeliest[column] in mrz.HARD_TO_TELL]
    zeros = [column for column in digits if likeliest[column] in "0O"]
    if not doubtful:
        return
    distance, start = np.polyfit(np.arange(len(peaks)), np.array(peaks) * POINTS_A_STEP + POINTS_A_STEP / 2, 1)
    paper = np.median(crop.reshape(-1, 3), axis=0).astype(np.uint8)
    edge = np.full((crop.shape[0], crop.shape[0] // 2, 3), paper)

    def lean(columns: list[int], times: int) -> dict[int, Floats]:
        """How likely each character is for itself, repeated so many times."""
        crops = []
        for column in columns:
            left, right = (round(start + distance * (column + side)) for side in (-0.5, 0.5))
            crops.append(np.hstack([edge, *[crop[:, max(left, 0) : right]] * times, edge]))
        read = engine.read_steps(crops, mrz.ALPHABET) if crops else []
        return {column: steps[:, 1:].max(axis=0) for column, steps in zip(columns, read, strict=True)}

    alone, thrice = lean(doubtful + zeros, 1), lean(doubtful, 3)
    usual = float(np.median([_odds(alone[column], "O", "0") for column in zeros])) if zeros else _USUAL_ZERO
    for column in doubtful:
        letter, digit = sorted(likeliest[column] + mrz.HARD_TO_TELL[likeliest[column]], reverse=True)
        if digit == "0":
            odds = _ZERO_SHARPNESS * (_odds(alone[column], "O", "0") - usual - _ZERO_STEP)
            # So alike that only a check digit may overrule what the line says; the odds tell it which one to doubt.
            lowest, highest = (0.35, 0.45) if _is_jumbled(column, mixed, doubtful, likeliest) else (0.02, 0.25)
            if likeliest[column] != "0":
                lowest, highest = 1 - highest, 1 - lowest
        else:
            odds, lowest, highest = _odds(thrice[column], letter, digit), 0.0, 1.0
        both = cells[column].pop(letter, 0.0) + cells[column].pop(digit, 0.0)
        share = min(max(1 / (1 + math.exp(-odds)), lowest), highest)
        cells[column] |= {letter: both * share, digit: both * (1 - share)}


def _is_jumbled(column: int, mixed: list[int], doubtful: list[int], likeliest: list[str]) -> bool:
    """Whether letters follow upon digits in the field around a place, so that an O is as much at home there as a 0."""
    near = [likeliest[other] for other in mixed if abs(other - column) < _LONGEST_NUMBER and other not in doubtful]
    return any(one.isdigit() and after.isalpha() for one, after in combinations(near, 2))


def _odds(likely: Floats, one: str, other: str) -> float:
    """The logarithm of how much likelier the one character is than the other."""
    a, b = (float(likely[mrz.ALPHABET.index(c)]) + 1e-9 for c in (one, other))
    return math.log(a / b)
