"""Recurrence rules (RFC 5545, 3.3.10) as sets of days, at a cost of the days that are asked for.

A rule says on which days an event recurs; its time of day and its length are the event's own. Rules that recur within
a day (HOURLY, BYHOUR and the like) are refused, as calendar programs refuse them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Self

from apps.core.texts import say

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_OCCURRENCES: Final = 5_000
"""What COUNT may ask for."""
MOST_INTERVAL: Final = 1_000
_ONE: Final = timedelta(days=1)
_WEEK: Final = 7
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,4}")
_WEEKDAY: Final = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL: Final = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")
_RANGES: Final = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
}
"""The smallest and the largest number of each part, and whether it may count from the end."""


class BadRule(ValueError):
    """The text is no rule that can be followed; `str()` says why, to people."""


@dataclass(frozen=True)
class Rule:
    """A rule as it was read."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    """The last day, or the last moment: in UTC, or without an offset where the event is."""
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    """Which one of the period (0 for each, -1 for the last) and the day of the week, 0 for Monday."""
    positions: tuple[int, ...] = ()
    week_start: int = 0

    def text(self, until: str = "") -> str:
        """The rule as RFC 5545 writes it; `until` stands in for its own end."""
        numbers = {
            "BYMONTH": self.months,
            "BYWEEKNO": self.weeks,
            "BYYEARDAY": self.year_days,
            "BYMONTHDAY": self.month_days,
        }
        parts = [f"FREQ={self.frequency}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval > 1 else []
        parts += [f"COUNT={self.count}"] if self.count else []
        parts += [f"UNTIL={until or _moment_text(self.until)}"] if self.until else []
        parts += [f"{name}={','.join(map(str, values))}" for name, values in numbers.items() if values]
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{nth or ''}{DAYS[day]}" for nth, day in self.weekdays))
        parts += [f"BYSETPOS={','.join(map(str, self.positions))}"] if self.positions else []
        parts += [f"WKST={DAYS[self.week_start]}"] if self.week_start else []
        return ";".join(parts)

    def days(self, start: date, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last` on which an event of `start` recurs, in order. COUNT and UNTIL are not
        looked at. `start` is always one of them."""
        rule = self._anchored(start)
        first = max(first, start)
        if first == start <= last:
            yield start
            first += _ONE
        for period in rule._periods(start, first, last):
            for day in rule._chosen(period):
                if day > last:
                    return
                if day >= first:
                    yield day

    def last_day(self, start: date, horizon: date, is_before_end: Callable[[date], bool]) -> date | None:
        """The day of the last occurrence; None for a rule without end.

        `is_before_end` says whether the occurrence of a day is not after `until`.
        """
        if self.count is None and self.until is None:
            return None
        if self.until is not None:
            day = min(self.until_day + _ONE, horizon)  # where the event is, it may be the day after
            while day > start and not is_before_end(day):
                day -= _ONE
            return day
        last = start
        for number, day in enumerate(self.days(start, start, horizon), start=1):
            last = day
            if number == self.count:
                break
        return last

    @property
    def until_day(self) -> date:
        """The day of `until`, or the last there is."""
        return self.until.date() if isinstance(self.until, datetime) else self.until or date.max

    def _anchored(self, start: date) -> Self:
        """The rule with what it leaves to the first day written out."""
        is_free = not (self.weeks or self.year_days or self.month_days or self.weekdays)
        if self.frequency == "WEEKLY" and not self.weekdays:
            return replace(self, weekdays=((0, start.weekday()),))
        if self.frequency == "YEARLY" and self.weeks and not (self.weekdays or self.year_days or self.month_days):
            return replace(self, weekdays=((0, start.weekday()),))
        if self.frequency == "MONTHLY" and is_free:
            return replace(self, month_days=(start.day,))
        if self.frequency == "YEARLY" and is_free:
            return replace(self, months=self.months or (start.month,), month_days=(start.day,))
        return self

    def _periods(self, start: date, first: date, last: date) -> Iterator[list[date]]:
        """The days of each period that the interval takes, from the one before `first` at the earliest."""
        begin, number, nth = self._counting(start)
        step = max(0, (number(first) - begin) // self.interval)
        while True:
            opening, closing = nth(begin + step * self.interval)
            if opening > last:
                return
            yield [opening + timedelta(days=n) for n in range((closing - opening).days)]
            step += 1

    def _counting(self, start: date) -> tuple[int, Callable[[date], int], Callable[[int], tuple[date, date]]]:
        """The number of the period of `start`, that of any day, and a period's first day and the one after its last."""
        if self.frequency == "YEARLY":
            return start.year, lambda day: day.year, lambda n: (date(n, 1, 1), date(n + 1, 1, 1))
        if self.frequency == "MONTHLY":

            def month_of(day: date) -> int:
                return day.year * 12 + day.month - 1

            return month_of(start), month_of, lambda n: (_month_start(n), _month_start(n + 1))
        length, shift = (1, 0) if self.frequency == "DAILY" else (_WEEK, self.week_start + 1)

        def number(day: date) -> int:
            return (day.toordinal() - shift) // length

        def span(n: int) -> tuple[date, date]:
            opening = n * length + shift
            return date.fromordinal(opening), date.fromordinal(opening + length)

        return number(start), number, span

    def _chosen(self, period: list[date]) -> list[date]:
        fitting = [day for day in period if self._fits(day)]
        if not self.positions:
            return fitting
        places = {place - 1 if place > 0 else len(fitting) + place for place in self.positions}
        return [day for place, day in enumerate(fitting) if place in places]

    def _fits(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days and not _is_among(day.day, _days_in_month(day), self.month_days):
            return False
        if self.year_days and not _is_among(_year_day(day), _days_in_year(day), self.year_days):
            return False
        if self.weeks and not _is_among(*self._week_of(day), self.weeks):
            return False
        return not self.weekdays or any(self._is_weekday(day, nth, weekday) for nth, weekday in self.weekdays)

    def _is_weekday(self, day: date, nth: int, weekday: int) -> bool:
        if day.weekday() != weekday:
            return False
        if not nth:
            return True
        in_month = self.frequency == "MONTHLY" or bool(self.months)
        place, length = (day.day, _days_in_month(day)) if in_month else (_year_day(day), _days_in_year(day))
        return nth in ((place - 1) // _WEEK + 1, -((length - place) // _WEEK + 1))

    def _week_of(self, day: date) -> tuple[int, int]:
        """The number of a day's week, and how many weeks that year has; week 1 has at least four days of the year."""
        middle = day - timedelta(days=(day.weekday() - self.week_start) % _WEEK) + timedelta(days=3)
        last = date(middle.year, 12, 28)  # always in the last week, in which 4 January of the next year never is
        last_middle = last - timedelta(days=(last.weekday() - self.week_start) % _WEEK) + timedelta(days=3)
        return (_year_day(middle) - 1) // _WEEK + 1, (_year_day(last_middle) - 1) // _WEEK + 1


def read_rule(text: str) -> Rule:
    """The rule of a text such as `FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20241231`, with or without `RRULE:` before it.

    Raises BadRule for what is no rule, recurs within a day, or asks for more than 5,000 occurrences.
    """
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise BadRule(say("{part!r} is not a part as INTERVAL=2, or stands there twice.", part=part[:50]))
        parts[name] = value
    rule = Rule(
        frequency=_frequency(parts.pop("FREQ", "")),
        interval=_whole("INTERVAL", parts.pop("INTERVAL", "1"), MOST_INTERVAL),
        count=_whole("COUNT", parts.pop("COUNT"), MOST_OCCURRENCES) if "COUNT" in parts else None,
        until=_until(parts.pop("UNTIL")) if "UNTIL" in parts else None,
        months=_numbers("BYMONTH", parts.pop("BYMONTH", "")),
        weeks=_numbers("BYWEEKNO", parts.pop("BYWEEKNO", "")),
        year_days=_numbers("BYYEARDAY", parts.pop("BYYEARDAY", "")),
        month_days=_numbers("BYMONTHDAY", parts.pop("BYMONTHDAY", "")),
        weekdays=_weekdays(parts.pop("BYDAY", "")),
        positions=_numbers("BYSETPOS", parts.pop("BYSETPOS", "")),
        week_start=_week_start(parts.pop("WKST", "MO")),
    )
    if parts:
        raise BadRule(say("{name} cannot be part of the rule of an event.", name=next(iter(parts))[:50]))
    _check_together(rule)
    return rule


def _check_together(rule: Rule) -> None:
    yearly = rule.frequency == "YEARLY"
    counted = any(nth for nth, _ in rule.weekdays)
    others = rule.months or rule.weeks or rule.year_days or rule.month_days or rule.weekdays
    if rule.count is not None and rule.until is not None:
        raise BadRule(say("A rule ends by COUNT or by UNTIL, not by both."))
    if (rule.weeks or rule.year_days) and not yearly:
        raise BadRule(say("BYWEEKNO and BYYEARDAY belong to FREQ=YEARLY."))
    if rule.month_days and rule.frequency == "WEEKLY":
        raise BadRule(say("BYMONTHDAY does not belong to FREQ=WEEKLY."))
    if counted and (rule.weeks or not (yearly or rule.frequency == "MONTHLY")):
        raise BadRule(say("A counted weekday such as 2TU belongs to FREQ=MONTHLY, or to FREQ=YEARLY without BYWEEKNO."))
    if rule.positions and not others:
        raise BadRule(say("BYSETPOS chooses from what another BY part names; there is none."))


def _frequency(value: str) -> str:
    if value not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise BadRule(say("FREQ has to be DAILY, WEEKLY, MONTHLY or YEARLY."))
    return value


def _whole(name: str, value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= most):
        raise BadRule(say("{name} has to be a number from 1 to {most}.", name=name, most=most))
    return int(value)


def _numbers(name: str, value: str) -> tuple[int, ...]:
    least, most, may_count_back = _RANGES[name]
    found = []
    for item in value.split(",") if value else ():
        number = int(item) if _NUMBER.fullmatch(item) else 0
        if not least <= (abs(number) if may_count_back else number) <= most:
            raise BadRule(say("{item!r} in {name} is no number from {least} to {most}.", item=item[:20], name=name,
                              least=least, most=most))  # fmt: skip
        found.append(number)
    return tuple(dict.fromkeys(found))


def _weekdays(value: str) -> tuple[tuple[int, int], ...]:
    found = []
    for item in value.split(",") if value else ():
        match = _WEEKDAY.fullmatch(item)
        nth = int(match[1] or 0) if match else 99
        if match is None or abs(nth) > 53 or (match[1] and not nth):
            raise BadRule(say("{item!r} in BYDAY is no weekday such as MO, 2TU or -1FR.", item=item[:20]))
        found.append((nth, DAYS.index(match[2])))
    return tuple(dict.fromkeys(found))


def _week_start(value: str) -> int:
    if value not in DAYS:
        raise BadRule(say("WKST has to be one of {days}.", days=", ".join(DAYS)))
    return DAYS.index(value)


def _until(value: str) -> date | datetime:
    match = _UNTIL.fullmatch(value)
    try:
        if match and match[2]:
            moment = datetime.strptime(f"{match[1]}{match[2]}", "%Y%m%d%H%M%S")
            until: date = moment.replace(tzinfo=UTC) if match[3] else moment
        else:
            until = datetime.strptime(match[1] if match else "", "%Y%m%d").date()
    except ValueError as exc:
        raise BadRule(say("UNTIL has to be a day as 20241231, or a moment as 20241231T235959Z.")) from exc
    if not 1900 <= until.year <= 2199:
        raise BadRule(say("UNTIL has to lie in the years 1900 to 2199."))
    return until


def _moment_text(until: date | datetime | None) -> str:
    if isinstance(until, datetime):
        return until.strftime("%Y%m%dT%H%M%S") + ("Z" if until.tzinfo else "")
    return until.strftime("%Y%m%d") if until else ""


def _month_start(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _days_in_month(day: date) -> int:
    return (_month_start(day.year * 12 + day.month) - day.replace(day=1)).days


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _days_in_year(day: date) -> int:
    return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days


def _is_among(place: int, length: int, wanted: tuple[int, ...]) -> bool:
    return place in wanted or place - length - 1 in wanted
