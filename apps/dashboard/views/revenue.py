from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.viewsets import ApiRequest
from apps.dashboard.analytics import customer_count, customer_revenue, first_year, kpis, manager_performance, revenue_by
from apps.dashboard.asked import PARAMETERS, Asked, asked_of, scope_of
from apps.dashboard.breakdowns import twelve_months_to
from apps.dashboard.selectors import overview
from apps.dashboard.serializers import (
    CustomerRevenueSerializer,
    KpisSerializer,
    ManagerSerializer,
    MonthRevenueSerializer,
    OverviewSerializer,
    WeekRevenueSerializer,
    YearRevenueSerializer,
)
from apps.dashboard.views.base import FiguresView

MOST_CUSTOMERS = 1_000
LIMIT = OpenApiParameter("limit", int, description=f"At most so many customers, from 1 to {MOST_CUSTOMERS:,}.")
OFFSET = OpenApiParameter("offset", int, description="Without the first so many.")


class OverviewView(FiguresView):
    catches_up = False

    @extend_schema(parameters=PARAMETERS, responses=OverviewSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Revenue, receivables, documents by status, clients and what happened last; the running month by default.

        Days are those of the tenant's timezone, money is in its currency. `docs/guides/figures.md` defines each figure.
        """
        asked = asked_of(request)
        return Response(overview(asked.scope, period=asked.period, today=asked.today))


class KpisView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=KpisSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Key figures of the running month, each with its change against the same days of the month before; of another
        period, against as many days before it."""
        asked = asked_of(request)
        return Response(KpisSerializer(kpis(asked, asked.before)).data)


class WeeklyRevenueView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=WeekRevenueSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """Revenue by week, named by its Monday; the last twelve weeks unless asked for others."""
        asked = asked_of(request, first=lambda today: today - timedelta(weeks=11, days=today.weekday()))
        return Response([{"week": start, "revenue": float(sum_)} for start, sum_ in _revenue(asked, "week")])


class MonthlyRevenueView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=MonthRevenueSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """Revenue by month; the last twelve unless asked for others."""
        asked = asked_of(request, first=twelve_months_to)
        return Response(
            [{"month": f"{start:%Y-%m}", "revenue": float(sum_)} for start, sum_ in _revenue(asked, "month")]
        )


class YearlyRevenueView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=YearRevenueSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """Revenue by year, from the first with any unless asked for others."""
        scope = scope_of(request)
        asked = asked_of(request, first=lambda today: date(first_year(scope, today), 1, 1))
        return Response([{"year": start.year, "revenue": float(sum_)} for start, sum_ in _revenue(asked, "year")])


class CustomerRevenueView(FiguresView):
    @extend_schema(parameters=[*PARAMETERS, LIMIT, OFFSET], responses=CustomerRevenueSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """What each customer was billed, ever or in a period, and owes today; the largest first, as a bare array.

        It has at most 1,000 of them: `X-Total-Count` says how many there are, `Link` where the next ones are.
        """
        asked = asked_of(request)
        limit, offset = _whole(request, "limit", MOST_CUSTOMERS, 1, MOST_CUSTOMERS), _whole(request, "offset", 0, 0)
        total = customer_count(asked.scope)
        headers = {"X-Total-Count": str(total)}
        if offset + limit < total:
            following = replace_query_param(request.build_absolute_uri(), "offset", offset + limit)
            headers["Link"] = f'<{following}>; rel="next"'
        rows = customer_revenue(asked.scope, asked.given_period, limit=limit, offset=offset)
        return Response(list(rows), headers=headers)


class ManagerPerformanceView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=ManagerSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """What the customers of each key account manager were billed, ever or in a period, as a bare array."""
        asked = asked_of(request)
        return Response(list(manager_performance(asked.scope, asked.given_period)))


def _whole(request: ApiRequest, name: str, default: int, least: int, most: int = 10**9) -> int:
    """A whole number of the query. 400 that names the parameter for anything else."""
    given = request.query_params.get(name) or str(default)
    if not (given.isascii() and given.isdigit() and len(given) < 11 and least <= int(given) <= most):
        raise RuleViolation(
            say("Give a whole number from {least} to {most:,}.", least=least, most=most), code="invalid", field=name
        )
    return int(given)


def _revenue(asked: Asked, unit: str) -> list[tuple[date, Any]]:
    return revenue_by(asked.scope, first=asked.period.first, last=asked.period.last, unit=unit)
