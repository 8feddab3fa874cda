"""Passports read from pictures. The hundred specimens are read by `python -m bench.reading`."""

import random
from datetime import date

import numpy as np
import pytest
from PIL import Image

from apps.documents.reading.engine import engine
from apps.documents.reading.passport import read_passport
from tests.specimens import make_specimen, photograph, print_page

TODAY = date(2026, 11, 22)


def read(picture: Image.Image) -> dict[str, object]:
    points = np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
    return read_passport(points, engine(), today=TODAY).body()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_reads_a_passport_at_any_of_the_four_rotations(turned: int) -> None:
    chance = random.Random(turned)
    specimen = make_specimen(chance)
    found = read(photograph(print_page(specimen, chance), chance, turned=turned))
    assert found["mrz"] == list(specimen.lines)
    assert {name: found["fields"][name] for name in specimen.fields} == specimen.fields  # type: ignore[index]
    assert found["is_valid"] is True
    assert found["format"] == "TD3"
    assert found["confidence"] > 0.9  # type: ignore[operator]


def test_a_forged_number_is_read_but_not_valid() -> None:
    chance = random.Random(5)
    specimen = make_specimen(chance)
    other = "4" if specimen.lines[1][9] != "4" else "7"
    forged = type(specimen)(
        specimen.fields, (specimen.lines[0], specimen.lines[1][:9] + other + specimen.lines[1][10:])
    )
    found = read(photograph(print_page(forged, chance), chance, turned=0))
    assert found["is_valid"] is False
    assert found["checks"]["passport_number"] is False  # type: ignore[index]
    assert found["fields"]["surname"] == specimen.fields["surname"]  # type: ignore[index]


def test_a_page_without_a_zone_holds_no_passport() -> None:
    specimen = make_specimen(random.Random(1))
    page = print_page(specimen, random.Random(1))
    found = read(page.crop((0, 0, page.width, round(page.height * 0.78))))
    assert (found["mrz"], found["is_valid"], found["format"]) == ([], False, None)
    assert set(found["fields"].values()) == {None}  # type: ignore[attr-defined]


def test_an_empty_picture_holds_no_passport() -> None:
    assert read(Image.new("RGB", (800, 600), "white"))["is_valid"] is False
