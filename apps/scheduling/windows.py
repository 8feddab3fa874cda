"""What takes place in a window of time, however it recurs: bounded in time, in rows and in what is answered."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.core.errors import RuleViolation
from apps.core.filters import MomentField
from apps.core.texts import say
from apps.scheduling.models import CalendarEvent
from apps.scheduling.occurrences import Occurrence, occurrences_of
from apps.scheduling.services.moments import ONE_DAY, midnight
from apps.tenants.actors import Actor

MOST_SHOWN: Final = 1_000
LONGEST: Final = timedelta(days=400)
USUAL: Final = timedelta(days=31)
_WIDEST: Final = timedelta(days=2)  # how far the clocks of two places lie apart, rounded up
AFTER: Final = "after"


@dataclass(frozen=True)
class Window:
    """From `begin` to before `end`; `after` is the key of the last occurrence that was answered before."""

    begin: datetime
    end: datetime
    after: tuple[datetime, int] | None = None


def window_of(given: Mapping[str, Any], actor: Actor) -> Window:
    """Read `from`, `to` and `after`: 31 days from today unless given, days counting where the tenant is.

    400 for what is no day or time, for a window that ends before it begins or is longer than 400 days.
    """
    zone = actor.tenant_timezone
    begin = _moment(given, "from", actor) or midnight(timezone.now().astimezone(zone).date(), zone)
    end = _moment(given, "to", actor) or begin + USUAL
    if not begin < end <= begin + LONGEST:
        message = say("A window ends after it begins and lasts {days} days at most.", days=LONGEST.days)
        raise RuleViolation(message, code="out_of_range", field="to")
    return Window(begin, end, _after(given.get(AFTER)))


def occurrences_in(rows: QuerySet[CalendarEvent], window: Window) -> tuple[list[Occurrence], str | None]:
    """The occurrences in a window of those events, in order, at most 1,000; then also what `after` is for the rest."""
    found = list(islice(_all_in(rows.order_by(), window), MOST_SHOWN + 1))
    if len(found) <= MOST_SHOWN:
        return found, None
    last = found[MOST_SHOWN - 1]
    return found[:MOST_SHOWN], f"{last.start.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{last.event.pk}"


def _all_in(rows: QuerySet[CalendarEvent], window: Window) -> Iterator[Occurrence]:
    once = rows.filter(Q(end__gt=window.begin) | Q(start__gte=window.begin), rrule="", start__lt=window.end)
    if window.after:
        start, pk = window.after
        once = once.filter(Q(start__gt=start) | Q(start=start, pk__gt=pk))
    singles = (
        occurrence
        for event in once.order_by("start", "id")[: MOST_SHOWN + 1]
        for occurrence in occurrences_of(event, window.begin, window.end)
    )
    yield from merge(singles, *_series_in(rows, window), key=lambda occurrence: occurrence.key)


def _series_in(rows: QuerySet[CalendarEvent], window: Window) -> list[Iterator[Occurrence]]:
    """An iterator for each event that recurs and may reach into the window."""
    earliest = (window.begin - _WIDEST).date() - timedelta(days=366)
    series = list(
        rows.exclude(rrule="").filter(Q(recurs_until=None) | Q(recurs_until__gte=earliest), start__lt=window.end)
    )
    taken: dict[int, set[date]] = defaultdict(set)
    for changed in CalendarEvent.unscoped.filter(recurring_event__in=series).only(
        "recurring_event_id", "original_date"
    ):
        if changed.recurring_event_id and changed.original_date:
            taken[changed.recurring_event_id].add(changed.original_date)
    return [_not_before(occurrences_of(event, window.begin, window.end, taken[event.pk]), window) for event in series]


def _not_before(found: Iterator[Occurrence], window: Window) -> Iterator[Occurrence]:
    return (occurrence for occurrence in found if window.after is None or occurrence.key > window.after)


def _moment(given: Mapping[str, Any], name: str, actor: Actor) -> datetime | None:
    """A day or a time; a day in `to` is included."""
    try:
        value = MomentField(required=False).clean(given.get(name))
    except ValidationError as exc:
        raise RuleViolation(" ".join(exc.messages), code="invalid", field=name) from exc
    if value is None:
        return None
    zone = actor.tenant_timezone
    if not isinstance(value, datetime):
        return midnight(value + (ONE_DAY if name == "to" else timedelta()), zone)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def _after(given: str | None) -> tuple[datetime, int] | None:
    if not given:
        return None
    moment, _, pk = given.partition("_")
    try:
        start = parse_datetime(moment)
    except ValueError:
        start = None
    if start is None or start.tzinfo is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        message = say("{given!r} is nothing that `next` named.", given=given[:50])
        raise RuleViolation(message, code="invalid", field=AFTER)
    return start, int(pk)
