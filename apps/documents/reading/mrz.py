"""The machine-readable zone of travel documents, after ICAO Doc 9303 parts 4 (TD3), 5 (TD1) and 6 (TD2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Final, Literal

DIGITS: Final = "0123456789"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILLER: Final = "<"
ALPHABET: Final = DIGITS + LETTERS + FILLER
_KINDS: Final = {"letters": LETTERS + FILLER, "digits": DIGITS + FILLER, "any": ALPHABET, "sex": "MFX<"}
_WEIGHTS: Final = (7, 3, 1)

Cell = Mapping[str, float]
"""Which characters one place of the zone may hold, each with its likelihood."""

Place = tuple[int, int]
"""A line and a column, counted from 0."""

_LOOK_ALIKE: Final = {"0": "OQD", "O": "0", "Q": "0", "D": "0", "1": "I", "I": "1", "2": "Z", "Z": "2"} | {
    "5": "S", "S": "5", "8": "B", "B": "8", "6": "G", "G": "6"
}  # fmt: skip
_UNLIKELY: Final = 0.02
HARD_TO_TELL: Final = {"0": "O", "O": "0", "1": "I", "I": "1", "2": "Z", "Z": "2"}
"""What the context of a line does not tell apart where both letters and digits may stand."""
_MOST_DOUBTFUL_CELLS: Final = 8
_CLEAR: Final = 0.6
_CLEARLY_MORE_LIKELY: Final = 4.0


@dataclass(frozen=True)
class Span:
    """Some places of one line: `line` and `start` count from 0, `end` is the first place after it."""

    line: int
    start: int
    end: int

    @property
    def places(self) -> list[Place]:
        return [(self.line, column) for column in range(self.start, self.end)]


@dataclass(frozen=True)
class Format:
    """Where a kind of document keeps its fields, and which of them each check digit covers."""

    name: Literal["TD1", "TD2", "TD3"]
    lines: int
    width: int
    fields: Mapping[str, tuple[Span, str]]
    checks: Mapping[str, tuple[tuple[Span, ...], Place]]

    def columns(self, line: int, *kinds: str) -> list[int]:
        """The columns of a line in which fields of these kinds stand."""
        return [
            column
            for span, kind in self.fields.values()
            if span.line == line and kind in kinds
            for column in range(span.start, span.end)
        ]


def _fields(**spans: tuple[int, int, int, str]) -> dict[str, tuple[Span, str]]:
    return {name: (Span(line, start, end), kind) for name, (line, start, end, kind) in spans.items()}


def _two_lines(name: Literal["TD2", "TD3"], width: int) -> Format:
    """TD2 and TD3 differ in their width, and in a check digit that only TD3 has over its optional data."""
    number, birth, expiry = Span(1, 0, 9), Span(1, 13, 19), Span(1, 21, 27)
    optional = Span(1, 28, 42 if name == "TD3" else 35)
    checks: dict[str, tuple[tuple[Span, ...], Place]] = {
        "passport_number": ((number,), (1, 9)),
        "birth_date": ((birth,), (1, 19)),
        "expiry_date": ((expiry,), (1, 27)),
    }
    if name == "TD3":
        checks["optional"] = ((optional,), (1, 42))
    checks["composite"] = ((Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, width - 1)), (1, width - 1))
    fields = _fields(
        document_code=(0, 0, 2, "letters"),
        issuing_state=(0, 2, 5, "letters"),
        names=(0, 5, width, "letters"),
        passport_number=(1, 0, 9, "any"),
        nationality=(1, 10, 13, "letters"),
        birth_date=(1, 13, 19, "digits"),
        sex=(1, 20, 21, "sex"),
        expiry_date=(1, 21, 27, "digits"),
        optional=(1, optional.start, optional.end, "any"),
    )
    return Format(name, 2, width, fields, checks)


TD3: Final = _two_lines("TD3", 44)
TD2: Final = _two_lines("TD2", 36)
TD1: Final = Format(
    "TD1",
    3,
    30,
    _fields(
        document_code=(0, 0, 2, "letters"),
        issuing_state=(0, 2, 5, "letters"),
        passport_number=(0, 5, 14, "any"),
        optional=(0, 15, 30, "any"),
        birth_date=(1, 0, 6, "digits"),
        sex=(1, 7, 8, "sex"),
        expiry_date=(1, 8, 14, "digits"),
        nationality=(1, 15, 18, "letters"),
        optional_2=(1, 18, 29, "any"),
        names=(2, 0, 30, "letters"),
    ),
    {
        "passport_number": ((Span(0, 5, 14),), (0, 14)),
        "birth_date": ((Span(1, 0, 6),), (1, 6)),
        "expiry_date": ((Span(1, 8, 14),), (1, 14)),
        "composite": ((Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)), (1, 29)),
    },
)
FORMATS: Final = (TD3, TD2, TD1)


@dataclass(frozen=True)
class Zone:
    """What a zone says. A field that is not there is empty; `sex` is M, F or X."""

    format: str
    lines: list[str]
    fields: dict[str, str]
    confidences: dict[str, float]
    """How sure each field is, from 0 to 1: as sure as the least sure of its characters."""
    checks: dict[str, bool]
    """Whether each check digit fits, beyond doubt about which characters it covers."""

    @property
    def is_valid(self) -> bool:
        """Whether every check digit fits, the dates are days of the calendar, and nothing was guessed."""
        dates = ("birth_date", "expiry_date")
        return all(self.checks.values()) and all(self.fields[name] for name in dates) and self.is_clear

    @property
    def is_clear(self) -> bool:
        """Whether each field could be read: digits that fit say nothing of a name that is a blur."""
        return self.confidence >= _CLEAR

    @property
    def confidence(self) -> float:
        return min(sure for name, sure in self.confidences.items() if not name.startswith("optional"))


def check_digit(text: str) -> str:
    """The check digit over `text`: weights 7, 3, 1, letters from A = 10, the filler 0, modulo 10."""
    values = (0 if c == FILLER else ALPHABET.index(c) for c in text)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def read_zone(layout: Format, cells: Sequence[Sequence[Cell]], *, today: date) -> Zone:
    """The zone that fits the cells best. Of the characters that a cell may hold, those are taken under which the check
    digits fit; of two ways to make one fit, only a clearly likelier one."""
    kinds = _kinds(layout)
    likely = [
        [_allowed(cell, kinds[line, column]) for column, cell in enumerate(row)] for line, row in enumerate(cells)
    ]
    text = [[max(cell, key=lambda c: cell[c]) for cell in row] for row in likely]
    doubtful = set()
    for name, (spans, digit) in layout.checks.items():
        places = [place for span in spans for place in span.places]
        if name != "composite" and not _settle(text, likely, places, digit):
            doubtful.add(name)
    checks = {
        name: name not in doubtful and _fits(text, [place for span in spans for place in span.places], digit)
        for name, (spans, digit) in layout.checks.items()
    }
    fields, confidences = _fields_of(layout, text, likely, today)
    return Zone(layout.name, ["".join(row) for row in text], fields, confidences, checks)


def zone_of(lines: Sequence[str], *, today: date) -> Zone | None:
    """The zone that a text holds, taken as it stands; None where the lines are of no format's size."""
    for layout in FORMATS:
        if [len(line) for line in lines] == [layout.width] * layout.lines and set("".join(lines)) <= set(ALPHABET):
            return read_zone(layout, [[{c: 1.0} for c in line] for line in lines], today=today)
    return None


