from apps.core.routers import ApiRouter
from apps.invoices.views import InvoiceViewSet

router = ApiRouter()
router.register("invoices", InvoiceViewSet, basename="invoice")

urlpatterns = router.urls
