"""Days on which a company works, and days counted in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.tenants.days import LAST_DAY

_ONE = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """A company's calendar: every day but its weekend (1 for Monday to 7 for Sunday) and its holidays."""

    weekend: Collection[int]
    holidays: Collection[date]

    def is_working(self, day: date) -> bool:
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day. For 0 the day itself, or the next working day where it is none.

        400 where that lies beyond the year 2199.
        """
        left = count
        if not left and not self.is_working(day):
            left = 1
        while left:
            if day >= LAST_DAY:
                raise _too_far()
            day += _ONE
            left -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days there are after `first` until `last`, both of which may lie in any order."""
        days = range(first.toordinal() + 1, last.toordinal() + 1)
        return sum(self.is_working(date.fromordinal(day)) for day in days)


def days_after(day: date, count: int) -> date:
    """The calendar day so many days later; 400 where that lies beyond the year 2199."""
    ordinal = day.toordinal() + count
    if ordinal > LAST_DAY.toordinal():
        raise _too_far()
    return date.fromordinal(ordinal)


def _too_far() -> RuleViolation:
    return RuleViolation(say("A due date would lie after {day}.", day=LAST_DAY), code="out_of_range", field="due_date")
