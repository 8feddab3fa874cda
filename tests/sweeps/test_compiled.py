"""What PostgreSQL writes is what the framework would have written, for every list and every single resource."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from django.core.exceptions import FieldDoesNotExist
from django.test import RequestFactory
from rest_framework import serializers

from apps.accounts.models import User
from apps.core import json
from apps.core.compiled import compiled_read
from apps.core.tenancy import tenant_context
from apps.core.viewsets import TenantViewSet
from tests.factories import FACTORY_FOR
from tests.sweeps.routes import ROUTES

READ_BY_THE_FRAMEWORK = {
    "PublicLinkSerializer": "whether it is still good depends on the time",
    "DueAmountSerializer": "it shares payments out among an invoice's lines",
    "CustomerSerializer": "what was billed in the last month depends on the tenant's day",
    "JobSerializer": "its addresses depend on the request",
    "AttachmentSerializer": "the addresses of its files come from the routes",
    "ExpenseSerializer": "it shows its attachments",
    "CeleryTaskSerializer": "its state is the status in Celery's spelling",
    "ApiKeySerializer": "its rights are null for all of the maker's",
    "RoleSerializer": "a built-in role's rights are computed from the models",
    "SessionSerializer": "which one is the caller's depends on the request",
    "DocumentSerializer": "the address of its file depends on the request",
    "TenantSerializer": "its settings are filled in with the defaults",
    "UserSerializer": "a superuser's role is no row",
}
"""Serializers that SQL cannot answer, with the reason."""


PLAIN = (serializers.Field.get_attribute, serializers.RelatedField.get_attribute)


def read_serializers() -> list[tuple[type[TenantViewSet], type[Any]]]:
    views = {route.cls for route in ROUTES if issubclass(route.cls, TenantViewSet)}
    pairs = {
        (view, serializer)
        for view in views
        for serializer in (view.serializer_class, view.list_serializer_class)
        if serializer is not None
    }
    return sorted(pairs, key=lambda pair: (pair[0].__name__, pair[1].__name__))


@pytest.mark.parametrize(("view", "serializer"), read_serializers(), ids=lambda value: value.__name__)
def test_a_compiled_read_answers_what_the_serializer_would(
    view: type[TenantViewSet], serializer: type[Any], owner: User, colleague: Callable[..., User]
) -> None:
    compiled = compiled_read(serializer)
    if serializer.__name__ in READ_BY_THE_FRAMEWORK:
        assert compiled is None, "compiled after all: take it off the list"
        return
    assert compiled is not None, f"{serializer.__name__} cannot be compiled: give the reason in READ_BY_THE_FRAMEWORK"
    with tenant_context(owner.tenant_id):
        for maker in (owner, colleague("sales_person"), owner):
            FACTORY_FOR[serializer.Meta.model](owner=maker)
        rows = serializer.Meta.model.objects.visible_to(owner).order_by("-id")
        context = {"request": RequestFactory().get("/")}
        expected = orjson.loads(json.dumps(serializer(rows, many=True, context=context).data))
        assert orjson.loads(json.dumps(compiled.page(rows))) == expected
        assert orjson.loads(json.dumps(compiled.one(rows.all()[:1]))) == expected[0]
        assert compiled.one(rows.none()) is None


def _nullable(serializer: Any, model: type[Any], at: str = "") -> Iterator[str]:
    """The shown fields that lead to a column that may be null, or through a reference that may be."""
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.ListSerializer) and isinstance(field.child, serializers.ModelSerializer):
            yield from _nullable(field.child, field.child.Meta.model, f"{at}{name}.")
            continue
        may_be_told = field.write_only or field.allow_null or field.default is not serializers.empty
        if not may_be_told and type(field).get_attribute in PLAIN and _may_be_null(model, field.source.split(".")):
            yield f"{at}{name}"


def _may_be_null(model: type[Any], path: list[str]) -> bool:
    for name in path:
        try:
            column = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False  # a property, which only reading tells
        if column.concrete and column.null:
            return True
        model = column.related_model
    return False


OF_A_MODEL = [pair for pair in read_serializers() if hasattr(pair[1], "Meta")]


@pytest.mark.parametrize(("view", "serializer"), OF_A_MODEL, ids=lambda value: value.__name__)
def test_says_which_fields_may_be_null(view: type[TenantViewSet], serializer: type[Any]) -> None:
    """A reference to a user who is gone is null, whatever a test's rows look like."""
    assert list(_nullable(serializer(), getattr(serializer.Meta, "model", view.model))) == []
