from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, ApiView
from apps.dashboard.asked import PARAMETERS, asked_of
from apps.dashboard.selectors import overview
from apps.dashboard.serializers import OverviewSerializer
from apps.invoices.views import bring_invoices_up_to_date


class FiguresView(ApiView):
    """What views of figures share: who may look, and invoices whose due day has passed are overdue."""

    access = "dashboard.view_overview"

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        bring_invoices_up_to_date(actor=request.user)


class OverviewView(FiguresView):
    @extend_schema(parameters=PARAMETERS, responses=OverviewSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Revenue, receivables, documents by status, clients and what happened last; the running month by default.

        Days are those of the tenant's timezone, money is in its currency. `docs/guides/figures.md` defines each figure.
        """
        asked = asked_of(request)
        return Response(overview(asked.scope, period=asked.period, today=asked.today))
