from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.core.errors import RuleViolation
from apps.core.json import FILE_RENDERERS
from apps.core.replica import read_from_replica
from apps.core.texts import say
from apps.core.transfer.exports import CONTENT_TYPES, export_response
from apps.core.transfer.views import EXPORTED
from apps.core.viewsets import ApiRequest
from apps.dashboard.asked import PARAMETERS, asked_of, scope_of
from apps.dashboard.exports import HEADER, render_dashboard, table_rows
from apps.dashboard.forecast import project_revenue
from apps.dashboard.serializers import ProjectionSerializer
from apps.dashboard.views.base import FiguresView
from apps.tenants.days import today_of

FORMATS = (*CONTENT_TYPES, "pdf")
MOST_MONTHS = 24


class ExportView(FiguresView):
    renderer_classes = FILE_RENDERERS
    catches_up = False

    @extend_schema(
        parameters=[*PARAMETERS, OpenApiParameter("format", enum=FORMATS, description="`csv` when left out.")],
        responses={**EXPORTED, (200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: ApiRequest) -> HttpResponseBase:
        """The dashboard as a table of its figures, or as a PDF page with charts."""
        asked = asked_of(request)
        wanted = request.query_params.get("format") or "csv"
        if wanted not in FORMATS:
            raise RuleViolation(
                say("{value!r} is none of {choices}.", value=wanted, choices=", ".join(FORMATS)),
                code="invalid",
                field="format",
            )
        if wanted == "pdf":
            disposition = {"Content-Disposition": 'attachment; filename="dashboard.pdf"'}
            page = read_from_replica(lambda: render_dashboard(asked))
            return HttpResponse(page, content_type="application/pdf", headers=disposition)
        rows = read_from_replica(lambda: list(table_rows(asked)))
        return export_response("dashboard", wanted, HEADER, rows)  # type: ignore[arg-type]


class ProjectionsView(FiguresView):
    @extend_schema(
        parameters=[
            OpenApiParameter(
                "months", int, description=f"How many months, from this one on; 6 unless said, at most {MOST_MONTHS}."
            ),
            *(given for given in PARAMETERS if given.name in ("client", "currency")),
        ],
        responses=ProjectionSerializer,
    )
    def get(self, request: ApiRequest) -> Response:
        """Revenue to come, projected from the full months that were, with its method, interval and back-test."""
        given = request.query_params.get("months") or "6"
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:4]) <= MOST_MONTHS and len(given) < 4):
            raise RuleViolation(
                say("Give a number of months from 1 to {most}.", most=MOST_MONTHS), code="invalid", field="months"
            )
        return Response(project_revenue(scope_of(request), today=today_of(request.user), months=int(given)))
