"""Where rates come from. A source is a function without arguments that answers a `Quotation` or raises SourceFailed;
the setting EXCHANGE_RATE_SOURCE names it by its dotted path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any
from xml.parsers import expat

from django.conf import settings
from django.utils.module_loading import import_string

from apps.core.outbound import OutboundFailed, OutboundRefused, fetch
from apps.currencies.rates import ONE, quotient


class SourceFailed(Exception):
    """The source gave no rates; `str()` says why."""


@dataclass(frozen=True)
class Quotation:
    """What a unit of one currency is worth in others on a day."""

    source: str
    base: str
    day: date
    units: Mapping[str, Decimal]

    def rates_to(self, currency: str) -> dict[str, Decimal]:
        """What a unit of each quoted currency is worth in another; empty where that one is not quoted."""
        units = {**self.units, self.base: ONE}
        if currency not in units:
            return {}
        return {code: quotient(units[currency], unit) for code, unit in units.items() if code != currency}


def ask_source() -> Quotation | None:
    """The newest quotation of the source that is set; None where there is none. Raises SourceFailed."""
    if not settings.EXCHANGE_RATE_SOURCE:
        return None
    source: Callable[[], Quotation] = import_string(settings.EXCHANGE_RATE_SOURCE)
    return source()


def european_central_bank() -> Quotation:
    """The reference rates of the European Central Bank's last working day, from ECB_RATES_URL."""
    try:
        answer = fetch("GET", settings.ECB_RATES_URL)
    except (OutboundFailed, OutboundRefused) as exc:
        raise SourceFailed(f"the European Central Bank did not answer: {exc}") from exc
    if answer.status != HTTPStatus.OK:
        raise SourceFailed(f"the European Central Bank answered {answer.status}")
    return _read_reference_rates(answer.body)


def _read_reference_rates(content: bytes) -> Quotation:
    """Reads `<Cube time="2026-11-20"><Cube currency="USD" rate="1.0823"/>..`; a document type is refused."""
    days: list[str] = []
    rates: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if "time" in attributes:
            days.append(attributes["time"])
        if "currency" in attributes:
            rates[attributes["currency"]] = attributes.get("rate", "")

    def refuse(*_: Any) -> None:
        raise SourceFailed("the rates have a document type, which no list of rates needs")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
        (day,) = days
        units = {code: Decimal(rate) for code, rate in rates.items()}
        if not units or not all(unit.is_finite() and unit > 0 for unit in units.values()):
            raise ValueError("no rates, or some that are no rates")
        return Quotation("ecb", "EUR", date.fromisoformat(day), units)
    except (expat.ExpatError, ValueError, InvalidOperation) as exc:
        raise SourceFailed(f"the European Central Bank's answer is no list of rates: {exc}") from exc
