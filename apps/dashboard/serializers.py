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
