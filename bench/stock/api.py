"""Invoices and the overview as one writes them the first time: nested serializers, prefetch, aggregates."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from rest_framework import serializers
from rest_framework.filters import SearchFilter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.invoices.models import Invoice, InvoiceLine
from apps.payments.models import Payment
from apps.quotes.models import Quote
from apps.tenants.models import NumberSeries


class LineSerializer(serializers.ModelSerializer[InvoiceLine]):
    class Meta:
        model = InvoiceLine
        fields = ("id", "description", "quantity", "unit_price", "discount", "taxes", "tax_rate", "total")
        read_only_fields = ("total",)


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    class Meta:
        model = Payment
        fields = ("id", "amount", "payment_date", "payment_method", "reference")


class InvoiceSerializer(serializers.ModelSerializer[Invoice]):
    client = serializers.PrimaryKeyRelatedField(queryset=Client.unscoped.all())
    client_name = serializers.CharField(source="client.name", read_only=True)
    line_items = LineSerializer(many=True)
    payments = PaymentSerializer(many=True, read_only=True)

    class Meta:
        model = Invoice
        fields = (
            "id", "client", "client_name", "invoice_number", "issue_date", "due_date", "status", "currency", "tax_mode",
            "prices_include_tax", "taxes", "subtotal", "tax_amount", "total_amount", "paid_amount", "balance", "terms",
            "notes", "sent_at", "emailed_at", "created_at", "updated_at", "owner", "line_items", "payments",
        )  # fmt: skip
        read_only_fields = (
            "invoice_number", "issue_date", "due_date", "status", "currency", "taxes", "subtotal", "tax_amount",
            "total_amount", "paid_amount", "balance", "owner",
        )  # fmt: skip

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> Invoice:
        lines, user, today = validated_data.pop("line_items"), self.context["request"].user, date.today()
        totals = [round(line["quantity"] * line["unit_price"], 2) for line in lines]
        subtotal = sum(totals, Decimal(0))
        tax = sum(
            (round(total * (line.get("tax_rate") or 0), 2) for total, line in zip(totals, lines, strict=True)),
            Decimal(0),
        )
        series, _ = NumberSeries.unscoped.select_for_update().get_or_create(
            tenant_id=user.tenant_id, kind="stock", year=today.year, defaults={"last": 0}
        )
        series.last += 1
        series.save()
        invoice: Invoice = Invoice.unscoped.create(
            tenant_id=user.tenant_id, owner=user, invoice_number=f"STOCK-{today.year}-{series.last}", issue_date=today,
            due_date=today + timedelta(days=30), currency="MYR", subtotal=subtotal, tax_amount=tax,
            total_amount=subtotal + tax, balance=subtotal + tax, **validated_data,
        )  # fmt: skip
        for position, (line, total) in enumerate(zip(lines, totals, strict=True), start=1):
            InvoiceLine.unscoped.create(
                tenant_id=user.tenant_id, invoice=invoice, position=position, total=total, **line
            )
        AuditLog.unscoped.create(
            tenant_id=user.tenant_id, user=user, action="create", resource_type="invoice", resource_id=str(invoice.pk)
        )
        return invoice


class InvoiceViewSet(ModelViewSet[Invoice]):
    serializer_class = InvoiceSerializer
    filter_backends = [SearchFilter]
    search_fields = ("invoice_number", "client__name")

    def get_queryset(self) -> QuerySet[Invoice]:
        rows = Invoice.unscoped.filter(tenant_id=self.request.user.tenant_id).order_by("-id")
        return rows.select_related("client").prefetch_related("line_items", "payments")


class OverviewView(APIView):
    def get(self, request: Request) -> Response:
        tenant, today = request.user.tenant_id, date.today()
        period = (today.replace(day=1), today)
        invoices = Invoice.unscoped.filter(tenant_id=tenant)
        issued = invoices.filter(issue_date__range=period)
        open_ones = invoices.filter(balance__gt=0, status__in=Invoice.OPEN)
        quotes = Quote.unscoped.filter(tenant_id=tenant, issue_date__range=period)
        payments = Payment.unscoped.filter(tenant_id=tenant, payment_date__range=period)
        clients = Client.unscoped.filter(tenant_id=tenant)
        events = AuditLog.unscoped.filter(tenant_id=tenant, resource_type__in=("client", "quote", "invoice", "payment"))
        return Response(
            {
                "invoiced": _by_currency(issued.filter(status__in=Invoice.ISSUED), "currency", "total_amount"),
                "collected": _by_currency(payments, "invoice__currency", "amount"),
                "outstanding": _by_currency(open_ones, "currency", "balance"),
                "overdue": _by_currency(open_ones.filter(due_date__lt=today), "currency", "balance"),
                "invoices": dict(issued.values_list("status").annotate(Count("pk"))),
                "quotes": dict(quotes.values_list("status").annotate(Count("pk"))),
                "clients": {"total": clients.count(), "new": clients.filter(created_at__date__gte=period[0]).count()},
                "recent_activity": list(
                    events.order_by("-id").values("id", "action", "resource_type", "timestamp")[:10]
                ),
            }
        )


def _by_currency(rows: QuerySet[Any], currency: str, amount: str) -> dict[str, Decimal]:
    return dict(rows.values_list(currency).annotate(Sum(amount)))
