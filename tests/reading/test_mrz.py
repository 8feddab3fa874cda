"""The machine-readable zone as text: the specimens that ICAO Doc 9303 prints, and what must not pass."""

from datetime import date

import pytest

from apps.documents.reading.mrz import FORMATS, Zone, check_digit, read_zone, zone_of

TODAY = date(2026, 11, 22)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")


@pytest.mark.parametrize(("text", "digit"), [("520727", "3"), ("AB2134<<<", "5"), ("<<<<<<", "0"), ("L898902C3", "6")])
def test_computes_the_check_digits_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize(("lines", "name", "number"), [(TD3, "TD3", "L898902C3"), (TD2, "TD2", "D23145890")])
def test_reads_the_standards_own_two_line_specimens(lines: tuple[str, ...], name: str, number: str) -> None:
    zone = zone_of(lines, today=TODAY)
    assert zone is not None
    assert (zone.format, zone.is_valid) == (name, True)
    assert zone.fields["passport_number"] == number
    assert (zone.fields["surname"], zone.fields["given_names"]) == ("ERIKSSON", "ANNA MARIA")
    assert (zone.fields["nationality"], zone.fields["issuing_state"], zone.fields["sex"]) == ("UTO", "UTO", "F")
    assert (zone.fields["birth_date"], zone.fields["expiry_date"]) == ("1974-08-12", "2012-04-15")


def test_reads_the_standards_own_card() -> None:
    zone = zone_of(TD1, today=TODAY)
    assert zone is not None
    assert (zone.format, zone.is_valid, zone.fields["passport_number"]) == ("TD1", True, "D23145890")
    assert (zone.fields["surname"], zone.fields["birth_date"]) == ("ERIKSSON", "1974-08-12")


@pytest.mark.parametrize("place", [0, 4, 9, 13, 19, 21, 27, 30, 42, 43])
def test_one_wrong_character_is_never_valid(place: int) -> None:
    wrong = "7" if TD3[1][place] != "7" else "4"
    zone = zone_of((TD3[0], TD3[1][:place] + wrong + TD3[1][place + 1 :]), today=TODAY)
    assert zone is not None
    assert not zone.is_valid
    assert not all(zone.checks.values())


def doubted(lines: tuple[str, ...], **doubts: dict[str, float]) -> Zone:
    """The zone where some places of the second line (`c5` is column 5) may hold several characters."""
    cells = [[{character: 1.0} for character in line] for line in lines]
    for place, cell in doubts.items():
        cells[1][int(place[1:])] = cell
    return read_zone(FORMATS[0], cells, today=TODAY)


def test_a_letter_that_looks_like_a_digit_is_put_right_where_the_check_digit_says_so() -> None:
    zone = doubted(TD3, c5={"O": 0.9, "0": 0.1})
    assert (zone.fields["passport_number"], zone.is_valid) == ("L898902C3", True)


def number_in_zone(number: str) -> tuple[str, str]:
    birth, expiry = "7408122", "1204159"
    counted = f"{number}{check_digit(number)}"
    digit = check_digit(f"{counted}{birth}{expiry}<<<<<<<<<<<<<<<")
    return TD3[0], f"{counted}UTO{birth}F{expiry}<<<<<<<<<<<<<<<{digit}"


def test_two_ways_to_put_it_right_that_are_as_likely_are_none() -> None:
    """Either zero of 0AB0 may be the letter: both stand under the weight 7."""
    doubt = {"0": 0.6, "O": 0.4}
    zone = doubted(number_in_zone("OAB0CDEF1"), c0=doubt, c3=doubt)
    assert (zone.checks["passport_number"], zone.is_valid) == (False, False)


def test_two_letters_that_cancel_out_are_not_taken_for_zeros() -> None:
    """24 under the weights 3 and 7 is 240: two O read as zeros fit as well."""
    doubt = {"0": 0.55, "O": 0.45}
    zone = doubted(number_in_zone("2O39VSOA6"), c1=doubt, c6=doubt)
    assert (zone.checks["passport_number"], zone.is_valid) == (False, False)
    sure = {"0": 0.98, "O": 0.02}
    assert doubted(number_in_zone("2039VS0A6"), c1=sure, c6=sure).is_valid


def test_a_day_that_is_in_no_calendar_is_not_valid() -> None:
    birth = "740231"
    parts = ("L898902C36", birth + check_digit(birth), "1204159", "ZE184226B<<<<<1")
    second = f"{parts[0]}UTO{parts[1]}F{parts[2]}{parts[3]}{check_digit(''.join(parts))}"
    zone = zone_of((TD3[0], second), today=TODAY)
    assert zone is not None
    assert all(zone.checks.values())
    assert (zone.fields["birth_date"], zone.is_valid) == ("", False)


def test_a_birthday_lies_in_the_past_and_an_expiry_may_lie_ahead() -> None:
    zone = zone_of((TD3[0], "L898902C36UTO2612312F3612313<<<<<<<<<<<<<<<0"), today=TODAY)
    assert zone is not None
    assert (zone.fields["birth_date"], zone.fields["expiry_date"]) == ("1926-12-31", "2036-12-31")


@pytest.mark.parametrize("lines", [(), ("P<UTO",), (TD3[0],), (TD3[0].lower(), TD3[1]), (TD3[0], TD3[1][:-1])])
def test_what_is_of_no_formats_size_is_no_zone(lines: tuple[str, ...]) -> None:
    assert zone_of(lines, today=TODAY) is None
