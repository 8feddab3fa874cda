"""Figures as they are this moment: asked for anew, streamed, rebuilt; and how far they are behind."""

from functools import partial
from http import HTTPStatus
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.response import Response

from apps.core.errors import RuleViolation
from apps.core.live.changes import announce_change, version_of
from apps.core.live.following import HEARTBEAT_SECONDS
from apps.core.sse import EventStream, stream_response
from apps.core.viewsets import ApiRequest
from apps.dashboard.asked import PARAMETERS, asked_of
from apps.dashboard.jobs import start_recalculation
from apps.dashboard.live import OVERVIEW, overview_reader, question_of
from apps.dashboard.rollup import catch_up, count_pending
from apps.dashboard.selectors import overview
from apps.dashboard.serializers import DashboardHealthSerializer, OverviewSerializer, RefreshSerializer
from apps.dashboard.views.base import FiguresView
from apps.jobs.serializers import JobSerializer

SINCE = OpenApiParameter(
    "since", str, description="The id of the last event, for those who come back and cannot send `Last-Event-ID`."
)


class RealtimeView(FiguresView):
    catches_up = is_kept = False

    @extend_schema(parameters=PARAMETERS, responses=OverviewSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The overview, computed now."""
        asked = asked_of(request)
        return Response(overview(asked.scope, period=asked.period, today=asked.today))


class StreamView(FiguresView):
    catches_up = is_kept = False

    @extend_schema(
        parameters=[*PARAMETERS, SINCE],
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="`figures` at once and after each change, the overview as `data`."
            )
        },
    )
    def get(self, request: ApiRequest) -> EventStream:
        """The overview as server-sent events: at once, then whenever it changes."""
        asked_of(request)  # what makes no sense is refused before anything is sent
        return stream_response(
            request,
            request.user.acting_tenant_id,
            overview_reader(request),
            frozenset(),
            every=HEARTBEAT_SECONDS,
            question=partial(question_of, request, OVERVIEW),
        )


class SocketView(StreamView):
    """The same over a WebSocket: texts of `{"event": "figures", "id", "changed": [names], "data": the overview}`."""

    schema = None  # OpenAPI knows no WebSockets; docs/guides/live.md tells of it

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not getattr(request._request, "is_websocket", False):
            message = "This address speaks WebSocket only; over HTTP there is /api/dashboard/streaming/aggregate/."
            raise RuleViolation(message, code="upgrade_required", status=HTTPStatus.UPGRADE_REQUIRED)


class RefreshView(FiguresView):
    catches_up = False

    @extend_schema(request=None, responses=RefreshSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Bring the figures up to date now, and have whoever follows them read them anew."""
        tenant = request.user.acting_tenant
        catch_up(tenant)
        announce_change(tenant.pk)
        return Response({"refreshed": True, "version": version_of(tenant.pk)})


class RecalculateView(FiguresView):
    catches_up = False

    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Start a job that compares every sum with the books and mends what differs."""
        job = start_recalculation(actor=request.user)
        return Response(JobSerializer(job, context={"request": request}).data, status=status.HTTP_202_ACCEPTED)


class DashboardHealthView(FiguresView):
    catches_up = is_kept = False

    @extend_schema(responses=DashboardHealthSerializer)
    def get(self, request: ApiRequest) -> Response:
        """How far the sums are behind the books."""
        pending = count_pending()
        return Response(
            {
                "status": "behind" if pending else "ok",
                "pending_events": pending,
                "version": version_of(request.user.acting_tenant_id),
            }
        )
