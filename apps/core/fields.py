"""Columns and fields of money and of references, the same everywhere."""

import re
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from rest_framework import serializers

from apps.core.money import EXACT, RATE_DECIMALS, RATE_DIGITS
from apps.core.stencils import Stencil, visible_row
from apps.core.texts import say

_MOST_LINKS = 200
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,40})?")


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

    max_digits: int
    decimal_places: int

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 19)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(**kwargs)
        self._unit = Decimal(1).scaleb(-self.decimal_places)
        whole = self.max_digits - self.decimal_places
        self._surely_fitting = re.compile(rf"-?[0-9]{{1,{whole}}}(?:\.[0-9]{{1,{self.decimal_places}}})?")

    def to_internal_value(self, data: Any) -> Decimal:
        text = str(data)
        if not self._surely_fitting.fullmatch(text):
            if not _PLAIN_NUMBER.fullmatch(text):
                self.fail("invalid")
            # Zeros in front do not count; what is wrong is said there.
            self.validate_precision(Decimal(text))
        return self.quantize(Decimal(text))

    def quantize(self, value: Decimal) -> Decimal:
        return EXACT.quantize(value, self._unit)

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


class WholeNumberField(serializers.IntegerField):
    """A whole number, in plain ASCII digits where it comes as text."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str) and not data.isascii():
            self.fail("invalid")
        return super().to_internal_value(data)


class FactorField(AmountField):
    """A rate or percentage, kept with the decimals it was given."""

    def quantize(self, value: Decimal) -> Decimal:
        return value


class RateField(FactorField):
    """A tax rate as a fraction: "0.09975" is 9.975 %."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=RATE_DIGITS, decimal_places=RATE_DECIMALS, **kwargs)


class TenantRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of a row that the caller may see. Any other id, another tenant's included, does not exist."""

    def __init__(self, model: type[Any], **kwargs: Any) -> None:
        self.model = model
        self._fits_stencil = Stencil.fits(model)
        super().__init__(queryset=model.objects.none(), **kwargs)

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        if request is None or request.user.acting_tenant_id is None:
            return self.model.objects.none()
        return self.model.objects.visible_to(request.user)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, float):
            self.fail("incorrect_type", data_type="float")
        user = getattr(self.context.get("request"), "user", None)
        if type(data) is not int or user is None or user.acting_tenant_id is None or not self._fits_stencil:
            return super().to_internal_value(data)
        row = visible_row(self.model, user, data)
        if row is None:
            self.fail("does_not_exist", pk_value=data)
        return row


class LinkedIdsField(serializers.ManyRelatedField):
    """The ids of rows that a table of links ties to this one: `links` is the relation to it, `target` the reference to
    the other row there, `where` says which of the links count. Read as rows that the caller may see."""

    def __init__(self, model: type[Any], *, links: str, target: str, where: dict[str, Any], **kwargs: Any) -> None:
        self.links, self.target, self.where = links, target, where
        super().__init__(child_relation=TenantRelatedField(model), **kwargs)

    def get_attribute(self, instance: Any) -> list[int]:
        return [
            getattr(link, f"{self.target}_id")
            for link in getattr(instance, self.links).all()
            if all(getattr(link, name) == value for name, value in self.where.items())
        ]

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if len(data) > _MOST_LINKS:
            raise serializers.ValidationError(
                say("At most {most_links} ids, not {count}.", most_links=_MOST_LINKS, count=len(data))
            )
        rows: list[Any] = []
        errors: dict[Any, Any] = {}
        for place, item in enumerate(data):
            try:
                rows.append(self.child_relation.run_validation(item))
            except serializers.ValidationError as exc:
                errors[place] = exc.detail
        if errors:
            raise serializers.ValidationError(errors)
        return rows

    def to_representation(self, ids: Any) -> list[int]:
        return list(ids)
