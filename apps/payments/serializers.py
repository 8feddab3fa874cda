from typing import Any

from rest_framework import serializers

from apps.core.fields import AmountField, TenantRelatedField
from apps.core.schema import with_example
from apps.invoices.models import Invoice
from apps.payments.models import Payment


class SettlementSerializer(serializers.ModelSerializer[Payment]):
    """How an invoice was paid in full."""

    payment_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")

    class Meta:
        model = Payment
        fields = ["payment_date", "payment_method", "reference"]


@with_example(
    request={
        "invoice": 1,
        "amount": "500.00",
        "payment_date": "2024-01-15",
        "payment_method": "bank_transfer",
        "reference": "TXN123456",
    }
)
class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """Money received for an invoice, in the invoice's currency."""

    invoice = TenantRelatedField(Invoice, help_text="An invoice that was sent; a payment stays with it.")
    invoice_number = serializers.CharField(source="invoice.invoice_number", read_only=True)
    client = serializers.IntegerField(source="invoice.client_id", read_only=True)
    currency = serializers.CharField(source="invoice.currency", read_only=True)
    amount = AmountField(help_text="More than 0, at most what is open.")
    payment_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    notes = serializers.CharField(max_length=20_000, required=False, allow_blank=True)

    class Meta:
        model = Payment
        fields = [
            "id", "invoice", "invoice_number", "client", "currency", "amount", "payment_date", "payment_method",
            "reference", "notes", "created_at", "updated_at", "owner",
        ]  # fmt: skip
        read_only_fields: Any = ["id", "created_at", "updated_at", "owner"]
