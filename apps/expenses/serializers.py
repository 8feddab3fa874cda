from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from apps.clients.models import Client
from apps.core import serializers
from apps.core.computed import AddressField
from apps.core.fields import AmountField, TenantRelatedField
from apps.currencies.serializers import ExchangeRateField
from apps.expenses.models import Expense, ExpenseAttachment
from apps.invoices.models import Invoice


class AttachmentSerializer(serializers.ModelSerializer[ExpenseAttachment]):
    """A receipt. `file` and `thumbnail` are addresses that only its tenant opens."""

    file = AddressField("expense-attachment-file", is_whole=False)
    thumbnail = AddressField(
        "expense-attachment-thumbnail",
        of="thumbnail",
        is_whole=False,
        help_text="A small PNG; null where the file is no image.",
    )
    uploaded_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = ExpenseAttachment
        fields = ["id", "expense", "file", "thumbnail", "filename", "content_type", "size", "uploaded_at", "owner"]
        read_only_fields = fields


@extend_schema_field(OpenApiTypes.BINARY)
class BinaryField(serializers.FileField):
    """A file in a multipart body."""


class UploadSerializer(serializers.Serializer[Any]):
    expense = TenantRelatedField(Expense)
    file = BinaryField(max_length=1000, help_text="A PDF, PNG, JPEG or WebP.")


class ExpenseSerializer(serializers.ModelSerializer[Expense]):
    """Money spent: `amount` is what was paid, `tax_amount` the tax within it."""

    amount = AmountField()
    tax_amount = AmountField(required=False)
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the tenant's unless given.")
    exchange_rate = ExchangeRateField(
        required=False, allow_null=True, help_text="To the company's currency; that of the day unless given."
    )
    base_amount = AmountField(read_only=True, allow_null=True, help_text="In the company's currency.")
    base_tax_amount = AmountField(read_only=True, allow_null=True)
    expense_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    client = TenantRelatedField(Client, required=False, allow_null=True)
    notes = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = Expense
        fields = [
            "id", "description", "amount", "currency", "category", "expense_date", "receipt_number", "vendor",
            "tax_amount", "is_billable", "client", "status", "notes", "invoice", "base_currency",
            "exchange_rate", "base_amount", "base_tax_amount", "created_at", "updated_at", "owner", "attachments",
        ]  # fmt: skip
        read_only_fields = ["id", "invoice", "base_currency", "created_at", "updated_at", "owner"]


class BillSerializer(serializers.Serializer[Any]):
    expenses = serializers.ListField(child=TenantRelatedField(Expense), allow_empty=False, max_length=500)
    invoice = TenantRelatedField(Invoice, required=False, allow_null=True, help_text="A draft; a new one unless given.")
