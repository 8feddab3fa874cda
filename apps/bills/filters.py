import django_filters

from apps.bills.models import Advance, Bill
from apps.clients.models import Client
from apps.core.filters import AskedFilterSet, TenantFilterSet, TenantModelFilter


class BillFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Bill.Status.choices)
    customer = TenantModelFilter(Client)
    billing_date__gte = django_filters.DateFilter(field_name="billing_date", lookup_expr="gte", label="Billed from")
    billing_date__lte = django_filters.DateFilter(field_name="billing_date", lookup_expr="lte", label="Billed until")
    total_due__gt = django_filters.NumberFilter(field_name="total_due", lookup_expr="gt", label="More due than")

    class Meta:
        model = Bill
        fields = ["status", "customer", "billing_date", "currency"]


class AdvanceFilter(AskedFilterSet):
    customer = TenantModelFilter(Client)

    class Meta:
        model = Advance
        fields = ["customer", "currency"]
