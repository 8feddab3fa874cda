"""What PostgreSQL writes is what the framework would have written, for every list and every single resource."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.test import RequestFactory

from apps.accounts.models import User
from apps.core import json
from apps.core.compiled import compiled_read
from apps.core.tenancy import tenant_context
from apps.core.viewsets import TenantViewSet
from tests.factories import FACTORY_FOR
from tests.sweeps.routes import ROUTES

READ_BY_THE_FRAMEWORK = {
    "PublicLinkSerializer": "whether it is still good depends on the time",
    "CustomerSerializer": "what was billed in the last month depends on the tenant's day",
    "JobSerializer": "its addresses depend on the request",
    "AttachmentSerializer": "the addresses of its files come from the routes",
    "ExpenseSerializer": "it shows its attachments",
    "ApiKeySerializer": "its rights are null for all of the maker's",
    "RoleSerializer": "a built-in role's rights are computed from the models",
    "SessionSerializer": "which one is the caller's depends on the request",
    "TenantSerializer": "its settings are filled in with the defaults",
    "UserSerializer": "a superuser's role is no row",
}
"""Serializers that SQL cannot answer, with the reason."""


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
            FACTORY_FOR[view.model](owner=maker)
        rows = view.model.objects.visible_to(owner).order_by("-id")
        context = {"request": RequestFactory().get("/")}
        expected = orjson.loads(json.dumps(serializer(rows, many=True, context=context).data))
        assert orjson.loads(json.dumps(compiled.page(rows))) == expected
        assert orjson.loads(json.dumps(compiled.one(rows.all()[:1]))) == expected[0]
        assert compiled.one(rows.none()) is None
