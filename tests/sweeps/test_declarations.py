"""What every view and every model has to declare."""

import tomllib
from itertools import chain
from typing import Any

import django_filters
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections, models

from apps.core.fields import TenantRelatedField
from apps.core.filters import TenantModelFilter
from apps.core.permissions import PERSON, PLATFORM, PUBLIC, SIGNED_IN
from apps.core.rls import fenced_models, find_gaps
from apps.core.viewsets import TenantViewSet
from config.asgi import STREAMS
from tests.contract import PAGES
from tests.factories import FACTORY_FOR
from tests.sweeps.bodies import references
from tests.sweeps.routes import PATHS, ROUTES, Route

PUBLIC_ROUTES = {
    "GET /health/",
    "GET /api/",
    "GET /api/health/",
    "GET /api/monitoring/api/health/",
    "GET /api/schema/",
    "GET /api/schema/swagger-ui/",
    "GET /api/schema/redoc/",
    "POST /api/auth/token/",
    "POST /api/auth/login/",
    "POST /api/token/",
    "POST /api/api-token-auth/",
    "POST /api/auth/token/refresh/",
    "POST /api/auth/refresh/",
    "POST /api/token/refresh/",
    "POST /api/auth/token/verify/",
    "POST /api/auth/register/",
    "POST /api/auth/password-reset/",
    "POST /api/auth/password-reset/confirm/",
    "POST /api/auth/invitations/accept/",
    "POST /api/auth/email/confirm/",
    "GET /api/mock-auth-config/",
    "GET /api/calendar/google/callback/",
    "POST /api/integrations/webhooks/user-service/",
    "POST /api/integrations/webhooks/payment-service/",
    "GET /api/notifications/whatsapp/webhook/",
    "POST /api/notifications/whatsapp/webhook/",
}
"""Whoever makes a route public adds it here, on purpose."""

VIEWSETS = sorted({route.cls for route in ROUTES if issubclass(route.cls, TenantViewSet)}, key=lambda cls: cls.__name__)


def test_the_api_is_served_by_api_views_only() -> None:
    assert [path for path, callback in PATHS if not hasattr(callback, "cls") and not path.startswith(PAGES)] == []


def test_the_public_routes_are_those_that_are_named_public() -> None:
    assert {str(route) for route in ROUTES if route.requirement == PUBLIC} == PUBLIC_ROUTES


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_declares_an_access_that_exists(route: Route) -> None:
    known = {
        f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
        for model in apps.get_models()
        for verb in ("view", "add", "change", "delete")
    }
    known |= {f"{model._meta.app_label}.{right}" for model in apps.get_models() for right, _ in model._meta.permissions}
    assert route.requirement in {PUBLIC, SIGNED_IN, PERSON, PLATFORM} | known


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.is_page], ids=str)
def test_stands_in_the_document(route: Route) -> None:
    assert route.operation, f"{route} is missing from the OpenAPI document"


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.is_page], ids=str)
def test_runs_on_the_event_loop_where_it_streams_and_nowhere_else(route: Route) -> None:
    assert route.operation
    content = chain.from_iterable(answer.get("content", ()) for answer in route.operation["responses"].values())
    assert bool(STREAMS.search(route.url())) == ("text/event-stream" in content)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.serializer], ids=str)
def test_reads_references_through_the_fence(route: Route) -> None:
    """A plain related field would take, or tell apart, another tenant's ids."""
    unfenced = [name for name, field in references(route.serializer) if not isinstance(field, TenantRelatedField)]
    assert unfenced == []


@pytest.mark.parametrize("viewset", VIEWSETS, ids=lambda cls: cls.__name__)
def test_filters_by_references_through_the_fence(viewset: Any) -> None:
    filters = viewset.filterset_class.base_filters if getattr(viewset, "filterset_class", None) else {}
    unfenced = [
        name
        for name, one in filters.items()
        if isinstance(one, django_filters.ModelChoiceFilter | django_filters.ModelMultipleChoiceFilter)
        and not isinstance(one, TenantModelFilter)
    ]
    assert unfenced == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_database_fences_every_tenants_table() -> None:
    with connections["owner"].cursor() as cursor:
        assert find_gaps(cursor) == []


def test_a_model_with_a_tenant_is_fenced() -> None:
    fenced = set(fenced_models())
    unfenced = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.managed
        and any(field.name in ("tenant", "tenant_id") for field in model._meta.get_fields())
        and model not in fenced
    ]
    assert unfenced == []


@pytest.mark.parametrize("model", fenced_models(), ids=lambda model: model._meta.label)
def test_the_factories_know_the_model(model: type[models.Model]) -> None:
    FACTORY_FOR[model]


def _layers() -> dict[str, int]:
    """The height of each app's line; apps of one line do not know each other."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        (contract,) = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return {name.strip(" ()"): -depth for depth, line in enumerate(contract["layers"]) for name in line.split("|")}


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_refers_only_to_models_of_lower_apps(model: type[models.Model]) -> None:
    """A foreign key given as text escapes the import linter."""
    height = _layers()
    ours = model._meta.app_label
    upward = [
        f"{field.name} -> {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and field.related_model._meta.label != settings.AUTH_USER_MODEL
        and {ours, theirs := field.related_model._meta.app_label} <= height.keys()
        and ours != theirs
        and height[theirs] >= height[ours]
    ]
    assert upward == []
