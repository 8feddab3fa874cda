from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularRedocView

from apps.core import views
from apps.core.routing import IndexedRoutes
from apps.monitoring.views.exposition import exposition_page

_APPS = (
    "apps.accounts",
    "apps.audit",
    "apps.jobs",
    "apps.currencies",
    "apps.clients",
    "apps.products",
    "apps.documents",
    "apps.notifications",
    "apps.quotes",
    "apps.invoices",
    "apps.payments",
    "apps.expenses",
    "apps.scheduling",
    "apps.bills",
    "apps.integrations",
    "apps.dashboard",
    "apps.monitoring",
)

_API: list[URLPattern | URLResolver] = [
    path("", views.ApiRootView.as_view(), name="api-root"),
    path("health/", views.SystemHealthView.as_view(), name="api-health"),
    path("country-codes/", views.CountryCodesView.as_view(), name="country-codes"),
    path("app-config/", views.AppConfigView.as_view(), name="app-config"),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("schema/swagger-ui/", views.SwaggerView.as_view(url_name="schema"), name="swagger-ui"),
    path("schema/redoc/", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    *(path("", include(f"{app}.urls")) for app in _APPS),
]

urlpatterns = [
    IndexedRoutes("api/", _API),
    path("", views.welcome, name="welcome"),
    path("health/", views.HealthView.as_view(), name="health"),
    path("metrics", exposition_page, name="metrics"),
    path("admin/", admin.site.urls),
    path("p/", include("apps.quotes.public_urls")),
    path("", include("apps.dashboard.page_urls")),
    path("calendars/", include("apps.scheduling.feed_urls")),
    path("unsubscribe/", include("apps.notifications.public_urls")),
]

handler400 = "apps.core.errors.bad_request"
handler403 = "apps.core.errors.permission_denied"
handler404 = "apps.core.errors.not_found"
handler500 = "apps.core.errors.server_error"
