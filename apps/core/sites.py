from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest, HttpResponseBase
from unfold.sites import UnfoldAdminSite


class ProductSite(UnfoldAdminSite):  # type: ignore[misc]
    """The admin, which keeps no log of its own: what changed stands in the audit log."""

    def get_log_entries(self, request: HttpRequest) -> Any:
        return super().get_log_entries(request).none()

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        # The theme's own insists on Django's form, which would write past the service.
        return AdminSite.password_change(self, request, extra_context)


class AdminConfig(DjangoAdminConfig):
    default_site = "apps.core.sites.ProductSite"
