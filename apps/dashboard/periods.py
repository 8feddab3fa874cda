"""The days that figures are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date

from apps.core.errors import RuleViolation
from apps.core.filters import day_start
from apps.core.texts import say

UNITS: Final = ("week", "month", "quarter", "year")
LONGEST_YEARS: Final = 20


@dataclass(frozen=True)
class Period:
    """Whole days from the first to the last, both included, in a timezone."""

    first: date
    last: date
    timezone: ZoneInfo

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The beginning of the first day and the end of the last, to be compared with times."""
        return day_start(self.first, self.timezone), day_start(self.last + timedelta(days=1), self.timezone)


def period_of(parameters: Mapping[str, str], *, timezone: ZoneInfo, today: date) -> Period:
    """The period that `from`, `to` and `period` ask for.

    `to` is today unless given; `from` is the first day of the week (a Monday), month, quarter or year in which `to`
    falls; the month unless `period` says otherwise. 400 naming the parameter for anything else.
    """
    unit = parameters.get("period") or "month"
    if unit not in UNITS:
        raise RuleViolation(
            say("{unit!r} is no period; choose from {units}.", unit=unit, units=", ".join(UNITS)),
            code="invalid",
            field="period",
        )
    last = _day(parameters, "to") or today
    first = _day(parameters, "from") or _first_day(unit, last)
    if first > last:
        raise RuleViolation(
            say("The period begins on {first}, after its end on {last}.", first=first, last=last),
            code="invalid",
            field="from",
        )
    if (last.year - LONGEST_YEARS, last.month, last.day) > (first.year, first.month, first.day):
        raise RuleViolation(
            say("A period has at most {longest_years} years.", longest_years=LONGEST_YEARS),
            code="invalid",
            field="from",
        )
    return Period(first, last, timezone)


def _day(parameters: Mapping[str, str], name: str) -> date | None:
    text = parameters.get(name)
    if not text:
        return None
    try:
        day = parse_date(text) if text.isascii() else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year < MAXYEAR:
        raise RuleViolation(say("{text!r} is not a date such as 2024-01-31.", text=text), code="invalid", field=name)
    return day


def _first_day(unit: str, day: date) -> date:
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day.replace(day=1)
