from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.core.errors import RuleViolation
from apps.core.json import FILE_RENDERERS
from apps.core.replica import read_from_replica
from apps.core.texts import say
from apps.core.transfer.exports import CONTENT_TYPES, export_response
from apps.core.transfer.views import EXPORTED
from apps.core.viewsets import ApiRequest
from apps.dashboard.analytics import kpis
from apps.dashboard.asked import PARAMETERS, Asked, asked_of
from apps.dashboard.breakdowns import twelve_months_to
from apps.dashboard.reports import REPORTS, Content, application_pipeline
from apps.dashboard.serializers import DashboardStatsSerializer, ReportLinkSerializer, ReportSerializer
from apps.dashboard.views.base import FiguresView

FORMAT = OpenApiParameter("format", enum=["json", *CONTENT_TYPES], description="`json` when left out.")


class ReportsView(FiguresView):
    catches_up = False

    @extend_schema(responses=ReportLinkSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """The reports that there are, as a bare array."""
        return Response(
            [
                {"name": name, "description": str(report.__doc__).split("\n")[0],
                 "url": reverse(f"report-{name}", request=request)}
                for name, report in REPORTS.items()
            ]
        )  # fmt: skip


class ReportView(FiguresView):
    renderer_classes = FILE_RENDERERS
    name = ""
    report: Callable[[Asked], Content]

    def get(self, request: ApiRequest) -> HttpResponseBase:
        asked = asked_of(request, first=twelve_months_to)
        wanted = request.query_params.get("format") or "json"
        if wanted not in ("json", *CONTENT_TYPES):
            raise RuleViolation(
                say("{value!r} is none of {choices}.", value=wanted, choices=", ".join(("json", *CONTENT_TYPES))),
                code="invalid",
                field="format",
            )
        content = read_from_replica(lambda: type(self).report(asked))
        if wanted == "json":
            period = {"from": asked.period.first, "to": asked.period.last}
            return Response({"period": period, "currency": asked.scope.currency, **content._asdict()})
        header = list(content.series[0]) if content.series else list(content.totals)
        rows = ([_cell(row[name]) for name in header] for row in content.series)
        return export_response(self.name, wanted, header, rows)  # type: ignore[arg-type]


class DashboardStatsView(FiguresView):
    @extend_schema(operation_id="dashboard_stats_flat", parameters=PARAMETERS, responses=DashboardStatsSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The key figures of the running month with the applications by status, flat."""
        asked = asked_of(request)
        figures = kpis(asked, asked.before)
        pipeline = {f"applications_{row['status']}": row["number"] for row in application_pipeline(asked).series}
        return Response(DashboardStatsSerializer({"revenue": figures["total_revenue"], **figures, **pipeline}).data)


def report_view(name: str) -> Any:
    """The view of one report, documented by what its function says of itself."""
    report = REPORTS[name]
    described = extend_schema(
        parameters=[*PARAMETERS, FORMAT],
        responses={200: ReportSerializer, **EXPORTED},
        description=f"{report.__doc__}\n\nThe last twelve months unless asked for others; `format` makes it a table.",
    )
    members = {"name": name, "report": staticmethod(report), "get": described(_get_like(ReportView))}
    return type(f"{name.title().replace('-', '')}ReportView", (ReportView,), members | {"__module__": __name__})


def _get_like(view: type[ReportView]) -> Any:
    def get(self: ReportView, request: ApiRequest) -> HttpResponseBase:
        return view.get(self, request)

    return get


def _cell(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
