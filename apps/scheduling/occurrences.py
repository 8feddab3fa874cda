"""When an event takes place: once, or on each day that its rule names, at its time of day where it is."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from apps.scheduling.models import CalendarEvent
from apps.scheduling.recurrence import Rule, read_rule
from apps.scheduling.services.moments import midnight
from apps.tenants.days import LAST_DAY

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an event takes place; `day` names it among those of an event that recurs."""

    event: CalendarEvent
    day: date | None
    start: datetime
    end: datetime

    @property
    def key(self) -> tuple[datetime, int]:
        """What occurrences are put in order by; no two have the same."""
        return self.start, self.event.pk

    @property
    def series(self) -> int | None:
        """The id of the event that recurs."""
        return self.event.pk if self.event.rrule else self.event.recurring_event_id


def span_on(event: CalendarEvent, day: date) -> tuple[datetime, datetime]:
    """The start and the end of the occurrence that begins on a day.

    Whole days are days on the clocks there; otherwise an occurrence lasts exactly as long as the first (RFC 5545,
    3.8.5.3). A time that the clocks skip is the one as long after midnight by the offset before (3.3.5).
    """
    zone = event.zone
    if event.all_day:
        return midnight(day, zone), midnight(day + (event.end_day - event.first_day), zone)
    start = datetime.combine(day, event.local_start.time(), tzinfo=zone).astimezone(UTC)
    return start, start + (event.end - event.start)


def occurrences_of(
    event: CalendarEvent, begin: datetime, end: datetime, taken: Collection[date] = ()
) -> Iterator[Occurrence]:
    """An event's occurrences that reach into the time from `begin` to before `end`, in order.

    `taken` are the days whose occurrence has a row of its own.
    """
    if not event.rrule:
        if _reaches(event.start, event.end, begin, end):
            yield Occurrence(event, event.original_date, event.start, event.end)
        return
    first = max((begin - (event.end - event.start)).astimezone(event.zone).date() - _DAY, event.first_day)
    last = min(end.astimezone(event.zone).date() + _DAY, event.recurs_until or LAST_DAY)
    left_out = {*event.exdates, *taken}
    for day in read_rule(event.rrule).days(event.first_day, first, last):
        if day not in left_out:
            start, stop = span_on(event, day)
            if _reaches(start, stop, begin, end):
                yield Occurrence(event, day, start, stop)


def recurs_on(event: CalendarEvent, day: date) -> bool:
    """Whether the rule names the day, whatever has become of its occurrence."""
    if not event.rrule or day > (event.recurs_until or LAST_DAY):
        return False
    return day in read_rule(event.rrule).days(event.first_day, day, day)


def last_day_of(event: CalendarEvent, rule: Rule) -> date | None:
    """The day of the last occurrence of an event under a rule; None without end."""

    def is_before_end(day: date) -> bool:
        until = rule.until
        if not isinstance(until, datetime):
            return until is None or day <= until
        start, _ = span_on(event, day)
        if event.all_day:
            return day <= until.date()
        return start <= (until if until.tzinfo else until.replace(tzinfo=event.zone))

    return rule.last_day(event.first_day, LAST_DAY, is_before_end)


def rule_text(event: CalendarEvent) -> str:
    """The rule as calendar programs read it: an UNTIL of the kind that the start is (RFC 5545, 3.3.10)."""
    rule = read_rule(event.rrule)
    if rule.until is None or event.recurs_until is None:
        return rule.text()
    if event.all_day:
        return rule.text(until=event.recurs_until.strftime("%Y%m%d"))
    return rule.text(until=span_on(event, event.recurs_until)[0].strftime("%Y%m%dT%H%M%SZ"))


def _reaches(start: datetime, stop: datetime, begin: datetime, end: datetime) -> bool:
    return start < end and (stop > begin or start >= begin)
