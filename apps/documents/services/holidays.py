"""Every change of the days off, and the public holidays of countries."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.texts import say
from apps.documents.models import Holiday
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of
from apps.tenants.locks import lock_row

MAX_YEARS: Final = 20


@transaction.atomic
def create_holiday(*, actor: Actor, **fields: Any) -> Holiday:
    """A day off. 400 for one that is there already."""
    holiday = Holiday(tenant_id=actor.acting_tenant_id, owner_id=actor.pk, **fields)
    _check_holiday(holiday)
    insert_row(holiday)
    record(actor=actor, action="create", target=holiday, new={"date": holiday.date, "name": holiday.name})
    return holiday


@transaction.atomic
def change_holiday(*, actor: Actor, holiday: Holiday, **changes: Any) -> Holiday:
    """Change a day off. Due dates that were counted before stay as they are."""
    holiday = lock_row(Holiday, actor=actor, pk=holiday.pk)
    old, new = apply_changes(holiday, changes)
    if new:
        _check_holiday(holiday)
        holiday.save()
        record(actor=actor, action="update", target=holiday, old=old, new=new)
    return holiday


@transaction.atomic
def delete_holiday(*, actor: Actor, holiday: Holiday) -> None:
    """Delete a day off."""
    holiday = lock_row(Holiday, actor=actor, pk=holiday.pk)
    record(actor=actor, action="delete", target=holiday, old={"date": holiday.date, "name": holiday.name})
    holiday.delete()


@transaction.atomic
def load_public_holidays(
    *, actor: Actor, country: str, years: Collection[int] = (), subdivision: str = ""
) -> dict[str, int]:
    """Add the public holidays of a country (ISO 3166 alpha-2) or of one of its subdivisions; this year's and the next
    one's unless years are given. Named in English where there is a translation.

    Days that are there already under the same name are left alone. Answers `{created, skipped}`. 400 for a country or
    subdivision that is not known, and for years outside of its calendar.
    """
    wanted = sorted(set(years)) or [today_of(actor).year, today_of(actor).year + 1]
    if len(wanted) > MAX_YEARS:
        raise RuleViolation(say("At most {most} years at once.", most=MAX_YEARS), code="too_many", field="years")
    days = _public_days(country.upper(), wanted, subdivision)
    held = set(
        Holiday.unscoped.filter(tenant_id=actor.acting_tenant_id, country=country.upper(), date__in=days).values_list(
            "date", "name"
        )
    )
    rows = [
        Holiday(tenant_id=actor.acting_tenant_id, owner_id=actor.pk, date=day, name=name[:200], country=country.upper())
        for day, names in days.items()
        for name in names
        if (day, name[:200]) not in held
    ]
    created = Holiday.unscoped.bulk_create(rows)
    for holiday in created:
        record(actor=actor, action="create", target=holiday, new={"date": holiday.date, "name": holiday.name})
    return {"created": len(created), "skipped": sum(len(set(names)) for names in days.values()) - len(created)}


def _public_days(country: str, years: Collection[int], subdivision: str) -> dict[date, list[str]]:
    import holidays as calendars  # 5 MB, which a process that loads none is spared

    known = calendars.list_supported_countries(include_aliases=False)
    if country not in known:
        raise RuleViolation(
            say(
                "The public holidays of {country!r} are not known. Give a country as ISO 3166 writes it, such as ID.",
                country=country,
            ),
            code="unknown_country",
            field="country",
        )
    if subdivision and subdivision not in known[country]:
        message = (
            say(
                "{country} has no subdivision {subdivision!r}; choose from {choices}.",
                country=country,
                subdivision=subdivision,
                choices=", ".join(known[country]),
            )
            if known[country]
            else say("{country} has no subdivisions.", country=country)
        )
        raise RuleViolation(
            message,
            code="unknown_subdivision",
            field="subdivision",
        )
    calendar = calendars.country_holidays(
        country, subdiv=subdivision or None, years=years, language="en_US", expand=False
    )
    if empty := [year for year in years if not calendar.start_year <= year <= calendar.end_year]:
        raise RuleViolation(
            say(
                "The calendar of {country} runs from {first} to {last}, without {year}.",
                country=country,
                first=calendar.start_year,
                last=calendar.end_year,
                year=empty[0],
            ),
            code="out_of_range",
            field="years",
        )
    return {day: calendar.get_list(day) for day in sorted(calendar)}


def _check_holiday(holiday: Holiday) -> None:
    check_day(holiday.date, field="date")
    holiday.name = " ".join(holiday.name.split())
    if not holiday.name:
        raise RuleViolation("This field may not be blank.", code="required", field="name")
    twins = Holiday.unscoped.filter(
        tenant_id=holiday.tenant_id, date=holiday.date, country=holiday.country, name=holiday.name
    )
    if twins.exclude(pk=holiday.pk).exists():
        raise RuleViolation(
            say("{name} on {date} is there already.", name=holiday.name, date=holiday.date), code="taken", field="date"
        )
