from django.urls import path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.invoices.application_views import CustomerApplicationsViewSet, InvoiceApplicationViewSet
from apps.invoices.credit_views import (
    ClientCreditViewSet,
    CreditEntryViewSet,
    CreditNoteViewSet,
    InvoiceCreditViewSet,
)
from apps.invoices.files import download_routes
from apps.invoices.import_views import (
    ImportBatchView,
    ImportConfigView,
    ImportJobViewSet,
    ImportSingleView,
    InvoiceImportViewSet,
)
from apps.invoices.models import CreditNote, Invoice
from apps.invoices.recurring_views import RecurringInvoiceViewSet
from apps.invoices.views import InvoiceViewSet

router = ApiRouter()
router.register("invoices", InvoiceViewSet, basename="invoice")
router.register("invoices", InvoiceCreditViewSet, basename="invoice-credit")
router.register("credit-notes", CreditNoteViewSet, basename="credit-note")
router.register("recurring-invoices", RecurringInvoiceViewSet, basename="recurring-invoice")
router.register("invoice-imports", InvoiceImportViewSet, basename="invoice-import")
router.register("client-credits", CreditEntryViewSet, basename="client-credit")
router.register("clients", ClientCreditViewSet, basename="client-credit-of")

urlpatterns = [
    *router.urls,
    *download_routes("invoices", Invoice),
    *download_routes("credit-notes", CreditNote),
    path("invoices/import/config/", ImportConfigView.as_view(), name="invoice-import-config"),
    path("invoices/import/single/", ImportSingleView.as_view(), name="invoice-import-single"),
    path("invoices/import/batch/", ImportBatchView.as_view(), name="invoice-import-batch"),
    path(
        "invoices/import/status/<uuid:job_id>/",
        ImportJobViewSet.as_view({"get": "retrieve"}),
        name="invoice-import-status",
    ),
    path(
        "invoices/import/stream/<uuid:job_id>/",
        ImportJobViewSet.as_view({"get": "stream"}, **stream_options()),
        name="invoice-import-stream",
    ),
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
