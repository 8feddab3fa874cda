from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from apps.accounts.page_authentication import PageAuthentication
from apps.core import json
from apps.core.viewsets import ApiRequest, ApiView
from apps.monitoring.selectors import job_counts, metric_series, open_alerts, task_counts
from apps.monitoring.serializers.figures import PageSerializer
from apps.monitoring.services.celery import ask_celery
from apps.monitoring.views.celery import active_tasks, backlog_of
from apps.monitoring.wording import WORDS

HOURS = 3


class PageRenderer(BaseRenderer):
    """The page with its first figures in it; its script asks the same address for fresh ones, as JSON."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str:
        figures = json.dumps(data).decode().replace("<", "\\u003c")
        return render_to_string("monitoring/page.html", {"figures": figures, "hours": HOURS, "words": WORDS})


class MonitoringPage(ApiView):
    access = {"get": "monitoring.view_healthmetric"}
    authentication_classes = (PageAuthentication,)
    renderer_classes = (PageRenderer, json.JSONRenderer)

    def handle_exception(self, exc: Exception) -> Any:
        wants_page = "text/html" in self.request.headers.get("Accept", "")
        if isinstance(exc, NotAuthenticated) and wants_page and "Authorization" not in self.request.headers:
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': self.request.path})}")
        return super().handle_exception(exc)

    @extend_schema(
        responses={
            (200, "text/html"): OpenApiResponse(OpenApiTypes.STR, description="The page."),
            (200, "application/json"): PageSerializer,
            302: OpenApiResponse(description="To the log-in page: a browser without a session."),
        }
    )
    def get(self, request: ApiRequest) -> Response:
        """A page with live charts, alerts and workers, of the tenant that the caller acts in; its figures as JSON."""
        found = ask_celery()
        body = {
            "tenant": request.user.acting_tenant.name,
            "status": found.status,
            "series": metric_series(request.user, hours=HOURS),
            "alerts": open_alerts(request.user),
            "workers": [
                {
                    "name": name,
                    "active": len(active_tasks(request, worker)),
                    "processed": worker["processed"] if request.user.is_superuser else None,
                }
                for name, worker in sorted(found.workers.items())
            ],
            "backlog": backlog_of(request, found),
            "tasks_last_hour": task_counts(request.user),
            "jobs": job_counts(request.user),
            "timestamp": datetime.now(UTC),
        }
        return Response(PageSerializer(body).data)
