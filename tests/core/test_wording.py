"""Figures, dates and words as languages write them."""

from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from apps.core.rendering.figures import FORMATS, figure_style, format_day
from apps.core.rendering.wording import Wording
from apps.core.rendering.words import LANGUAGES, words


@pytest.mark.parametrize(
    ("figure", "written"),
    [("0.00", "0.00"), ("999", "999"), ("1000.5", "1,000.5"), ("-1234567.89", "-1,234,567.89"), ("-100.50", "-100.50")],
)
def test_separates_thousands(figure: str, written: str) -> None:
    assert figure_style("en")(figure) == written


@pytest.mark.parametrize("example", FORMATS)
def test_writes_a_figure_like_the_chosen_example(example: str) -> None:
    plain = "123456.78" if example.startswith("1,23,") else "1234.56"
    assert figure_style("de", example)(plain) == example


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "1.234.567,80"),
        ("fr", "1\u00a0234\u00a0567,80"),
        ("hi", "12,34,567.80"),
        ("de-ch", "1’234’567.80"),
        ("ar", "1,234,567.80"),
        ("zz", "1,234,567.80"),
    ],
)
def test_follows_the_language(language: str, written: str) -> None:
    assert figure_style(language)("1234567.80") == written


def test_writes_dates_that_nobody_reads_as_another_day() -> None:
    days = [format_day(date(2024, 2, 3), language) for language in ("en", "en-gb", "de", "zh-hans", "nonsense!")]
    assert days == ["February 3, 2024", "3 February 2024", "3. Februar 2024", "2024年2月3日", "February 3, 2024"]


def test_writes_a_rate_as_a_percentage() -> None:
    assert [Wording("de").percent(rate) for rate in ("0.09975", "0.1", Decimal("0"))] == [
        "9,975\u00a0%",
        "10\u00a0%",
        "0\u00a0%",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_the_same_places_to_fill(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english, spoken = words("en"), words(language)
    assert spoken.keys() == english.keys()
    assert {key for key, text in spoken.items() if not text.strip()} == set()
    # The company is told again below a mail.
    assert {key for key in english if places(spoken[key]) - {"company"} != places(english[key]) - {"company"}} == set()


def test_falls_back_to_english_words() -> None:
    assert words("pl") == words("en")
    assert words("ZH_hant")["invoice"] == "发票"
