import django_filters

from apps.clients.models import Client
from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.documents.models import CustomerApplication, Document, Holiday
from apps.products.models import DocumentType, Product


class ApplicationFilter(TenantFilterSet):
    customer = TenantModelFilter(Client)
    product = TenantModelFilter(Product)
    status = django_filters.ChoiceFilter(choices=CustomerApplication.Status.choices)
    doc_date__gte = django_filters.DateFilter(field_name="doc_date", lookup_expr="gte", label="Dated from")
    doc_date__lte = django_filters.DateFilter(field_name="doc_date", lookup_expr="lte", label="Dated until")
    due_date__gte = django_filters.DateFilter(field_name="due_date", lookup_expr="gte", label="Due from")
    due_date__lte = django_filters.DateFilter(field_name="due_date", lookup_expr="lte", label="Due until")

    class Meta:
        model = CustomerApplication
        fields = ["customer", "product", "status", "doc_date", "due_date"]


class DocumentFilter(TenantFilterSet):
    customer_application = TenantModelFilter(CustomerApplication)
    customer = TenantModelFilter(Client, field_name="customer_application__customer", label="Customer")
    doc_type = TenantModelFilter(DocumentType)
    status = django_filters.ChoiceFilter(choices=Document.Status.choices)
    required = django_filters.BooleanFilter()
    completed = django_filters.BooleanFilter()
    expiration_date__gte = django_filters.DateFilter(
        field_name="expiration_date", lookup_expr="gte", label="Expires from"
    )
    expiration_date__lte = django_filters.DateFilter(
        field_name="expiration_date", lookup_expr="lte", label="Expires until"
    )

    class Meta:
        model = Document
        fields = [
            "customer_application",
            "doc_type",
            "status",
            "required",
            "completed",
            "doc_number",
            "expiration_date",
        ]


class HolidayFilter(TenantFilterSet):
    date__gte = django_filters.DateFilter(field_name="date", lookup_expr="gte", label="From")
    date__lte = django_filters.DateFilter(field_name="date", lookup_expr="lte", label="Until")

    class Meta:
        model = Holiday
        fields = ["date", "country"]
