"""What PostgreSQL writes is what the framework would have written, for every list and every single resource."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.test import RequestFactory
from rest_framework import serializers

from apps.accounts.models import User
from apps.accounts.serializers.profile import ApiKeySerializer
from apps.accounts.serializers.users import UserSerializer
from apps.core import json
from apps.core.compiled import compiled_read
from apps.core.counting import count_with_keys
from apps.core.filters import indexed_order, sortable_fields
from apps.core.serializers import ModelSerializer, Serializer
from apps.core.tenancy import tenant_context
from apps.core.viewsets import TenantViewSet
from apps.documents.serializers.documents import DocumentSerializer
from apps.expenses.serializers import AttachmentSerializer
from apps.jobs.serializers import JobSerializer
from apps.monitoring.serializers.celery import CeleryTaskSerializer
from apps.quotes.serializers import PublicLinkSerializer
from apps.tenants.models import Tenant
from apps.tenants.serializers import TenantSerializer
from tests.factories import FACTORY_FOR
from tests.sweeps.routes import ROUTES

READ_BY_THE_FRAMEWORK = {
    "DueAmountSerializer": "it shares payments out among an invoice's lines",
    "CustomerSerializer": "what was billed in the last month depends on the tenant's day",
    "RoleSerializer": "a built-in role's rights are computed from the models",
    "SessionSerializer": "which one is the caller's depends on the request",
}
"""Serializers that SQL cannot answer, with the reason."""


ORIGIN = "http://testserver"
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
        expected = read_by_the_framework(serializer, rows)
        assert orjson.loads(json.dumps(compiled.page(keys_of(rows), origin=ORIGIN))) == expected
        assert orjson.loads(json.dumps(compiled.one(rows.all()[:1], origin=ORIGIN))) == expected[0]
        assert compiled.one(rows.none(), origin=ORIGIN) is None


def keys_of(rows: Any) -> list[Any]:
    return list(rows.values_list("pk", flat=True))


def read_by_the_framework(serializer: type[Any], rows: Any) -> Any:
    """What the framework shows of the rows, which is what the product's own loop over the fields shows."""
    context = {"request": RequestFactory().get("/")}
    ours = json.dumps(serializer(rows, many=True, context=context).data)
    with pytest.MonkeyPatch.context() as patch:
        for shape in (Serializer, ModelSerializer):
            patch.setattr(shape, "to_representation", serializers.Serializer.to_representation)
        assert json.dumps(serializer(rows, many=True, context=context).data) == ours
    return orjson.loads(ours)


PAST = datetime(2024, 1, 1, tzinfo=UTC)
DECIDING: list[tuple[type[Any], str, list[dict[str, Any]]]] = [
    (UserSerializer, "role", [{"is_superuser": True}, {}]),
    (ApiKeySerializer, "permissions", [{"permissions": None}, {"permissions": ["clients.add_client"]}]),
    (PublicLinkSerializer, "is_active", [{"revoked_at": PAST}, {"expires_at": PAST}, {}]),
    (CeleryTaskSerializer, "state", [{"status": "failed"}, {"status": "succeeded"}]),
    (JobSerializer, "file_url", [{"file": "jobs/1/list.csv"}, {}]),
    (AttachmentSerializer, "thumbnail", [{"thumbnail": "thumbnails/1.png"}, {"thumbnail": ""}]),
    (DocumentSerializer, "file", [{"filed": True}, {}]),
]


