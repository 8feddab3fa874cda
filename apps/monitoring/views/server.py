from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.core.permissions import PLATFORM
from apps.core.viewsets import ApiRequest, ApiView
from apps.monitoring.authentication import CronAuthentication
from apps.monitoring.serializers.server import CronSerializer, ServerActionSerializer, ServerSerializer
from apps.monitoring.services.cron import execute_due_jobs, periodic_jobs
from apps.monitoring.services.server import (
    clean_up,
    clear_the_cache,
    examine_the_media,
    installation,
    put_back_lost_jobs,
    rebuild_the_rollups,
    repair_the_media,
)

UNAVAILABLE = OpenApiResponse(OpenApiTypes.OBJECT, description="The broker does not take the jobs.")


class ServerView(ApiView):
    access = {"get": PLATFORM}

    @extend_schema(responses=ServerSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Versions, migrations, database and disk, every periodic job, and the actions there are."""
        actions = [
            {
                "name": name,
                "method": "POST",
                "url": reverse(f"server-{name}", request=request),
                "description": view.__doc__ or "",
            }
            for name, view in ACTIONS.items()
        ]
        body = {**installation(), "periodic": periodic_jobs(), "actions": actions}
        return Response(ServerSerializer(body).data)


class ServerActionView(ApiView):
    """An action on the installation, noted in the audit log."""

    access = {"post": PLATFORM}
    service: ClassVar[Callable[..., dict[str, Any]]]

    @extend_schema(request=None, responses=ServerActionSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Do it now. `result` says what was done, in figures and names."""
        result = type(self).service(actor=request.user)
        return Response({"action": self.request.path.rstrip("/").rsplit("/", 1)[-1], "result": result})


class ClearCacheView(ServerActionView):
    """Drop what is cached."""

    service = staticmethod(clear_the_cache)


class MediaDiagnosticsView(ServerActionView):
    """Compare files with the rows that name them."""

    service = staticmethod(examine_the_media)


class MediaRepairView(ServerActionView):
    """Bring missing files back from archives, delete orphans."""

    service = staticmethod(repair_the_media)


class CleanUpView(ServerActionView):
    """Forget what has expired."""

    service = staticmethod(clean_up)


class RequeueLostView(ServerActionView):
    """Put back jobs whose worker or message was lost."""

    service = staticmethod(put_back_lost_jobs)


class RebuildRollupsView(ServerActionView):
    """Compare every tenant's figures with its books, as a job, and mend what differs."""

    service = staticmethod(rebuild_the_rollups)


ACTIONS: dict[str, type[ServerActionView]] = {
    "clear-cache": ClearCacheView,
    "media-diagnostics": MediaDiagnosticsView,
    "media-repair": MediaRepairView,
    "clean-up": CleanUpView,
    "requeue-lost": RequeueLostView,
    "rebuild-rollups": RebuildRollupsView,
}


class CronView(ApiView):
    access = {"get": PLATFORM, "post": PLATFORM}
    authentication_classes = (CronAuthentication,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Each job begins once by itself, and a program with a token has no rows to keep answers in.
        request._request.META.pop("HTTP_IDEMPOTENCY_KEY", None)
        request._request.__dict__.pop("headers", None)  # made of META when first asked for
        super().initial(request, *args, **kwargs)

    @extend_schema(responses={200: CronSerializer, 503: UNAVAILABLE})
    def get(self, request: ApiRequest) -> Response:
        """Start the periodic jobs that are due, each once however often this is called.

        For superusers, and for programs with the header `X-Cron-Token`. An installation with beat does not need it.
        """
        executed, not_due = execute_due_jobs()
        return Response({"executed": executed, "not_due": not_due, "timestamp": datetime.now(UTC)})

    @extend_schema(request=None, responses={200: CronSerializer, 503: UNAVAILABLE})
    def post(self, request: ApiRequest) -> Response:
        """The same as GET."""
        return self.get(request)
