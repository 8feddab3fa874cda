"""Figures as they are this moment: asked for anew, streamed, rebuilt; and how far they are behind."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.response import Response

from apps.core import json
from apps.core.sse import Event, stream_response
from apps.core.viewsets import ApiRequest
from apps.dashboard.asked import PARAMETERS, Asked, asked_of
from apps.dashboard.jobs import start_recalculation
from apps.dashboard.live import figures_version, move_version
from apps.dashboard.rollup import catch_up, count_pending
from apps.dashboard.selectors import overview
from apps.dashboard.serializers import DashboardHealthSerializer, OverviewSerializer, RefreshSerializer
from apps.dashboard.views.base import FiguresView
from apps.jobs.serializers import JobSerializer


class RealtimeView(FiguresView):
    catches_up = False

    @extend_schema(parameters=PARAMETERS, responses=OverviewSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The overview, computed now."""
        asked = asked_of(request)
        return Response(overview(asked.scope, period=asked.period, today=asked.today))


class StreamView(FiguresView):
    catches_up = False

    @extend_schema(
        parameters=PARAMETERS,
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="`figures` at once and after each change, the overview as `data`."
            )
        },
    )
    def get(self, request: ApiRequest) -> StreamingHttpResponse:
        """The overview as server-sent events: at once, then whenever it changes."""
        asked = asked_of(request)
        return stream_response(request, request.user.acting_tenant_id, _reader(asked), frozenset())


class RefreshView(FiguresView):
    catches_up = False

    @extend_schema(request=None, responses=RefreshSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Bring the figures up to date now, and have whoever follows them read them anew."""
        tenant = request.user.acting_tenant
        catch_up(tenant)
        move_version(tenant.pk)
        return Response({"refreshed": True, "version": figures_version(tenant.pk)})


class RecalculateView(FiguresView):
    catches_up = False

    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Start a job that compares every sum with the books and mends what differs."""
        job = start_recalculation(actor=request.user)
        return Response(JobSerializer(job, context={"request": request}).data, status=status.HTTP_202_ACCEPTED)


class DashboardHealthView(FiguresView):
    catches_up = False

    @extend_schema(responses=DashboardHealthSerializer)
    def get(self, request: ApiRequest) -> Response:
        """How far the sums are behind the books."""
        pending = count_pending()
        return Response(
            {
                "status": "behind" if pending else "ok",
                "pending_events": pending,
                "version": figures_version(request.user.acting_tenant_id),
            }
        )


def _reader(asked: Asked) -> Callable[[], Event]:
    """What a stream reads: the overview anew where the version has moved, otherwise what it read before."""
    held: dict[str, Any] = {}

    def read() -> Event:
        version = figures_version(asked.scope.actor.acting_tenant_id)
        if held.get("version") != version:
            body = json.dumps(overview(asked.scope, period=asked.period, today=asked.today))
            digest = hashlib.sha256(body).hexdigest()[:16]
            held.update(version=version, event=(digest, "figures", json.loads(body)))
        event: Event = held["event"]
        return event

    return read
