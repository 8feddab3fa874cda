"""Passports that nobody holds: records with right check digits, printed as a data page and photographed badly.

The zone is drawn in strokes after the shapes of OCR-B (ISO 1073-2), for which no free font comes as a package.
"""

import math
import random
import string
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# Strokes on a grid of 6 x 10: "L" joins points, "A" is an arc: centre, radii, from and to in degrees, clockwise from 3
# o'clock.
_GLYPHS: Final = {
    "0": "A 3 5 2.5 5 0 360",
    "1": "L 0.8 2.2 3.2 0 3.2 10; L 0.8 10 5.4 10",
    "2": "A 3 2.8 2.7 2.8 175 400; L 5.1 4.6 0.3 10 5.7 10",
    "3": "L 0.5 0 5.3 0 2.7 4; A 2.7 7 3 3 -90 150",
    "4": "L 3.6 0 0.2 7 5.8 7; L 4.4 4.4 4.4 10",
    "5": "L 5.3 0 0.9 0 0.9 4.2; A 2.6 6.9 3.1 3.1 -125 145",
    "6": "L 4 0 0.9 4.8; A 3 7 2.7 3 0 360",
    "7": "L 0.3 0 5.6 0 2.9 4.6 2.3 10",
    "8": "A 3 2.4 2.3 2.4 0 360; A 3 7.4 2.8 2.6 0 360",
    "9": "A 3 3 2.7 3 0 360; L 5.2 5 2 10",
    "A": "L 0 10 3 0 6 10; L 1 6.8 5 6.8",
    "B": "L 0.5 0 0.5 10; L 0.5 0 3.2 0; A 3.2 2.4 2.1 2.4 -90 90; L 3.2 4.8 0.5 4.8; L 3.2 4.8 3.4 4.8;"
    "A 3.4 7.4 2.4 2.6 -90 90; L 3.4 10 0.5 10",
    "C": "A 3.6 5 3.3 5 45 315",
    "D": "L 0.5 0 0.5 10; L 0.5 0 2.2 0; A 2.2 5 3.5 5 -90 90; L 2.2 10 0.5 10",
    "E": "L 5.5 0 0.6 0 0.6 10 5.5 10; L 0.6 4.8 4.8 4.8",
    "F": "L 5.6 0 0.6 0 0.6 10; L 0.6 4.8 4.8 4.8",
    "G": "A 3.5 5 3.3 5 60 315; L 3.6 5.6 5.6 5.6 5.6 9",
    "H": "L 0.5 0 0.5 10; L 5.5 0 5.5 10; L 0.5 4.9 5.5 4.9",
    "I": "L 0.9 0 5.1 0; L 3 0 3 10; L 0.9 10 5.1 10",
    "J": "L 2.2 0 4.8 0 4.8 7.2; A 2.5 7.2 2.3 2.8 0 150",
    "K": "L 0.6 0 0.6 10; L 5.5 0 0.6 6; L 2.2 4.2 5.8 10",
    "L": "L 0.7 0 0.7 10 5.6 10",
    "M": "L 0.2 10 0.2 0 3 5.6 5.8 0 5.8 10",
    "N": "L 0.4 10 0.4 0 5.6 10 5.6 0",
    "O": "L 2.4 0 3.6 0; A 3.6 2.6 2.4 2.6 -90 0; L 6 2.6 6 7.4; A 3.6 7.4 2.4 2.6 0 90; L 3.6 10 2.4 10;"
    "A 2.4 7.4 2.4 2.6 90 180; L 0 7.4 0 2.6; A 2.4 2.6 2.4 2.6 180 270",
    "P": "L 0.6 10 0.6 0 3 0; A 3 2.9 2.7 2.9 -90 90; L 3 5.8 0.6 5.8",
    "Q": "A 3 5 3 5 0 360; L 3.4 6.6 6 10.4",
    "R": "L 0.6 10 0.6 0 3 0; A 3 2.8 2.6 2.8 -90 90; L 3 5.6 0.6 5.6; L 3 5.6 5.8 10",
    "S": "A 3 2.5 2.6 2.5 90 330; A 3 7.5 2.8 2.5 -90 150",
    "T": "L 0.2 0 5.8 0; L 3 0 3 10",
    "U": "L 0.5 0 0.5 7; A 3 7 2.5 3 0 180; L 5.5 7 5.5 0",
    "V": "L 0.2 0 3 10 5.8 0",
    "W": "L 0 0 1.3 10 3 3.4 4.7 10 6 0",
    "X": "L 0.3 0 5.7 10; L 5.7 0 0.3 10",
    "Y": "L 0.2 0 3 5 5.8 0; L 3 5 3 10",
    "Z": "L 0.4 0 5.6 0 0.4 10 5.6 10",
    "<": "L 5.6 1.6 0.6 5 5.6 8.4",
}
_PITCH, _HEIGHT, _STROKE, _LINE = 2.54, 2.4, 0.33, 6.35
"""Millimetres from character to character, of a character's height, of its stroke, and from line to line."""
_SURNAMES: Final = (
    "ERIKSSON", "O CONNOR", "MUELLER", "NGUYEN", "VAN DER BERG", "SUKARNO", "KOROVIN", "SMITH JONES", "LI", "ZHANG",
    "GARCIA LOPEZ", "BIBO", "QUIJANO", "DJOKOVIC", "WEISS",
)  # fmt: skip
_GIVEN_NAMES: Final = (
    "ANNA MARIA", "JOHN", "JEAN PAUL", "YUKI", "ABDULLAH", "SITI NURHALIZA", "X", "OLIVIA", "MOHAMMED ALI HASSAN",
    "ZOE", "BO", "ULRIKE INES", "FREDERIC",
)  # fmt: skip
_STATES: Final = ("UTO", "IDN", "D", "USA", "GBR", "CHN", "AUS", "FRA", "RUS", "VNM", "MYS")


