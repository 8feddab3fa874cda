"""Figures taken apart, and those that are rows with ids."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.json import FILE_RENDERERS
from apps.core.pagination import PageNumbers
from apps.core.texts import say
from apps.core.viewsets import ApiRequest
from apps.dashboard import breakdowns
from apps.dashboard.analytics import kpis
from apps.dashboard.asked import PARAMETERS, asked_of
from apps.dashboard.books import Source
from apps.dashboard.figures import REVENUE
from apps.dashboard.models import Rollup
from apps.dashboard.serializers import (
    BreakdownSerializer,
    CategoryDetailSerializer,
    CategorySerializer,
    ClientDetailSerializer,
    ClientFiguresSerializer,
    MetricSerializer,
    StatsSerializer,
    TrendsSerializer,
)
from apps.dashboard.views.base import FiguresView

TREND_UNITS = ("day", "week", "month", "year")
MOST_POINTS = 1_000
UNIT = OpenApiParameter(
    "unit", str, enum=TREND_UNITS, description="What a point of the series is; `month` unless said."
)


class StatsView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=StatsSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The key figures of a period, flat."""
        asked = asked_of(request)
        figures = kpis(asked, asked.before)
        return Response(StatsSerializer({"revenue": figures["total_revenue"], **figures}).data)


class TrendsView(FiguresView):
    @extend_schema(parameters=[*PARAMETERS, UNIT], responses=TrendsSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Revenue, collected, expenses and profit over time; the last twelve months unless asked for others."""
        asked = asked_of(request, first=breakdowns.twelve_months_to)
        unit = request.query_params.get("unit") or "month"
        if unit not in TREND_UNITS:
            raise RuleViolation(
                say("{value!r} is none of {choices}.", value=unit, choices=", ".join(TREND_UNITS)),
                code="invalid",
                field="unit",
            )
        if unit == "day" and (asked.period.last - asked.period.first).days >= MOST_POINTS:
            raise RuleViolation(
                say("A series has at most {most:,} points: ask for fewer days, or for weeks.", most=MOST_POINTS),
                code="too_many",
                field="unit",
            )
        series = breakdowns.trends(asked.scope, first=asked.period.first, last=asked.period.last, unit=unit)
        return Response({"unit": unit, "currency": asked.scope.currency, "series": series})


class BreakdownView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=BreakdownSerializer)
    def get(self, request: ApiRequest) -> Response:
        """A period's expenses by category, documents by status, and the ten clients who were billed most."""
        return Response(breakdowns.breakdown(asked_of(request)))


class CategoriesView(FiguresView):
    pagination_class = PageNumbers

    @extend_schema(parameters=PARAMETERS, responses=CategorySerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """Each category of expenses in a period, with its share and its change."""
        return paged(request, breakdowns.category_rows(asked_of(request)))


class CategoryView(FiguresView):
    model = Rollup

    @extend_schema(
        operation_id="dashboard_categories_retrieve", parameters=PARAMETERS, responses=CategoryDetailSerializer
    )
    def get(self, request: ApiRequest, pk: int) -> Response:
        """One category of expenses, with its last twelve months."""
        asked = asked_of(request)
        row = row_with(pk, breakdowns.category_rows(asked))
        series = breakdowns.month_series(asked.scope, asked.today, [Source.EXPENSE], row["category"])
        return Response(row | {"series": series})


class ClientsView(FiguresView):
    pagination_class = PageNumbers

    @extend_schema(parameters=PARAMETERS, responses=ClientFiguresSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """What each client was billed and paid in a period and owes today, the newest client first."""
        asked = asked_of(request)
        clients = Client.objects.visible_to(request.user)
        if asked.scope.client is not None:
            clients = clients.filter(pk=asked.scope.client)
        return paged(request, breakdowns.ClientRows(asked.scope, asked.period, clients))


class ClientView(FiguresView):
    model = Client

    @extend_schema(operation_id="dashboard_clients_retrieve", parameters=PARAMETERS, responses=ClientDetailSerializer)
    def get(self, request: ApiRequest, pk: int) -> Response:
        """One client's figures, with what was billed in the last twelve months."""
        asked = asked_of(request)
        rows = breakdowns.client_rows(asked.scope, asked.period, [pk] if pk < 2**63 else [])
        if not rows:
            raise Http404
        scope = replace(asked.scope, client=pk)
        return Response(rows[0] | {"series": breakdowns.month_series(scope, asked.today, REVENUE)})


class MetricsView(FiguresView):
    pagination_class = PageNumbers

    @extend_schema(parameters=PARAMETERS, responses=MetricSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """The key figures of a period as rows, each with its unit and its change."""
        return paged(request, breakdowns.metric_rows(asked_of(request)))


class MetricView(FiguresView):
    model = Rollup

    @extend_schema(operation_id="dashboard_metrics_retrieve", parameters=PARAMETERS, responses=MetricSerializer)
    def get(self, request: ApiRequest, pk: int) -> Response:
        """One of the key figures."""
        return Response(row_with(pk, breakdowns.metric_rows(asked_of(request))))


class PrometheusView(FiguresView):
    renderer_classes = FILE_RENDERERS

    @extend_schema(parameters=PARAMETERS, responses={(200, "text/plain"): OpenApiTypes.STR})
    def get(self, request: ApiRequest) -> HttpResponse:
        """The key figures in Prometheus' text format, as gauges."""
        asked = asked_of(request)
        return HttpResponse(
            "".join(map(_gauge, breakdowns.metric_rows(asked))), content_type="text/plain; version=0.0.4"
        )


def paged(request: ApiRequest, rows: Any) -> Response:
    """A page of rows that are no query."""
    paginator = PageNumbers()
    return paginator.answer(paginator.slice_of(rows, request))


def row_with(pk: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row with an id; 404 where there is none."""
    for row in rows:
        if row["id"] == pk:
            return row
    raise Http404


def _gauge(row: dict[str, Any]) -> str:
    name = f"senangkira_{row['name']}"
    return f'# TYPE {name} gauge\n{name}{{unit="{row["unit"]}"}} {row["value"]}\n'
