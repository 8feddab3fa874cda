import django_filters

from apps.clients.models import Client
from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.invoices.models import Invoice
from apps.payments.models import Payment


class PaymentFilter(TenantFilterSet):
    invoice = TenantModelFilter(Invoice)
    client = TenantModelFilter(Client, field_name="invoice__client")
    payment_method = django_filters.ChoiceFilter(choices=Payment.Method.choices)
    payment_date__gte = django_filters.DateFilter(field_name="payment_date", lookup_expr="gte", label="Paid from")
    payment_date__lte = django_filters.DateFilter(field_name="payment_date", lookup_expr="lte", label="Paid until")

    class Meta:
        model = Payment
        fields = ["invoice", "client", "payment_method", "payment_date", "reference", "currency"]
