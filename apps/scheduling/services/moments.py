"""Times as people write them: without an offset they are where the tenant, or the reminder, is."""

from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from apps.tenants.days import check_day

ONE_DAY = timedelta(days=1)


def localize(moment: datetime, zone: tzinfo, *, field: str) -> datetime:
    """The moment with an offset: its own, or that of the zone. 400 outside of the years 1900 to 2199."""
    check_day(moment.date(), field=field)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def midnight(day: Any, zone: tzinfo) -> datetime:
    """The first moment of a day in a zone."""
    return datetime.combine(day, time.min, tzinfo=zone)
