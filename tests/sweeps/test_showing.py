"""Rows are answered as the framework answers them, though columns are not asked one by one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from apps.clients.models import Client
from apps.core.serializers import ModelSerializer, Serializer
from apps.core.viewsets import TenantViewSet
from tests.sweeps.routes import ROUTES

SAMPLES: list[Any] = [
    None, "", "a", "12.5", 7, 2**60, True, False, 1.5, Decimal("12.3400"), Decimal("-0.00"), Decimal("1E+2"),
    date(2026, 2, 28), datetime(2026, 2, 28, 9, 5, tzinfo=UTC), datetime(2026, 2, 28, 9, 5, 1, 7),
    datetime(2026, 2, 28, 1, tzinfo=timezone(timedelta(hours=8))), UUID(int=5), {"a": [1]}, [], ["x"],
    gettext_lazy("This must be a number."), Client.Stage.LEAD,
]  # fmt: skip


def shapes_of(serializer: Any) -> Iterator[type[Any]]:
    """The serializer's class and those nested in it, of the product's own kind that show a model."""
    if isinstance(serializer, serializers.ListSerializer):
        yield from shapes_of(serializer.child)
    elif isinstance(serializer, (Serializer, ModelSerializer)):
        if hasattr(getattr(serializer, "Meta", None), "model"):
            yield type(serializer)
        for field in serializer.fields.values():
            yield from shapes_of(field)


def shapes() -> list[type[Any]]:
    views = {route.cls for route in ROUTES if issubclass(route.cls, TenantViewSet)}
    classes = {view.list_serializer_class for view in views} | {view.serializer_class for view in views}
    found = {shape for cls in classes if cls for shape in shapes_of(cls())}
    return sorted(found, key=lambda shape: (shape.__module__, shape.__name__))


def outcome(show: Any, *given: Any) -> Any:
    try:
        return list(show(*given).items())
    except Exception:
        return "fails"  # at which field first, is not promised


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.__name__)
def test_shows_columns_as_the_framework_does(shape: type[Any]) -> None:
    serializer = shape(context={})
    columns = {column.name: column for column in shape.Meta.model._meta.concrete_fields}
    for name, field in list(serializer.fields.items()):
        if field.source not in columns:
            del serializer.fields[name]
    shown = [columns[field.source].attname for field in serializer.fields.values() if not field.write_only]
    for attname in {None, *shown}:
        for sample in SAMPLES:
            row = shape.Meta.model(pk=5)
            if attname:
                setattr(row, attname, sample)
            wanted = outcome(serializers.Serializer.to_representation, serializer, row)
            assert outcome(serializer.to_representation, row) == wanted, (attname, sample)


def test_there_are_shapes_to_compare() -> None:
    assert len(shapes()) > 40
