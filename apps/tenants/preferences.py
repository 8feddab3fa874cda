"""A tenant's settings: what may be set, and what holds where nothing is."""

import json
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop
from moneyed import CURRENCIES

from apps.core.errors import RuleViolation
from apps.core.rendering.figures import FORMATS
from apps.core.texts import say
from apps.tenants.quiet import check_hours

Check = Callable[[Any], str | None]
"""What is wrong with a value, or None."""
MAXIMUM_BYTES = 16_000
_PLACEHOLDER = re.compile(r"\{(year|yy|month|number)(?::0([1-9])d)?\}")


@dataclass(frozen=True)
class Preferences:
    """Typed view of `Tenant.settings`. Keys unknown here are kept in the row and mean nothing to the product."""

    timezone: str = "UTC"
    language: str = "en"
    currency: str = "USD"
    invoice_number_pattern: str = "INV-{year}-{number:03d}"
    quote_number_pattern: str = "QUO-{year}-{number:03d}"
    credit_note_number_pattern: str = "CN-{year}-{number:03d}"
    payment_terms_days: int = 30
    quote_validity_days: int = 30
    reminder_days: tuple[int, ...] = (7, 14, 30)
    """Days after the due date on which a client is reminded of an open invoice; none switches it off."""
    expiry_reminder_days: tuple[int, ...] = (60, 30, 7)
    """Days before a document expires on which whoever keeps it is reminded; none switches it off."""
    weekend_days: tuple[int, ...] = (6, 7)
    """The days of the week without work, 1 for Monday to 7 for Sunday."""
    exchange_rate_currencies: tuple[str, ...] = ()
    """The currencies whose rates are asked of the installation's source every day."""
    exchange_rate_days: int | None = None
    """For how many days a rate holds; until the next one where nothing is said."""
    late_fees: tuple[str, ...] = ()
    """What a client is charged at each of the reminder days: in the tenant's currency, or as much in the invoice's."""
    links_in_mails: bool = False
    """Whether quotes and invoices that are mailed, and reminders, carry a public link to their page."""
    default_tax_name: str = ""
    default_tax_rate: str = "0"
    """The tax of a line that says nothing about tax."""
    quiet_hours: str = ""
    """When nobody is sent what can wait, such as 22:00-07:00; empty for no such hours."""
    accent_color: str = "#1f5fbf"
    number_format: str = ""
    """How figures look on documents, one of `figures.FORMATS`; empty for the language's own way."""
    address: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    requests_per_hour: int | None = None
    second_factor_required: bool = False
    automation_paused: bool = False
    """Whether schedules issue nothing and nobody is reminded of anything. A tenant that was brought in as a copy begins
    so; what falls due meanwhile is made up for when it ends."""

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in settings.items() if name in names})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def default_settings() -> dict[str, Any]:
    """What holds where nothing is set, as JSON has it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(Preferences()).items()}


def merge_settings(held: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with the changes made; null takes one back to its default. 400 that names the key at fault."""
    for name, value in changes.items():
        if value is not None and name in _CHECKS and (problem := _CHECKS[name](value)):
            raise RuleViolation(problem, code="invalid", field=f"settings.{name}")
    merged = {name: value for name, value in {**held, **changes}.items() if value is not None}
    if len(json.dumps(merged)) > MAXIMUM_BYTES:
        raise RuleViolation(
            say("All settings together have at most {maximum_bytes} bytes.", maximum_bytes=MAXIMUM_BYTES),
            code="invalid",
            field="settings",
        )
    return merged


def _one_of(message: str, known: Callable[[], Container[str]]) -> Check:
    def check(value: Any) -> str | None:
        return None if isinstance(value, str) and value in known() else say(message, value=value)

    return check


def _whole_number(least: int, most: int) -> Check:
    def check(value: Any) -> str | None:
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return None if fits else say("A whole number from {least} to {most} is needed.", least=least, most=most)

    return check


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else say("true or false is needed.")


def _days(value: Any) -> str | None:
    check = _whole_number(1, 365)
    fits = isinstance(value, list) and len(value) <= 10 and not any(check(day) for day in value)
    return None if fits else say("A list of at most 10 days from 1 to 365 is needed, such as [7, 14, 30].")


