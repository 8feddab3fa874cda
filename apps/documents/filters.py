import django_filters

from apps.clients.models import Client
from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.documents.models import CustomerApplication, Holiday
from apps.products.models import Product


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


class HolidayFilter(TenantFilterSet):
    date__gte = django_filters.DateFilter(field_name="date", lookup_expr="gte", label="From")
    date__lte = django_filters.DateFilter(field_name="date", lookup_expr="lte", label="Until")

    class Meta:
        model = Holiday
        fields = ["date", "country"]