@dataclass(frozen=True)
class Specimen:
    """What a passport says, in plain words and in its zone."""

    fields: dict[str, str]
    lines: tuple[str, str]


def check_digit(text: str) -> str:
    """Written apart from the product's own, after the same standard."""
    worth = dict(zip("<" + string.digits + string.ascii_uppercase, [0, *range(36)], strict=True))
    return str(sum(worth[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def make_specimen(chance: random.Random) -> Specimen:
    """Anybody's passport. Numbers are of digits, of letters before digits, or of both at random."""
    mixed = string.digits * 3 + string.ascii_uppercase
    match chance.choice(["digits", "letters first", "mixed"]):
        case "digits":
            number = "".join(chance.choices(string.digits, k=chance.choice([8, 9])))
        case "letters first":
            letters = chance.choice([1, 2])
            number = "".join(chance.choices(string.ascii_uppercase, k=letters))
            number += "".join(chance.choices(string.digits, k=9 - letters))
        case _:
            number = "".join(chance.choices(mixed, k=9))
    surname, given, state = chance.choice(_SURNAMES), chance.choice(_GIVEN_NAMES), chance.choice(_STATES)
    nationality, sex = chance.choice(_STATES), chance.choice("MFX")
    birth = (chance.randint(1940, 2020), chance.randint(1, 12), chance.randint(1, 28))
    expiry = (chance.randint(2024, 2036), chance.randint(1, 12), chance.randint(1, 28))
    optional = "".join(chance.choices(string.digits, k=chance.choice([0, 0, 0, 9, 14])))
    return Specimen(
        {
            "passport_number": number,
            "surname": surname,
            "given_names": given,
            "nationality": nationality,
            "birth_date": f"{birth[0]}-{birth[1]:02}-{birth[2]:02}",
            "sex": sex,
            "expiry_date": f"{expiry[0]}-{expiry[1]:02}-{expiry[2]:02}",
        },
        _zone(number, surname, given, state, nationality, _short(birth), sex, _short(expiry), optional),
    )


def print_page(specimen: Specimen, chance: random.Random, *, dpi: int = 200) -> Image.Image:
    """The data page, 125 x 88 mm, on a patterned ground with a picture."""
    mm = dpi / 25.4
    width, height = round(125 * mm), round(88 * mm)
    ground = tuple(chance.randint(215, 250) for _ in range(3))
    page = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(page)
    for wave in range(60):
        shade = tuple(max(0, value - chance.randint(8, 35)) for value in ground)
        top = chance.random() * height
        points = [(x, top + 8 * mm * math.sin(x / (12 * mm) + wave)) for x in range(0, width, max(1, round(2 * mm)))]
        pen.line(points, fill=shade, width=max(1, round(0.15 * mm)))
    pen.rectangle([6 * mm, 18 * mm, 38 * mm, 58 * mm], fill=tuple(chance.randint(90, 190) for _ in range(3)))
    pen.ellipse([14 * mm, 24 * mm, 30 * mm, 46 * mm], fill=(200, 170, 150))
    top = 8 * mm
    for label, text in {"Passport": "P", **specimen.fields}.items():
        pen.text((44 * mm, top), label.replace("_", " "), font=text_font(round(2 * mm)), fill=(90, 90, 120))
        pen.text((44 * mm, top + 2.2 * mm), text, font=text_font(round(3 * mm)), fill=(20, 20, 30))
        top += 7 * mm
    ink = tuple(chance.randint(10, 60) for _ in range(3))
    for row, line in enumerate(specimen.lines):
        baseline = (88 - 9.4 - _LINE * (1 - row)) * mm
        for place, character in enumerate(line):
            mask = _glyph(character, dpi)
            page.paste(ink, (round((6.6 + place * _PITCH) * mm), round(baseline) - mask.height), mask)
    return page


def photograph(page: Image.Image, chance: random.Random, *, turned: int | None = None) -> Image.Image:
    """The page on a table: skewed up to 4 degrees, out of the square, blurred, unevenly lit and noisy, and turned by a
    quarter, a half or three quarters."""
    margin = round(0.12 * page.width)
    table = tuple(chance.randint(120, 255) for _ in range(3))
    shot = Image.new("RGB", (page.width + 2 * margin, page.height + 2 * margin), table)
    shot.paste(page, (margin, margin))
    shot = shot.rotate(chance.uniform(-4, 4), Image.Resampling.BICUBIC, fillcolor=table)
    width, height = shot.size

    def shift() -> float:
        return chance.uniform(-0.012, 0.012)

    corners = [(0, 0), (0, height), (width, height), (width, 0)]
    seen = [value for x, y in corners for value in (x + shift() * width, y + shift() * height)]
    shot = shot.transform(shot.size, Image.Transform.QUAD, seen, Image.Resampling.BICUBIC)
    shot = shot.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.1) * width / 1476))
    points = np.asarray(shot).astype(np.float32) * chance.uniform(0.8, 1.05)
    points += np.linspace(chance.uniform(-30, 10), chance.uniform(-10, 30), width)[None, :, None]
    noise = np.random.default_rng(chance.randrange(2**31))
    points += noise.normal(0, chance.uniform(2, 14), points.shape)
    shot = Image.fromarray(np.clip(points, 0, 255).astype(np.uint8))
    return shot.rotate(chance.choice([0, 90, 180, 270]) if turned is None else turned, expand=True)


