"""Bodies are read as the framework reads them, field by field, though what they leave out is passed by."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from apps.accounts.models import User
from apps.core.json import JsonObject, LiteralNumber
from apps.core.serializers import ModelSerializer, Serializer, _faults_of
from apps.core.tenancy import tenant_context
from apps.core.viewsets import TenantViewSet
from tests.sweeps.routes import ROUTES

SAMPLES: list[Any] = [
    None, "", " ", " a ", "a", "a" * 30_000, "5", " 5", "0012.50", "-1.5", "0.00001", "1.50000", "9" * 18,
    "9" * 25, 5, 0, -3, 10**20, True, LiteralNumber("2.50"), LiteralNumber("1e3"), [], {}, ["a"], "2026-02-28",
    "2026-02-28T09:00:00Z", "x@y.co",
]  # fmt: skip


def write_serializers() -> list[type[Any]]:
    found = {
        route.cls.serializer_class for route in ROUTES if issubclass(route.cls, TenantViewSet) and route.cls.writes
    }
    return sorted(found, key=lambda serializer: serializer.__name__)


def outcome(read: Callable[[Any], Any], data: Any) -> Any:
    try:
        return read(data)
    except ValidationError as exc:
        return {"refused": exc.detail}


def read_by_the_framework(serializer: Any, data: JsonObject) -> Any:
    """By its own loop, with what the product says of types."""
    read = serializers.Serializer.to_internal_value
    faults = _faults_of(serializer, data)
    others = outcome(lambda given: read(serializer, given), data)
    return {"refused": {**others.get("refused", {}), **faults}} if faults else others


@pytest.mark.django_db
@pytest.mark.parametrize("serializer_class", write_serializers(), ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
def test_reads_a_body_as_the_framework_does(serializer_class: type[Any], partial: bool, owner: User) -> None:
    request = RequestFactory().post("/")
    request.user = owner
    serializer = serializer_class(data=JsonObject(), context={"request": request}, partial=partial)
    assert isinstance(serializer, (Serializer, ModelSerializer))
    names = [name for name, field in serializer.fields.items() if not field.read_only]
    bodies = [JsonObject(), *(JsonObject({name: sample}) for name in names for sample in SAMPLES)]
    bodies += [JsonObject(dict.fromkeys(names, sample)) for sample in SAMPLES]
    with tenant_context(owner.tenant_id):
        for body in bodies:
            assert outcome(serializer.to_internal_value, body) == read_by_the_framework(serializer, body), body
