import django_filters

from apps.clients.models import Client
from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.expenses.models import Expense, ExpenseAttachment


class ExpenseFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Expense.Status.choices)
    category = django_filters.ChoiceFilter(choices=Expense.Category.choices)
    client = TenantModelFilter(Client)
    is_billable = django_filters.BooleanFilter()
    is_billed = django_filters.BooleanFilter(
        field_name="invoice", lookup_expr="isnull", exclude=True, label="Is billed"
    )
    expense_date__gte = django_filters.DateFilter(field_name="expense_date", lookup_expr="gte", label="Spent from")
    expense_date__lte = django_filters.DateFilter(field_name="expense_date", lookup_expr="lte", label="Spent until")

    class Meta:
        model = Expense
        fields = ["status", "category", "client", "is_billable", "currency", "vendor", "receipt_number", "expense_date"]


class AttachmentFilter(TenantFilterSet):
    expense = TenantModelFilter(Expense)

    class Meta:
        model = ExpenseAttachment
        fields = ["expense"]
