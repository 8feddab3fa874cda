"""The shapes of the dashboard's answers."""

from drf_spectacular.utils import inline_serializer

from apps.core import serializers
from apps.core.fields import AmountField, TenantRelatedField
from apps.dashboard.models import Snapshot
from apps.invoices.models import Invoice
from apps.quotes.models import Quote


class RevenueSerializer(serializers.Serializer[object]):
    invoiced = AmountField()
    collected = AmountField()
    outstanding = AmountField()
    overdue = AmountField()


class OtherCurrencySerializer(RevenueSerializer):
    currency = serializers.CharField()
    expenses = AmountField()


class CategorySumSerializer(serializers.Serializer[object]):
    category = serializers.CharField()
    total = AmountField()


class ExpensesSerializer(serializers.Serializer[object]):
    total = AmountField()
    by_category = CategorySumSerializer(many=True)


class ClientCountsSerializer(serializers.Serializer[object]):
    total = serializers.IntegerField()
    new = serializers.IntegerField()


class ActivitySerializer(serializers.Serializer[object]):
    id = serializers.IntegerField()
    action = serializers.CharField()
    resource_type = serializers.CharField()
    resource_id = serializers.CharField()
    user = serializers.IntegerField(allow_null=True)
    username = serializers.CharField(allow_null=True)
    timestamp = serializers.DateTimeField()


def _counts(name: str, statuses: list[str]) -> serializers.BaseSerializer[object]:
    return inline_serializer(name, {status: serializers.IntegerField() for status in statuses})


class BillFiguresSerializer(serializers.Serializer[object]):
    number = serializers.IntegerField()
    billed = AmountField()
    received = AmountField()
    due = AmountField()


class OverviewSerializer(serializers.Serializer[object]):
    # `from` cannot be the name of a class attribute.
    period = inline_serializer("Period", {"from": serializers.DateField(), "to": serializers.DateField()})
    currency = serializers.CharField()
    revenue = RevenueSerializer()
    other_currencies = OtherCurrencySerializer(many=True)
    expenses = ExpensesSerializer()
    profit = AmountField()
    exchange_gain = AmountField(help_text="What was realised by exchange rates; negative for a loss.")
    client_credit = AmountField(help_text="What clients have as credit today.")
    invoices = inline_serializer("InvoiceCounts", {"by_status": _counts("InvoiceStatusCounts", Invoice.Status.values)})
    bills = BillFiguresSerializer()
    quotes = inline_serializer(
        "QuoteCounts",
        {"by_status": _counts("QuoteStatusCounts", Quote.Status.values), "acceptance_rate": serializers.FloatField()},
    )
    clients = ClientCountsSerializer()
    recent_activity = ActivitySerializer(many=True)


class KpisSerializer(serializers.Serializer[object]):
    """Key figures: bare numbers as isp-crm shows them, beside them amounts as everywhere."""

    total_revenue = serializers.FloatField()
    total_revenue_change = serializers.FloatField(help_text="In percent, as all changes.")
    total_customers = serializers.IntegerField()
    total_customers_change = serializers.FloatField()
    active_customers = serializers.IntegerField()
    active_customers_change = serializers.FloatField()
    collection_rate = serializers.FloatField()
    collection_rate_change = serializers.FloatField()
    period = inline_serializer("KpisPeriod", {"from": serializers.DateField(), "to": serializers.DateField()})
    currency = serializers.CharField()
    collected = AmountField()
    outstanding = AmountField()
    overdue = AmountField()
    expenses = AmountField()
    profit = AmountField()
    average_invoice = AmountField()
    invoices_issued = serializers.IntegerField()
    new_clients = serializers.IntegerField()
    quote_acceptance_rate = serializers.FloatField()


class WeekRevenueSerializer(serializers.Serializer[object]):
    week = serializers.DateField(help_text="The Monday.")
    revenue = serializers.FloatField()


class MonthRevenueSerializer(serializers.Serializer[object]):
    month = serializers.CharField(help_text="Such as 2025-08.")
    revenue = serializers.FloatField()


class YearRevenueSerializer(serializers.Serializer[object]):
    year = serializers.IntegerField()
    revenue = serializers.FloatField()


class CustomerRevenueSerializer(serializers.Serializer[object]):
    customer_id = serializers.IntegerField()
    customerName = serializers.CharField()
    email = serializers.CharField()
    status = serializers.CharField()
    joinDate = serializers.DateField(allow_null=True)
    leaveDate = serializers.DateField(allow_null=True)
    totalRevenue = serializers.FloatField()
    totalDue = serializers.FloatField()
    collectionRate = serializers.FloatField()
    kam = serializers.CharField(allow_null=True)


class ManagerSerializer(serializers.Serializer[object]):
    kam = serializers.CharField()
    kam_id = serializers.IntegerField()
    total_customers = serializers.IntegerField()
    active_customers = serializers.IntegerField()
    total_revenue = serializers.FloatField()
    avg_revenue_per_customer = serializers.FloatField()


class StatsSerializer(serializers.Serializer[object]):
    """Flat figures of a period."""

    revenue = serializers.FloatField()
    revenue_change = serializers.FloatField(source="total_revenue_change")
    collected = AmountField()
    outstanding = AmountField()
    overdue = AmountField()
    expenses = AmountField()
    profit = AmountField()
    average_invoice = AmountField()
    invoices_issued = serializers.IntegerField()
    total_customers = serializers.IntegerField()
    active_customers = serializers.IntegerField()
    new_clients = serializers.IntegerField()
    collection_rate = serializers.FloatField()
    quote_acceptance_rate = serializers.FloatField()
    currency = serializers.CharField()


