from apps.core.routers import ApiRouter
from apps.invoices.files import download_routes
from apps.invoices.models import Invoice
from apps.invoices.views import InvoiceViewSet

router = ApiRouter()
router.register("invoices", InvoiceViewSet, basename="invoice")

urlpatterns = [*router.urls, *download_routes("invoices", Invoice)]