def _weekend(value: Any) -> str | None:
    check = _whole_number(1, 7)
    fits = isinstance(value, list) and not any(check(day) for day in value) and len(set(value)) < 7
    return (
        None
        if fits
        else say("A list of days from 1 (Monday) to 7 (Sunday) is needed, such as [6, 7]; not of all seven.")
    )


def _fees(value: Any) -> str | None:
    fits = isinstance(value, list) and len(value) <= 10
    if fits and all(isinstance(fee, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", fee) for fee in value):
        return None
    return 'A list of at most 10 amounts as strings is needed, such as ["0", "5.00", "10.00"].'


def _currencies(value: Any) -> str | None:
    fits = isinstance(value, list) and len(value) <= 50 and all(isinstance(code, str) for code in value)
    if fits and all(code in CURRENCIES for code in value):
        return None
    return say('A list of at most 50 currency codes is needed, such as ["EUR", "USD"].')


def _text(most: int) -> Check:
    def check(value: Any) -> str | None:
        fits = isinstance(value, str) and len(value) <= most
        return None if fits else say("A text of at most {most} characters is needed.", most=most)

    return check


def _rate(value: Any) -> str | None:
    is_fraction = isinstance(value, str) and re.fullmatch(r"0(\.[0-9]{1,5})?|1(\.0{1,5})?", value)
    return None if is_fraction else say('A fraction from "0" to "1" is needed, as a string: "0.06" for 6 %.')


def _color(value: Any) -> str | None:
    is_color = isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value)
    return None if is_color else say("A colour as #1f5fbf is needed.")


def _email(value: Any) -> str | None:
    try:
        validate_email(value)
    except ValidationError:
        return say("{value!r} is no e-mail address.", value=value)
    return None


def _pattern(value: Any) -> str | None:
    return _text(40)(value) or check_pattern(value)


_CHECKS: dict[str, Check] = {
    "timezone": _one_of(
        gettext_noop("{value!r} is no time zone; an example: Asia/Kuala_Lumpur."), cache(available_timezones)
    ),
    "language": _one_of(
        gettext_noop("{value!r} is no language code; an example: en."), lambda: dict(django_settings.LANGUAGES)
    ),
    "currency": _one_of(gettext_noop("{value!r} is no currency code; an example: MYR."), lambda: CURRENCIES),
    "invoice_number_pattern": _pattern,
    "quote_number_pattern": _pattern,
    "credit_note_number_pattern": _pattern,
    "payment_terms_days": _whole_number(0, 3650),
    "quote_validity_days": _whole_number(0, 3650),
    "reminder_days": _days,
    "expiry_reminder_days": _days,
    "weekend_days": _weekend,
    "exchange_rate_currencies": _currencies,
    "exchange_rate_days": _whole_number(0, 3650),
    "late_fees": _fees,
    "links_in_mails": _flag,
    "default_tax_name": _text(50),
    "default_tax_rate": _rate,
    "quiet_hours": check_hours,
    "accent_color": _color,
    "number_format": _one_of(
        gettext_noop("{value!r} is no number format; an example: 1.234,56."), lambda: ("", *FORMATS)
    ),
    "address": _text(1000),
    "email": _email,
    "phone": _text(40),
    "tax_number": _text(50),
    "second_factor_required": _flag,
    "automation_paused": _flag,
    "requests_per_hour": _whole_number(1, 10_000_000),
}


def check_pattern(pattern: str) -> str | None:
    """What is wrong with a number pattern, or None. It needs a year and a number, or numbers would repeat."""
    names = {match[1] for match in _PLACEHOLDER.finditer(pattern)}
    rest = _PLACEHOLDER.sub("", pattern)
    if "{" in rest or "}" in rest:
        return say("Only {year}, {yy}, {month} and {number} (or {number:03d}) can stand in braces.")
    if "number" not in names or not names & {"year", "yy"}:
        return say("The pattern needs {number} and one of {year} or {yy}, or numbers would repeat.")
    return None


def format_number(pattern: str, *, number: int, on: date) -> str:
    """A document number by its pattern: `INV-{year}-{number:03d}` gives INV-2024-007."""
    values = {"year": on.year, "yy": on.year % 100, "month": on.month, "number": number}
    widths = {"year": 4, "yy": 2, "month": 2, "number": 1}

    def fill(match: re.Match[str]) -> str:
        return f"{values[match[1]]:0{match[2] or widths[match[1]]}d}"

    return _PLACEHOLDER.sub(fill, pattern)
