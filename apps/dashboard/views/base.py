from functools import partial
from typing import Any

from orjson import Fragment
from rest_framework.response import Response

from apps.core import json
from apps.core.live.changes import version_at
from apps.core.viewsets import ApiRequest, ApiView
from apps.dashboard.live import KeptAnswer
from apps.dashboard.rollup import catch_up
from apps.invoices.views import bring_invoices_up_to_date


class FiguresView(ApiView):
    """What views of figures share: who may look, invoices whose due day has passed are overdue, and JSON answers are
    kept until something happens in the tenant."""

    access = "dashboard.view_overview"
    catches_up = True
    """Whether the sums are brought up to date first; what looks for itself says no."""
    is_kept = True
    """Whether answers are kept; what is asked for as it is this moment says no."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        bring_invoices_up_to_date(actor=request.user)
        if request.method == "GET" and self.is_kept and hasattr(self, "get"):
            setattr(self, "get", partial(self._keep, getattr(self, "get")))  # noqa: B009, B010 - none of its own
        elif self.catches_up:
            catch_up(request.user.acting_tenant)

    def _keep(self, handler: Any, request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
        """The kept answer, or else the handler's; files are made anew each time."""
        kept = KeptAnswer(request, request.path, version_at(request))
        if found := kept.find():
            headers, body = found
            return Response(Fragment(body), headers=headers)
        is_behind = self.catches_up and not catch_up(request.user.acting_tenant)
        answer = handler(request, *args, **kwargs)
        if isinstance(answer, Response) and not (is_behind or getattr(answer.data, "are_behind", False)):
            kept.keep(json.dumps(answer.data), answer.headers)
        return answer
