"""What calendar programs are told of a timezone (VTIMEZONE): when its clocks changed and will change, to the second."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=7)
_Change = tuple[timedelta, timedelta, str, bool]
"""The offset before and after, the name after, and whether it is daylight saving time."""


def describe_zone(zone: ZoneInfo, first: datetime, last: datetime) -> Any:
    """The VTIMEZONE of a zone for the time from `first` to `last`."""
    described = Timezone()
    described.add("tzid", zone.key)
    groups: dict[_Change, list[datetime]] = defaultdict(list)
    opening = first.astimezone(zone)
    offset = _offset(opening)
    groups[offset, offset, opening.tzname() or zone.key, bool(opening.dst())].append(_wall(first, offset))
    for moment in _changes(zone, first, last):
        before = _offset((moment - timedelta(seconds=1)).astimezone(zone))
        after = moment.astimezone(zone)
        key = before, _offset(after), after.tzname() or zone.key, bool(after.dst())
        groups[key].append(_wall(moment, before))
    for (before, after_offset, name, is_daylight), onsets in groups.items():
        part = TimezoneDaylight() if is_daylight else TimezoneStandard()
        part.add("dtstart", onsets[0])
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after_offset)
        part.add("tzname", name)
        if onsets[1:]:
            part.add("rdate", onsets[1:])
        described.add_component(part)
    return described


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments, in UTC, at which the zone's offset or the offset's name changes."""
    before = first.astimezone(UTC)
    while before < last:
        after = before + _STEP
        if _state(before, zone) != _state(after, zone):
            yield _first_of_new(before, after, zone)
        before = after


def _first_of_new(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = _state(before, zone)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _state(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _state(moment: datetime, zone: ZoneInfo) -> tuple[timedelta, str | None]:
    local = moment.astimezone(zone)
    return _offset(local), local.tzname()


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _wall(moment: datetime, offset: timedelta) -> datetime:
    """A moment on clocks that are so far ahead of UTC."""
    return (moment.astimezone(UTC) + offset).replace(tzinfo=None)
