"""What the product says of itself: its root, its health, its configuration, its schema."""

from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from moneyed import list_all_currencies
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework_simplejwt.settings import api_settings

from apps.core import json, serializers
from apps.core.countries import countries
from apps.core.health import check_parts
from apps.core.pagination import PageNumbers
from apps.core.permissions import PUBLIC, SIGNED_IN
from apps.core.search import search_key, search_words
from apps.core.viewsets import ApiRequest, ApiView

COLLECTIONS = {
    "clients": "client-list",
    "quotes": "quote-list",
    "invoices": "invoice-list",
    "payments": "payment-list",
    "dashboard": "dashboard-overview",
    "jobs": "job-list",
    "me": "me",
    "health": "api-health",
    "schema": "schema",
    "documentation": "swagger-ui",
}


def welcome(request: HttpRequest) -> HttpResponse:
    """The front page: where the API, its documentation and the admin are."""
    return render(request, "core/welcome.html", {"mode": settings.MODE})


class PlainTextRenderer(BaseRenderer):
    media_type = "text/plain"
    format = "txt"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return str(data).encode()


class HealthView(ApiView):
    """Whether the process answers; for load balancers. Neither counted nor limited."""

    access = PUBLIC
    authentication_classes = ()
    renderer_classes = (PlainTextRenderer, json.JSONRenderer)

    @extend_schema(operation_id="alive", responses={(200, "text/plain"): str, (200, "application/json"): str})
    def get(self, request: ApiRequest) -> Response:
        """`OK`; the JSON string `"OK"` when JSON is asked for."""
        return Response("OK")


class ApiRootView(ApiView):
    access = PUBLIC

    @extend_schema(responses=inline_serializer("Root", {name: serializers.URLField() for name in COLLECTIONS}))
    def get(self, request: ApiRequest) -> Response:
        """Where everything is."""
        return Response({name: reverse(route, request=request) for name, route in COLLECTIONS.items()})


class PartHealthSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["ok", "down"])
    latency_ms = serializers.FloatField()
    error = serializers.CharField(required=False)


class SystemHealthSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["healthy", "degraded", "down"])
    database = PartHealthSerializer()
    cache = PartHealthSerializer()
    broker = PartHealthSerializer()
    worker = PartHealthSerializer()


class SystemHealthView(ApiView):
    access = PUBLIC

    @extend_schema(responses={200: SystemHealthSerializer, 503: SystemHealthSerializer})
    def get(self, request: ApiRequest) -> Response:
        """Database, cache, broker and worker with their latencies; 503 when the database is gone."""
        parts = check_parts()
        down = {name for name, part in parts.items() if part["status"] == "down"}
        overall = "down" if "database" in down else "degraded" if down else "healthy"
        return Response({"status": overall} | parts, status=503 if "database" in down else 200)


class AppConfigView(ApiView):
    access = SIGNED_IN

    @extend_schema(
        responses=inline_serializer(
            "AppConfig",
            {
                "name": serializers.CharField(),
                "version": serializers.CharField(),
                "mode": serializers.CharField(),
                "tenant": serializers.CharField(),
                "timezone": serializers.CharField(),
                "language": serializers.CharField(),
                "currency": serializers.CharField(),
                "currencies": serializers.ListField(child=serializers.CharField()),
                "max_body_bytes": serializers.IntegerField(),
                "max_upload_bytes": serializers.IntegerField(),
                "access_token_seconds": serializers.IntegerField(),
            },
        )
    )
    def get(self, request: ApiRequest) -> Response:
        """What a front end needs to know before it draws anything."""
        tenant = request.user.acting_tenant
        preferences = tenant.preferences
        return Response(
            {
                "name": settings.SPECTACULAR_SETTINGS["TITLE"],
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "mode": settings.MODE,
                "tenant": tenant.name,
                "timezone": preferences.timezone,
                "language": preferences.language,
                "currency": preferences.currency,
                "currencies": sorted(currency.code for currency in list_all_currencies()),
                "max_body_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
                "max_upload_bytes": settings.MAX_UPLOAD_BYTES,
                "access_token_seconds": int(api_settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
            }
        )


class CountrySerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    alpha2 = serializers.CharField()
    alpha3 = serializers.CharField(help_text="As `nationality` takes it.")
    numeric = serializers.CharField()


class CountryPages(PageNumbers):
    max_page_size = 300


class CountryCodesView(ApiView):
    access = SIGNED_IN
    pagination_class = CountryPages

    @extend_schema(
        parameters=[OpenApiParameter("search", str, description="Words of the name, or a code.")],
        responses=CountrySerializer(many=True),
    )
    def get(self, request: ApiRequest) -> Response:
        """The countries of ISO 3166, named in the caller's language; at most 300 a page."""
        words = search_words(request.query_params.get("search", ""))
        rows = [
            row
            for row in countries(get_language() or "en")
            if all(f" {word}" in search_key(*row.values()) for word in words)
        ]
        paginator = CountryPages()
        return paginator.answer(paginator.slice_of(rows, request))


# Without a docstring, which would be the operation's description in place of the framework's.
class SchemaView(SpectacularAPIView):
    access = PUBLIC

    def _get_schema_response(self, request: Request) -> HttpResponse:
        language = get_language() or ""
        renderer: Any = request.accepted_renderer
        content = _written_document(language if language in dict(settings.LANGUAGES) else "en", type(renderer))
        filename = self._get_filename(request, None)  # type: ignore[no-untyped-call]
        headers = {"Content-Disposition": f'inline; filename="{filename}"'}
        return HttpResponse(content, content_type=renderer.media_type, headers=headers)


_writing = Lock()


def _written_document(language: str, renderer: Any) -> bytes:
    """The document, written once by each process: it takes seconds, and anybody may ask."""
    with _writing, translation.override(language):
        return _write_document(language, renderer)


@cache
def _write_document(language: str, renderer: Any) -> bytes:
    document = SchemaView.generator_class().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    written: bytes = renderer().render(document, renderer_context={})
    return written


class SwaggerView(SpectacularSwaggerSplitView):
    access = PUBLIC
