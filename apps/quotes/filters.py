import django_filters

from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.invoices.filters import DocumentFilter
from apps.invoices.models import Invoice
from apps.quotes.models import PublicLink, Quote


class QuoteFilter(DocumentFilter):
    status = django_filters.ChoiceFilter(choices=Quote.Status.choices)
    expiry_date__gte = django_filters.DateFilter(field_name="expiry_date", lookup_expr="gte", label="Expires from")
    expiry_date__lte = django_filters.DateFilter(field_name="expiry_date", lookup_expr="lte", label="Expires until")

    class Meta:
        model = Quote
        fields = ["status", "client", "currency", "quote_number", "issue_date", "expiry_date"]


class PublicLinkFilter(TenantFilterSet):
    quote = TenantModelFilter(Quote)
    invoice = TenantModelFilter(Invoice)

    class Meta:
        model = PublicLink
        fields = ["quote", "invoice"]
