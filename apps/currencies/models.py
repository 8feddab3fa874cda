"""What currencies are worth in the company's own, and what every amount that was booked says of that."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.core.fence import SharedManager
from apps.core.fields import MoneyField
from apps.tenants.models import OwnedRecord

RATE_DIGITS, RATE_DECIMALS = 24, 12


class RateColumn(MoneyField):
    """How many units of the company's currency one unit of another is worth."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", RATE_DIGITS)
        kwargs.setdefault("decimal_places", RATE_DECIMALS)
        super().__init__(*args, **kwargs)


class ExchangeRate(OwnedRecord):
    """What one unit of a currency was worth on a day, and until the next rate, in the company's currency."""

    MANUAL = "manual"

    currency = models.CharField(max_length=3)
    base_currency = models.CharField(max_length=3, editable=False)
    date = models.DateField()
    rate = RateColumn()
    source = models.CharField(max_length=20, default=MANUAL, editable=False)
    """Who said so: `manual`, or the source that was asked."""

    objects: ClassVar[SharedManager] = SharedManager()

    class Meta(OwnedRecord.Meta):
        ordering = ["-date", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "base_currency", "currency", "date"], name="one_rate_a_currency_and_day"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_is_positive"),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="rate_newest")]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate} {self.base_currency}"


class Valued(models.Model):
    """An amount whose worth in the company's currency was frozen when it was booked; before that, both are empty."""

    base_currency = models.CharField(max_length=3, default="", db_default="", blank=True, editable=False)
    """The company's currency as of then."""
    exchange_rate = RateColumn(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
