from django.urls import include, path

from apps.audit.views import AuditLogViewSet, ChangesView
from apps.core.routers import ApiRouter

router = ApiRouter()
router.register("audit/logs", AuditLogViewSet, basename="audit-log")

urlpatterns = [path("changes/", ChangesView.as_view(), name="changes"), path("", include(router.urls))]
