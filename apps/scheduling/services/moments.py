"""Times as people write them: without an offset they are where the tenant, the event or the reminder is."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.tenants.days import check_day

ONE_DAY: Final = timedelta(days=1)
_zones = cache(available_timezones)


def find_zone(name: str) -> ZoneInfo:
    """The timezone of a name such as Asia/Jakarta; 400 for one that is none."""
    if name not in _zones():
        raise RuleViolation(
            say("{name!r} is no time zone; an example: Asia/Jakarta.", name=name[:60]),
            code="unknown_timezone",
            field="timezone",
        )
    return ZoneInfo(name)


def localize(moment: datetime, zone: tzinfo, *, field: str) -> datetime:
    """The moment with an offset: its own, or that of the zone. 400 outside of the years 1900 to 2199."""
    check_day(moment.date(), field=field)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in a zone, in UTC: on the clocks there it may be 1 o'clock."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
