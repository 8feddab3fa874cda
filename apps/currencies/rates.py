"""The rate that holds on a day, and what an amount is worth by it."""

from datetime import date, timedelta
from decimal import Decimal

from apps.core.errors import RuleViolation
from apps.core.money import EXACT, MoneyError, minor_units, round_money
from apps.core.texts import say
from apps.currencies.models import RATE_DECIMALS, ExchangeRate, Valued
from apps.tenants.actors import Actor

ONE = Decimal(1)
SIGNIFICANT = 12
"""Digits of a rate that was computed from two others."""


class Rates:
    """A tenant's rates, each looked up once. A rate holds from its day until the next one's."""

    def __init__(self, actor: Actor) -> None:
        preferences = actor.acting_tenant.preferences
        self.base: str = preferences.currency
        self._tenant_id = actor.acting_tenant_id
        self._max_age = preferences.exchange_rate_days
        self._found: dict[tuple[str, date], Decimal | None] = {}

    def find(self, currency: str, day: date) -> Decimal | None:
        """What a unit of the currency is worth on a day in the company's; None without a rate that holds then."""
        if currency == self.base:
            return ONE
        key = currency, day
        if key not in self._found:
            self._found[key] = self._look_up(currency, day)
        return self._found[key]

    def get(self, currency: str, day: date) -> Decimal:
        """As `find`; 400 naming the currency without a rate, or where it is none."""
        _check_currency(currency)
        rate = self.find(currency, day)
        if rate is None:
            raise RuleViolation(
                say(
                    "There is no exchange rate of {currency} to {base} for {day}. Enter one under exchange rates, "
                    "of that day or an earlier one.",
                    currency=currency,
                    base=self.base,
                    day=day,
                ),
                code="no_exchange_rate",
                field="currency",
            )
        return rate

    def value(self, amount: Decimal, rate: Decimal) -> Decimal:
        """What an amount is worth in the company's currency, rounded to its minor unit. 400 beyond all columns."""
        return worth(amount, rate, self.base)

    def freeze(self, row: Valued, *, currency: str, day: date, rate: Decimal | None = None) -> Decimal:
        """Note on a row what holds for its currency on a day, or the rate given; answers the rate. 400 as `get`."""
        _check_currency(currency)
        frozen = rate if rate is not None and currency != self.base else self.get(currency, day)
        row.base_currency, row.exchange_rate = self.base, frozen
        return frozen

    def _look_up(self, currency: str, day: date) -> Decimal | None:
        rates = ExchangeRate.unscoped.filter(
            tenant_id=self._tenant_id, base_currency=self.base, currency=currency, date__lte=day
        )
        if self._max_age is not None:
            rates = rates.filter(date__gte=day - timedelta(days=self._max_age))
        rate: Decimal | None = rates.order_by("-date").values_list("rate", flat=True).first()
        return rate


def _check_currency(currency: str) -> None:
    try:
        minor_units(currency)
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code, field="currency") from exc


def worth(amount: Decimal, rate: Decimal, base_currency: str) -> Decimal:
    """An amount at a rate, rounded to the minor unit of the currency that the rate leads to. 400 beyond all columns."""
    try:
        return round_money(EXACT.multiply(amount, rate), base_currency)
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code, field="exchange_rate") from exc


def exchanged(amount: Decimal, rate: Decimal, into: str, into_rate: Decimal) -> Decimal:
    """An amount of a currency in another one, by the rates of both to the company's. 400 beyond all columns."""
    try:
        return round_money(EXACT.divide(EXACT.multiply(amount, rate), into_rate), into)
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code, field="exchange_rate") from exc


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    """One rate by another, to twelve digits and at most twelve decimals."""
    rate = EXACT.divide(numerator, denominator)
    decimals = max(0, min(RATE_DECIMALS, SIGNIFICANT - 1 - rate.adjusted()))
    return Decimal(format(EXACT.quantize(rate, Decimal(1).scaleb(-decimals)).normalize(EXACT), "f"))