@pytest.mark.parametrize(("serializer", "field", "rows"), DECIDING, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_computed_of_a_row_is_the_same_in_sql(
    serializer: type[Any], field: str, rows: list[dict[str, Any]], owner: User
) -> None:
    compiled = compiled_read(serializer)
    assert compiled
    with tenant_context(owner.tenant_id):
        made = [FACTORY_FOR[serializer.Meta.model](owner, **values).pk for values in rows]
        there = serializer.Meta.model.unscoped.filter(pk__in=made).order_by("-id")
        expected = read_by_the_framework(serializer, there)
        assert orjson.loads(json.dumps(compiled.page(keys_of(there), origin=ORIGIN))) == expected
    assert len({str(row[field]) for row in expected}) == 2


def test_a_companys_settings_are_filled_in_by_sql_as_well(owner: User) -> None:
    Tenant.objects.filter(pk=owner.tenant_id).update(
        settings={"currency": "MYR", "reminder_days": [3], "own": {"x": None}}, logo="logos/1/x.png"
    )
    compiled, rows = compiled_read(TenantSerializer), Tenant.objects.filter(pk=owner.tenant_id)
    assert compiled
    (expected,) = read_by_the_framework(TenantSerializer, rows)
    assert orjson.loads(json.dumps(compiled.one(rows, origin=ORIGIN))) == expected
    assert (expected["settings"]["timezone"], expected["logo"][: len(ORIGIN)]) == ("UTC", ORIGIN)


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


READ_AS_ASKED = {
    "ApiKeyViewSet": "personal",
    "CategorizationViewSet": "found by the job's id",
    "CeleryTaskViewSet": "found by the task's id",
    "CompanyViewSet": "of the whole installation",
    "Downloads": "found by the job's id",
    "ImportJobViewSet": "found by the job's id",
    "JobViewSet": "found by the job's id",
    "PassportStatusViewSet": "found by the job's id",
    "ProductExportViewSet": "found by the job's id",
    "TextStatusViewSet": "found by the job's id",
}
"""Collections whose statements are put into words for each request, with the reason."""


@pytest.mark.parametrize("scope", ["all", "own"])
@pytest.mark.parametrize("view", sorted({view for view, _ in read_serializers()}, key=lambda view: view.__name__))
def test_a_statement_put_into_words_once_asks_what_the_fence_does(
    view: type[TenantViewSet], scope: str, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = compiled_read(view.serializer_class)
    if compiled is None:
        return
    wording = view.wording_of(compiled)
    assert (wording is None) == (view.__name__ in READ_AS_ASKED)
    if wording is None:
        return
    monkeypatch.setattr(User, "scope", scope)
    for user in (owner, User(pk=3, tenant=Tenant(pk=4)), owner):
        rows = view.model.objects.visible_to(user).filter(view.limited_to, pk=5)
        try:
            text, parameters = compiled.single(rows)
        except EmptyResultSet:
            assert wording.of(user, 5) is None
        else:
            assert wording.of(user, 5) == (text, list(parameters))
    assert wording.of(owner, 1 << 63) is None


def listing_views() -> list[type[TenantViewSet]]:
    views = {view for view, _ in read_serializers() if "list" in view.reads and view.filter_backends}
    return sorted(views, key=lambda view: view.__name__)


@pytest.mark.parametrize("scope", ["all", "own"])
@pytest.mark.parametrize("view", listing_views())
def test_a_list_put_into_words_once_holds_what_the_fence_lets_through(
    view: type[TenantViewSet],
    scope: str,
    owner: User,
    colleague: Callable[..., User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert view.has_plain_fence() == (view.__name__ not in COMPOSED_FOR_EACH_REQUEST)
    if not view.has_plain_fence():
        return
    columns = sortable_fields(view(action="list", request=None)).values()
    indexed = {indexed_order(view.model, (f"{turn}{column}",)) for column in columns for turn in ("", "-")}
    with tenant_context(owner.tenant_id):
        salesperson = colleague("sales_person")
        for maker in (owner, salesperson, owner):
            FACTORY_FOR[view.model](owner=maker)
        monkeypatch.setattr(User, "scope", scope)
        for user in (owner, salesperson, User(pk=3, tenant=Tenant(pk=4)), owner):
            for order in {view.ordering, *filter(None, indexed)}:
                rows = view.model.objects.visible_to(user).filter(view.limited_to).order_by(*order)
                for first, most in ((0, 2), (1, 5), (7, 2)):
                    found = count_with_keys(rows, rows[first : first + most])
                    assert view.collection_in(order).count_with_keys(user, first, most) == found


COMPOSED_FOR_EACH_REQUEST = {
    "ApiKeyViewSet": "personal",
    "CompanyViewSet": "of the whole installation",
    "SessionViewSet": "personal",
}
"""Lists whose statements are put together for each request, with the reason."""
