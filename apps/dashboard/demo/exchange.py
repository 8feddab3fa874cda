"""What other currencies were worth in the demo company's, month by month."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from apps.currencies.models import ExchangeRate
from apps.currencies.services import put_rates
from apps.dashboard.demo.plans import DAYS_BACK
from apps.tenants.actors import Actor

_WORTH: Final = {"USD": Decimal("4.4"), "SGD": Decimal("3.3"), "EUR": Decimal("4.8")}
_SWING: Final = (0, 3, 5, 4, 1, -2, -4, -5, -3, -1, 1, 2)
"""By how many sen a rate differs from its usual one in each month of the year."""


def enter_rates(actor: Actor, today: date) -> None:
    """A rate for each month in which there may be a document."""
    month = (today - timedelta(days=DAYS_BACK)).replace(day=1)
    while month <= today:
        rates = {code: worth + Decimal(_SWING[month.month - 1]) / 100 for code, worth in _WORTH.items()}
        put_rates(actor=actor, day=month, rates=rates, source=ExchangeRate.MANUAL)
        month = (month + timedelta(days=31)).replace(day=1)
