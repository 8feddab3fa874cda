from django.urls import path

from apps.core.routers import ApiRouter
from apps.invoices.application_views import CustomerApplicationsViewSet, InvoiceApplicationViewSet
from apps.invoices.files import download_routes
from apps.invoices.models import Invoice
from apps.invoices.views import InvoiceViewSet

router = ApiRouter()
router.register("invoices", InvoiceViewSet, basename="invoice")

urlpatterns = [
    *router.urls,
    *download_routes("invoices", Invoice),
    path(
        "invoices/get_customer_applications/<int:pk>/",
        CustomerApplicationsViewSet.as_view({"get": "all_applications"}),
        name="invoice-customer-applications",
    ),
    path(
        "customers/<int:pk>/uninvoiced-applications/",
        CustomerApplicationsViewSet.as_view({"get": "uninvoiced_applications"}),
        name="customer-uninvoiced-applications",
    ),
    path(
        "invoices/get_invoice_application_due_amount/<int:pk>/",
        InvoiceApplicationViewSet.as_view({"get": "due_amount"}),
        name="invoice-application-due-amount",
    ),
]
