from django.urls import path

from apps.core.routers import ApiRouter
from apps.invoices.views import InvoiceDownloadViewSet, InvoiceViewSet

router = ApiRouter()
router.register("invoices", InvoiceViewSet, basename="invoice")
DOWNLOADS = {"status": "retrieve", "stream": "stream", "file": "file"}

urlpatterns = [
    *router.urls,
    *(
        path(
            f"invoices/download-async/{name}/<uuid:job_id>/",
            InvoiceDownloadViewSet.as_view({"get": handler}),
            name=f"invoice-download-{name}",
        )
        for name, handler in DOWNLOADS.items()
    ),
]