class TrendSerializer(serializers.Serializer[object]):
    period = serializers.CharField(help_text="2025-11 for a month, 2025 for a year, the first day of others.")
    revenue = AmountField()
    collected = AmountField()
    expenses = AmountField()
    profit = AmountField()


class TrendsSerializer(serializers.Serializer[object]):
    unit = serializers.CharField()
    currency = serializers.CharField()
    series = TrendSerializer(many=True)


class CategoryShareSerializer(CategorySumSerializer):
    number = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of all expenses, in percent.")


class StatusSumSerializer(serializers.Serializer[object]):
    document = serializers.CharField(help_text="invoice, quote or bill.")
    status = serializers.CharField()
    number = serializers.IntegerField()
    total = AmountField()


class ClientFiguresSerializer(serializers.Serializer[object]):
    """A client in figures."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    status = serializers.CharField()
    revenue = AmountField()
    collected = AmountField()
    outstanding = AmountField(help_text="Open today, whatever the period.")
    collection_rate = serializers.FloatField()


class MonthTotalSerializer(serializers.Serializer[object]):
    period = serializers.CharField()
    total = AmountField()


class ClientDetailSerializer(ClientFiguresSerializer):
    series = MonthTotalSerializer(many=True, help_text="Billed in each of the last twelve months.")


class BreakdownSerializer(serializers.Serializer[object]):
    by_category = CategoryShareSerializer(many=True)
    by_status = StatusSumSerializer(many=True)
    by_client = ClientFiguresSerializer(many=True)


class CategorySerializer(CategoryShareSerializer):
    """A category of expenses in figures. Its id means nothing in another company."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    change = serializers.FloatField()


class CategoryDetailSerializer(CategorySerializer):
    series = MonthTotalSerializer(many=True, help_text="Spent in each of the last twelve months.")


class MetricSerializer(serializers.Serializer[object]):
    """A key figure. Its id means nothing in another company."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField(help_text="A currency, percent, or what is counted.")
    change = serializers.FloatField(allow_null=True)


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """The overview as it was."""

    class Meta:
        model = Snapshot
        fields = ["id", "name", "first_day", "last_day", "currency", "figures", "night", "owner", "created_at"]
        read_only_fields = ["id", "first_day", "last_day", "currency", "figures", "night", "owner", "created_at"]


class ComparisonQuerySerializer(serializers.Serializer[object]):
    other = TenantRelatedField(Snapshot, help_text="The snapshot to compare with.")


class AmountChangeSerializer(serializers.Serializer[object]):
    first = AmountField()
    second = AmountField()
    difference = AmountField()
    change = serializers.FloatField()


class ComparisonSerializer(serializers.Serializer[object]):
    """The amounts of two snapshots side by side."""

    first = serializers.IntegerField()
    second = serializers.IntegerField()
    currency = serializers.CharField()
    amounts = serializers.DictField(child=AmountChangeSerializer())


class DashboardHealthSerializer(serializers.Serializer[object]):
    status = serializers.ChoiceField(["ok", "behind"])
    pending_events = serializers.IntegerField(help_text="Changes that the relay has not rolled up yet, at most 1,000.")
    version = serializers.CharField(help_text="Moves whenever figures may have changed.")


class RefreshSerializer(serializers.Serializer[object]):
    refreshed = serializers.BooleanField()
    version = serializers.CharField()


class ReportLinkSerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    description = serializers.CharField()
    url = serializers.URLField()


class ReportSerializer(serializers.Serializer[object]):
    """A report: rows, all with the same names, and what they come to."""

    period = inline_serializer("ReportPeriod", {"from": serializers.DateField(), "to": serializers.DateField()})
    currency = serializers.CharField()
    series = serializers.ListField(child=serializers.DictField())
    totals = serializers.DictField()


class DashboardStatsSerializer(StatsSerializer):
    """Flat figures of a period, with the applications of it by status."""

    applications_pending = serializers.IntegerField()
    applications_processing = serializers.IntegerField()
    applications_completed = serializers.IntegerField()
    applications_rejected = serializers.IntegerField()
    applications_closed = serializers.IntegerField()


class ProjectedMonthSerializer(serializers.Serializer[object]):
    period = serializers.CharField()
    revenue = AmountField()
    lower = AmountField()
    upper = AmountField()


class BackTestSerializer(serializers.Serializer[object]):
    """How far the projection of the last full months from those before would have been off."""

    months = serializers.IntegerField()
    mean_absolute_error = AmountField()
    error_percent = serializers.FloatField(help_text="Of the revenue of those months.")


class ProjectionSerializer(serializers.Serializer[object]):
    """Revenue to come; without `series` where `reason` says that there is too little to go by."""

    currency = serializers.CharField()
    months_of_data = serializers.IntegerField()
    method = serializers.CharField()
    confidence = serializers.FloatField(help_text="How often the interval holds the truth, of 1.")
    series = ProjectedMonthSerializer(many=True)
    back_test = BackTestSerializer(allow_null=True)
    reason = serializers.CharField()
