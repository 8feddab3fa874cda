from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularRedocView

from apps.core import views
from apps.monitoring.views.exposition import exposition_page

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("health/", views.HealthView.as_view(), name="health"),
    path("metrics", exposition_page, name="metrics"),
    path("admin/", admin.site.urls),
    path("api/", views.ApiRootView.as_view(), name="api-root"),
    path("api/health/", views.SystemHealthView.as_view(), name="api-health"),
    path("api/country-codes/", views.CountryCodesView.as_view(), name="country-codes"),
    path("api/app-config/", views.AppConfigView.as_view(), name="app-config"),
    path("api/schema/", views.SchemaView.as_view(), name="schema"),
    path("api/schema/swagger-ui/", views.SwaggerView.as_view(url_name="schema"), name="swagger-ui"),
    path("api/schema/redoc/", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    path("p/", include("apps.quotes.public_urls")),
    path("", include("apps.dashboard.page_urls")),
    path("calendars/", include("apps.scheduling.feed_urls")),
    path("unsubscribe/", include("apps.notifications.public_urls")),
    path("api/", include("apps.accounts.urls")),
    path("api/", include("apps.audit.urls")),
    path("api/", include("apps.jobs.urls")),
    path("api/", include("apps.currencies.urls")),
    path("api/", include("apps.clients.urls")),
    path("api/", include("apps.products.urls")),
    path("api/", include("apps.documents.urls")),
    path("api/", include("apps.notifications.urls")),
    path("api/", include("apps.quotes.urls")),
    path("api/", include("apps.invoices.urls")),
    path("api/", include("apps.payments.urls")),
    path("api/", include("apps.expenses.urls")),
    path("api/", include("apps.scheduling.urls")),
    path("api/", include("apps.bills.urls")),
    path("api/", include("apps.integrations.urls")),
    path("api/", include("apps.dashboard.urls")),
    path("api/", include("apps.monitoring.urls")),
]

handler400 = "apps.core.errors.bad_request"
handler403 = "apps.core.errors.permission_denied"
handler404 = "apps.core.errors.not_found"
handler500 = "apps.core.errors.server_error"
