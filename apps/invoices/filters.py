import django_filters

from apps.clients.models import Client
from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.invoices.models import Invoice, InvoiceImport


class DocumentFilter(TenantFilterSet):
    """The filters that lists of quotes and of invoices share."""

    client = TenantModelFilter(Client)
    currency = django_filters.CharFilter()
    issue_date__gte = django_filters.DateFilter(field_name="issue_date", lookup_expr="gte", label="Issued from")
    issue_date__lte = django_filters.DateFilter(field_name="issue_date", lookup_expr="lte", label="Issued until")
    total_amount__gte = django_filters.NumberFilter(field_name="total_amount", lookup_expr="gte", label="Total from")
    total_amount__lte = django_filters.NumberFilter(field_name="total_amount", lookup_expr="lte", label="Total up to")


class InvoiceFilter(DocumentFilter):
    status = django_filters.ChoiceFilter(choices=Invoice.Status.choices)
    due_date__gte = django_filters.DateFilter(field_name="due_date", lookup_expr="gte", label="Due from")
    due_date__lte = django_filters.DateFilter(field_name="due_date", lookup_expr="lte", label="Due until")

    class Meta:
        model = Invoice
        fields = ["status", "client", "currency", "invoice_number", "issue_date", "due_date"]


class InvoiceImportFilter(TenantFilterSet):
    invoice = TenantModelFilter(Invoice)
    status = django_filters.ChoiceFilter(choices=InvoiceImport.Status.choices)
    job_id = django_filters.UUIDFilter(field_name="job__job_id", label="Imported by the job")

    class Meta:
        model = InvoiceImport
        fields = ["invoice", "status", "format", "document_number", "digest"]
