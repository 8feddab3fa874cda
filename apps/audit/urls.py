from apps.audit.views import AuditLogViewSet
from apps.core.routers import ApiRouter

router = ApiRouter()
router.register("audit/logs", AuditLogViewSet, basename="audit-log")

urlpatterns = router.urls