@cache
def text_font(size: int) -> ImageFont.FreeTypeFont:
    """A plain font, from the wheel that documents are set with."""
    folder = files("justmytype_western_core") / "fonts/ofl/notosans"
    with as_file(
        next(
            entry
            for entry in sorted(folder.iterdir(), key=str)
            if entry.name.endswith(".ttf") and "Italic" not in entry.name
        )
    ) as path:
        return ImageFont.truetype(str(path), size)


@cache
def _glyph(character: str, dpi: int) -> Image.Image:
    """The character as a mask, drawn four times too large and made smaller."""
    times = 4
    mm = dpi / 25.4 * times
    unit, stroke = _HEIGHT * mm / 10, _STROKE * mm
    canvas = Image.new("L", (round(_PITCH * mm), round(_HEIGHT * mm + stroke)), 0)
    pen = ImageDraw.Draw(canvas)
    left = (_PITCH * mm - 6 * unit) / 2
    for command in _GLYPHS[character].split(";"):
        kind, *rest = command.split()
        numbers = list(map(float, rest))
        points = list(zip(numbers[::2], numbers[1::2], strict=True)) if kind == "L" else _arc(*numbers)
        placed = [(left + x * unit, stroke / 2 + y * unit) for x, y in points]
        pen.line(placed, fill=255, width=round(stroke), joint="curve")
        for x, y in (placed[0], placed[-1]):
            pen.ellipse([x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2], fill=255)
    return canvas.resize((canvas.width // times, canvas.height // times), Image.Resampling.LANCZOS)


def _arc(x: float, y: float, across: float, down: float, first: float, last: float) -> list[tuple[float, float]]:
    steps = [math.radians(first + (last - first) * step / 40) for step in range(41)]
    return [(x + across * math.cos(step), y + down * math.sin(step)) for step in steps]


def _short(day: tuple[int, int, int]) -> str:
    return f"{day[0] % 100:02}{day[1]:02}{day[2]:02}"


def _zone(
    number: str,
    surname: str,
    given: str,
    state: str,
    nationality: str,
    birth: str,
    sex: str,
    expiry: str,
    optional: str,
) -> tuple[str, str]:
    names = f"{surname}<<{given}".replace(" ", "<")
    number, optional = number.ljust(9, "<"), optional.ljust(14, "<")
    parts = [number + check_digit(number), birth + check_digit(birth), expiry + check_digit(expiry)]
    parts.append(optional + (check_digit(optional) if optional.strip("<") else "<"))
    second = parts[0] + nationality.ljust(3, "<") + parts[1] + sex.replace("X", "<") + parts[2] + parts[3]
    return f"P<{state.ljust(3, '<')}{names}".ljust(44, "<")[:44], second + check_digit("".join(parts))
