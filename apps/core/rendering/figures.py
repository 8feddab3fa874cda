"""How a language writes figures and dates on paper. What the API answers stays plain."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date

NO_BREAK_SPACE = "\u00a0"
FORMATS = ("1,234.56", "1.234,56", f"1{NO_BREAK_SPACE}234,56", "1'234.56", "1,23,456.78", "1234.56", "1234,56")
"""What a tenant may choose, written as it looks."""


@dataclass(frozen=True)
class FigureStyle:
    """The signs between thousands and before the decimals; the last group has 3 digits, those before it `size`."""

    group: str
    point: str
    size: int = 3

    def __call__(self, figure: str) -> str:
        """A figure as the API answers it, "-1234567.80", in this style: "-1,234,567.80"."""
        sign = "-" if figure.startswith("-") else ""
        whole, _, decimals = figure.removeprefix("-").partition(".")
        groups = [whole[-3:]]
        whole = whole[:-3]
        while whole:
            groups.insert(0, whole[-self.size :])
            whole = whole[: -self.size]
        return sign + self.group.join(groups) + (self.point + decimals if decimals else "")


@cache
def figure_style(language: str, example: str = "") -> FigureStyle:
    """The style of an example, one of `FORMATS`; without one that of the language. Digits are always 0 to 9."""
    if example:
        group = "" if example[1].isdigit() else example[1]
        return FigureStyle(group, example[-3], size=2 if example.count(group or " ") == 2 else 3)
    locale = _locale(language)
    signs = locale.number_symbols.get("latn", {"group": ",", "decimal": "."})
    # The narrow space of French is missing in many fonts.
    return FigureStyle(
        signs["group"].replace("\u202f", NO_BREAK_SPACE), signs["decimal"], locale.decimal_formats[None].grouping[1]
    )


@lru_cache(1000)
def format_day(day: date, language: str) -> str:
    """A date in words that no country reads as another day: "January 15, 2024", "15. Januar 2024"."""
    return babel_date(day, "long", _locale(language))


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
