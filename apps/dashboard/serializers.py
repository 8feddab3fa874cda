"""The shapes of the dashboard's answers."""

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from apps.core.fields import AmountField
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


def _counts(name: str, statuses: list[str]) -> serializers.Serializer[object]:
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
