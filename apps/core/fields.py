"""Columns and fields of money and of references, the same everywhere."""

import re
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from rest_framework import serializers

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,40})?")


class MoneyField(models.DecimalField[Any, Any]):
    """An amount of money. The column keeps the decimals it was written with, so that 5.00 USD and 5 JPY read as such.

    PostgreSQL's `numeric` without a scale does that; the money engine rounds before anything is stored.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric"


class AmountField(serializers.DecimalField):
    """A decimal in plain ASCII digits, as a string or a number; answered as a string, as stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 19)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not _PLAIN_NUMBER.fullmatch(str(data).strip()):
            self.fail("invalid")
        return super().to_internal_value(data)

    def to_representation(self, value: Any) -> Any:
        return str(value) if value is not None else None


class QuantityField(AmountField):
    """A decimal that is answered as a JSON number."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> Any:
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)


class TenantRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of a row that the caller may see. Any other id, another tenant's included, does not exist."""

    def __init__(self, model: type[Any], **kwargs: Any) -> None:
        self.model = model
        super().__init__(queryset=model.objects.none(), **kwargs)

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        return self.model.objects.visible_to(request.user) if request else self.model.objects.none()

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, float):
            self.fail("incorrect_type", data_type="float")
        return super().to_internal_value(data)
