"""Days as a tenant counts them: today where it is, and the range in which a date makes sense."""

from datetime import date, datetime
from typing import Final

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.tenants.actors import Actor

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)


def today_of(actor: Actor) -> date:
    """The present day where the tenant is."""
    return datetime.now(actor.tenant_timezone).date()


def check_day(day: date, *, field: str) -> date:
    """The day, unless it lies outside of the years 1900 to 2199: then 400."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RuleViolation(
            say("A date must lie between {first_day} and {last_day}.", first_day=FIRST_DAY, last_day=LAST_DAY),
            code="out_of_range",
            field=field,
        )
    return day