def _kinds(layout: Format) -> dict[Place, str]:
    """Which characters each place may hold; the places between the fields hold check digits."""
    kinds = {(line, column): "digits" for line in range(layout.lines) for column in range(layout.width)}
    for span, kind in layout.fields.values():
        kinds |= dict.fromkeys(span.places, kind)
    return kinds


def _allowed(cell: Cell, kind: str) -> dict[str, float]:
    """The cell's characters that its place may hold. One that looks like them is read as one of them."""
    allowed = _KINDS[kind]
    likely: dict[str, float] = {}
    for character, likelihood in cell.items():
        meant = [character] if character in allowed else [c for c in _LOOK_ALIKE.get(character, "") if c in allowed]
        for other in meant[:1]:
            likely[other] = likely.get(other, 0.0) + likelihood
    return likely or {FILLER: _UNLIKELY}


def _options(cell: Mapping[str, float]) -> dict[str, float]:
    best = max(cell, key=lambda c: cell[c])
    return {c: p for c, p in cell.items() if p >= _UNLIKELY or c == best}


def _settle(text: list[list[str]], likely: list[list[dict[str, float]]], places: list[Place], digit: Place) -> bool:
    """Set the most likely characters under which the check digit fits. False where two ways are about as likely, even
    if what was read is one of them: an O taken for a 0 at two places may cancel out."""
    options = {place: _options(likely[place[0]][place[1]]) for place in (*places, digit)}
    open_places = sorted(
        (place for place, choices in options.items() if len(choices) > 1),
        key=lambda place: max(options[place].values()),
    )[:_MOST_DOUBTFUL_CELLS]
    if not open_places:
        return True
    fitting: list[tuple[float, dict[Place, str]]] = []
    for choice in product(*(options[place] for place in open_places)):
        chosen = dict(zip(open_places, choice, strict=True))
        covered = "".join(chosen.get(place) or text[place[0]][place[1]] for place in places)
        if _agree(covered, chosen.get(digit) or text[digit[0]][digit[1]]):
            fitting.append((prod(options[place][c] for place, c in chosen.items()), chosen))
    fitting.sort(key=lambda way: -way[0])
    if not fitting:
        return True  # nothing to choose from: it does not fit, which the checks then say
    for (line, column), character in fitting[0][1].items():
        text[line][column] = character
    return len(fitting) == 1 or fitting[0][0] > _CLEARLY_MORE_LIKELY * fitting[1][0]


