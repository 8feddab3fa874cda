"""The dashboard for those who have no front end: a page that is served with its first figures and then kept fresh."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from apps.accounts.page_authentication import PageAuthentication
from apps.core import json
from apps.core.money import minor_units
from apps.core.rendering.figures import figure_style
from apps.core.viewsets import ApiRequest
from apps.dashboard.analytics import kpis
from apps.dashboard.asked import asked_of
from apps.dashboard.breakdowns import breakdown, trends, twelve_months_to
from apps.dashboard.periods import UNITS
from apps.dashboard.reports import aging
from apps.dashboard.selectors import overview
from apps.dashboard.views.base import FiguresView
from apps.dashboard.wording import WORDS

CHANGES = ("total_revenue_change", "total_customers_change", "collection_rate", "collection_rate_change")


class PageRenderer(BaseRenderer):
    """The page with its first figures in it; its script asks the same address for fresh ones, as JSON."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str:
        context = renderer_context or {}
        user = context["request"].user
        shown = {
            "figures": json.dumps(data).decode().replace("<", "\\u003c"),
            "company": user.acting_tenant.name,
            "brand": user.acting_tenant.preferences.accent_color,
            "units": [(unit, WORDS[f"period_{unit}"]) for unit in UNITS],
            "words": WORDS,
        }
        return render_to_string("dashboard/page.html", shown, request=context["request"]._request)


class DashboardPage(FiguresView):
    schema = None  # a page for people
    authentication_classes = (PageAuthentication,)
    renderer_classes = (PageRenderer, json.JSONRenderer)

    def handle_exception(self, exc: Exception) -> Any:
        wants_page = "text/html" in self.request.headers.get("Accept", "")
        if isinstance(exc, NotAuthenticated) and wants_page and "Authorization" not in self.request.headers:
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': self.request.get_full_path()})}")
        return super().handle_exception(exc)

    def get(self, request: ApiRequest) -> Response:
        """What an owner looks at first: the period's overview, the last twelve months, who owes and who pays."""
        asked = asked_of(request)
        tenant = request.user.acting_tenant
        style = figure_style(tenant.preferences.language, tenant.preferences.number_format)
        figures = kpis(asked, asked.before)
        return Response(
            {
                "style": {"group": style.group, "point": style.point, "size": style.size},
                "decimals": minor_units(asked.scope.currency),
                "overview": overview(asked.scope, period=asked.period, today=asked.today),
                "changes": {name: figures[name] for name in CHANGES},
                "months": trends(asked.scope, first=twelve_months_to(asked.today), last=asked.today, unit="month"),
                "aging": aging(asked).series,
                "clients": breakdown(asked)["by_client"],
            }
        )
