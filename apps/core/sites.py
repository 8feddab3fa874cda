from typing import Any

from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from unfold.sites import UnfoldAdminSite


class ProductSite(UnfoldAdminSite):
    """The admin. It keeps no log of its own: what changed stands in the audit log.

    `password_change_form` has to save by the product's service, which Django's own form goes past.
    """

    password_change_form: type[Any]

    def get_log_entries(self, request: HttpRequest) -> Any:
        return super().get_log_entries(request).none()

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=self.password_change_form,
            success_url=reverse("admin:password_change_done"),
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        return view(request)
