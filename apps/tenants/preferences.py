"""A tenant's settings: what may be set, and what holds where nothing is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

_PLACEHOLDER = re.compile(r"\{(year|yy|month|number)(?::0([1-9])d)?\}")


@dataclass(frozen=True)
class Preferences:
    """Typed view of `Tenant.settings`. Keys unknown here are kept in the row and ignored."""

    timezone: str = "UTC"
    language: str = "en"
    currency: str = "USD"
    invoice_number_pattern: str = "INV-{year}-{number:03d}"
    quote_number_pattern: str = "QUO-{year}-{number:03d}"
    payment_terms_days: int = 30
    quote_validity_days: int = 30
    accent_color: str = "#1f5fbf"
    address: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    requests_per_hour: int | None = None

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in settings.items() if name in names})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def check_pattern(pattern: str) -> str | None:
    """What is wrong with a number pattern, or None. It needs a year and a number, or numbers would repeat."""
    names = {match[1] for match in _PLACEHOLDER.finditer(pattern)}
    rest = _PLACEHOLDER.sub("", pattern)
    if "{" in rest or "}" in rest:
        return "Only {year}, {yy}, {month} and {number} (or {number:03d}) can stand in braces."
    if "number" not in names or not names & {"year", "yy"}:
        return "The pattern needs {number} and one of {year} or {yy}, or numbers would repeat."
    return None


def format_number(pattern: str, *, number: int, on: date) -> str:
    """A document number by its pattern: `INV-{year}-{number:03d}` gives INV-2024-007."""
    values = {"year": on.year, "yy": on.year % 100, "month": on.month, "number": number}
    widths = {"year": 4, "yy": 2, "month": 2, "number": 1}

    def fill(match: re.Match[str]) -> str:
        return f"{values[match[1]]:0{match[2] or widths[match[1]]}d}"

    return _PLACEHOLDER.sub(fill, pattern)
