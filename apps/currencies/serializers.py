from typing import Any

from apps.core import serializers
from apps.core.fields import FactorField
from apps.core.schema import with_example
from apps.currencies.models import RATE_DECIMALS, RATE_DIGITS, ExchangeRate


class ExchangeRateField(FactorField):
    """A rate, kept with the decimals it was given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=RATE_DIGITS, decimal_places=RATE_DECIMALS, **kwargs)


@with_example(request={"currency": "EUR", "date": "2024-01-15", "rate": "4.7125"})
class ExchangeRateSerializer(serializers.ModelSerializer[ExchangeRate]):
    """What one unit of `currency` is worth in the company's currency, from `date` until the next rate."""

    currency = serializers.CharField(max_length=3, help_text="ISO 4217, another than the company's.")
    date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    rate = ExchangeRateField(help_text="More than 0: 4.7125 where 1 EUR is 4.7125 MYR.")

    class Meta:
        model = ExchangeRate
        fields = [
            "id", "currency", "base_currency", "date", "rate", "source", "created_at", "updated_at", "owner",
        ]  # fmt: skip
        read_only_fields = ["id", "base_currency", "source", "created_at", "updated_at", "owner"]
        validators: list[Any] = []