def _fits(text: list[list[str]], places: list[Place], digit: Place) -> bool:
    return _agree("".join(text[line][column] for line, column in places), text[digit[0]][digit[1]])


def _agree(covered: str, written: str) -> bool:
    if written == FILLER:  # allowed where there is no optional data
        return not covered.strip(FILLER)
    return written == check_digit(covered)


def _fields_of(
    layout: Format, text: list[list[str]], likely: list[list[dict[str, float]]], today: date
) -> tuple[dict[str, str], dict[str, float]]:
    raw, confidences = {}, {}
    for name, (span, _) in layout.fields.items():
        raw[name] = "".join(text[line][column] for line, column in span.places)
        told = [(line, column) for line, column in span.places if text[line][column] != FILLER] or span.places
        confidences[name] = round(min(_sureness(likely[line][column], text[line][column]) for line, column in told), 3)
    surname, _, given = raw.pop("names").partition(FILLER * 2)
    confidences["surname"] = confidences["given_names"] = confidences.pop("names")
    fields = {name: value.strip(FILLER).replace(FILLER, " ") for name, value in raw.items()} | {
        "surname": " ".join(surname.replace(FILLER, " ").split()),
        "given_names": " ".join(given.replace(FILLER, " ").split()),
        "sex": {"M": "M", "F": "F"}.get(raw["sex"], "X"),
        "birth_date": _day(raw["birth_date"], latest=today),
        "expiry_date": _day(raw["expiry_date"], latest=today.replace(year=today.year + 50, day=1)),
    }
    return fields, confidences


def _sureness(cell: Mapping[str, float], character: str) -> float:
    """How sure a character is. Of two that look alike either counts: which of them it is, the check digits say."""
    return min(1.0, cell.get(character, 0.0) + cell.get(HARD_TO_TELL.get(character, ""), 0.0))


def _day(digits: str, *, latest: date) -> str:
    """`YYMMDD` as the last such day until `latest`, in ISO form; empty where it is no day."""
    for century in _centuries(latest):
        try:
            day = date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        except ValueError:
            continue
        if day <= latest:
            return day.isoformat()
    return ""


def _centuries(latest: date) -> Iterator[int]:
    last = latest.year // 100 * 100
    return iter((last, last - 100))
