from typing import Any

from django.urls import path

from apps.core.json import FILE_RENDERERS
from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.invoices.views import InvoiceDownloadViewSet, InvoiceViewSet

router = ApiRouter()
router.register("invoices", InvoiceViewSet, basename="invoice")
DOWNLOADS: dict[str, tuple[str, dict[str, Any]]] = {
    "status": ("retrieve", {}),
    "stream": ("stream", stream_options()),
    "file": ("file", {"renderer_classes": FILE_RENDERERS}),
}

urlpatterns = [
    *router.urls,
    *(
        path(
            f"invoices/download-async/{name}/<uuid:job_id>/",
            InvoiceDownloadViewSet.as_view({"get": handler}, **options),
            name=f"invoice-download-{name}",
        )
        for name, (handler, options) in DOWNLOADS.items()
    ),
]
