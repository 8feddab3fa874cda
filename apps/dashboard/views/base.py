from typing import Any

from apps.core.viewsets import ApiView
from apps.dashboard.rollup import catch_up
from apps.invoices.views import bring_invoices_up_to_date


class FiguresView(ApiView):
    """What views of figures share: who may look, and invoices whose due day has passed are overdue."""

    access = "dashboard.view_overview"
    catches_up = True
    """Whether the sums are brought up to date first; what looks for itself says no."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        bring_invoices_up_to_date(actor=request.user)
        if self.catches_up:
            catch_up(request.user.acting_tenant)
