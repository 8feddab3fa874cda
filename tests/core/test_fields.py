"""Amounts are read as the framework reads decimals, where they are written in plain digits."""

from decimal import Decimal
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import DecimalField

from apps.core.fields import AmountField, FactorField, QuantityField, RateField

GIVEN = [
    "0", "1", "-1", "0.5", "-0.0005", "12.30", "1.2345", "1.23450", "1.23456", "0.00001", "000000000000000000000012.5",
    "999999999", "-999999999", "9999999999", "99999999999999", "999999999999999", "9999999999999999", "9" * 25,
    "999999999999999.9999", "-999999999999999.9999", "999999999999999.99999", "9.99999", "10", 7, 10**20,
]  # fmt: skip


def outcome(field: DecimalField, given: Any) -> Any:
    try:
        return str(field.run_validation(given))
    except ValidationError as exc:
        return exc.detail


@pytest.mark.parametrize("kind", [AmountField, QuantityField])
@pytest.mark.parametrize("given", GIVEN)
def test_reads_an_amount_as_the_framework_does(kind: type[AmountField], given: Any) -> None:
    ours = kind()
    assert outcome(ours, given) == outcome(DecimalField(ours.max_digits, ours.decimal_places), given)


@pytest.mark.parametrize("field", [RateField(), FactorField(max_digits=7, decimal_places=4)])
@pytest.mark.parametrize("given", GIVEN)
def test_reads_a_factor_with_the_decimals_it_was_given(field: FactorField, given: Any) -> None:
    theirs = outcome(DecimalField(field.max_digits, field.decimal_places), given)
    assert outcome(field, given) == (theirs if isinstance(theirs, list) else str(Decimal(given)))
