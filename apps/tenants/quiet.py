"""Hours in which nobody is disturbed, written as `22:00-07:00`; they may reach past midnight."""

import re
from datetime import datetime, time, timedelta, tzinfo

from apps.core.texts import say

_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


def check_hours(value: object) -> str | None:
    """What is wrong with the hours, or None; empty text is none at all."""
    if value == "" or (isinstance(value, str) and (match := _HOURS.fullmatch(value)) and match[0][:5] != match[0][6:]):
        return None
    return say("Hours as 22:00-07:00 are needed, or an empty text.")


def after_quiet(moment: datetime, hours: str, zone: tzinfo) -> datetime:
    """The moment, or the end of the quiet hours that it lies in, as the clocks go in the zone."""
    if not hours:
        return moment
    begins, ends = (time.fromisoformat(part) for part in hours.split("-"))
    local = moment.astimezone(zone)
    day, now = local.date(), local.time()
    if begins < ends:
        return datetime.combine(day, ends, tzinfo=zone) if begins <= now < ends else moment
    if now >= begins:
        return datetime.combine(day + timedelta(days=1), ends, tzinfo=zone)
    return datetime.combine(day, ends, tzinfo=zone) if now < ends else moment
