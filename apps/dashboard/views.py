from datetime import datetime

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, ApiView
from apps.dashboard.periods import UNITS, period_of
from apps.dashboard.selectors import overview
from apps.dashboard.serializers import OverviewSerializer

PERIOD_PARAMETERS = [
    OpenApiParameter(
        "from", str, description="The first day, such as 2024-01-01; the first of the period unless given."
    ),
    OpenApiParameter("to", str, description="The last day, included; today unless given."),
    OpenApiParameter("period", str, enum=UNITS, default="month", description="What `from` is the first day of."),
]


class OverviewView(ApiView):
    access = "dashboard.view_overview"

    @extend_schema(parameters=PERIOD_PARAMETERS, responses=OverviewSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Revenue, receivables, documents by status, clients and what happened last; the running month by default.

        Days are those of the tenant's timezone, money is in its currency. `docs/guides/figures.md` defines each figure.
        """
        timezone = request.user.tenant_timezone
        today = datetime.now(timezone).date()
        period = period_of(request.query_params, timezone=timezone, today=today)
        return Response(overview(actor=request.user, period=period, today=today))
