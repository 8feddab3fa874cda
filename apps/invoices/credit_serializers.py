"""The shapes of credit notes and of clients' credit."""

from typing import Any

from apps.core import serializers
from apps.core.fields import AmountField, QuantityField, TenantRelatedField
from apps.core.schema import with_example
from apps.currencies.serializers import ExchangeRateField
from apps.invoices.models import CreditEntry, CreditNote, CreditNoteLine, Invoice
from apps.invoices.serializers import MAX_TEXT, DocumentSerializer, LineSerializer


class CreditNoteLineSerializer(LineSerializer):
    """A line of a credit note. Its figures follow from the invoice's line."""

    invoice_line = serializers.IntegerField(source="invoice_line_id", read_only=True)

    class Meta(LineSerializer.Meta):
        model = CreditNoteLine
        fields = [*LineSerializer.Meta.fields, "invoice_line"]
        read_only_fields = fields


class CreditNoteSerializer(DocumentSerializer):
    """What takes an invoice back, whole or by line."""

    invoice = serializers.IntegerField(source="invoice_id", read_only=True)
    invoice_number = serializers.CharField(source="invoice.invoice_number", read_only=True)
    line_items = CreditNoteLineSerializer(many=True, read_only=True)

    class Meta(DocumentSerializer.Meta):
        model = CreditNote
        fields = [*DocumentSerializer.Meta.fields, "credit_note_number", "invoice", "invoice_number", "reason"]
        read_only_fields = fields


class CreditedLineSerializer(serializers.Serializer[Any]):
    """What to credit of a line: a quantity or an amount as printed; all that is left without either."""

    invoice_line = serializers.IntegerField(help_text="The id of a line of the invoice.")
    quantity = QuantityField(required=False)
    amount = AmountField(required=False)


@with_example(
    request={
        "invoice": 1,
        "reason": "Two boxes came back",
        "line_items": [{"invoice_line": 1, "quantity": 2}],
    }
)
class CreditingSerializer(serializers.Serializer[Any]):
    """An invoice to credit; all that is left of it unless lines are named."""

    invoice = TenantRelatedField(Invoice, help_text="An invoice that was sent.")
    line_items = CreditedLineSerializer(many=True, required=False)
    issue_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    terms = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    notes = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)


class CreditEntrySerializer(serializers.ModelSerializer[CreditEntry]):
    """A movement of a client's credit; `amount` is negative for what it loses."""

    client_name = serializers.CharField(source="client.name", read_only=True)
    amount = AmountField(read_only=True)
    exchange_rate = AmountField(read_only=True, allow_null=True)
    base_amount = AmountField(read_only=True, allow_null=True, help_text="What it is worth in the company's currency.")
    exchange_gain = AmountField(
        read_only=True, allow_null=True, help_text="What was gained where it was applied or refunded at another rate."
    )

    class Meta:
        model = CreditEntry
        fields = [
            "id", "client", "client_name", "entry_kind", "entry_date", "currency", "amount", "invoice", "credit_note",
            "payment_method", "reference", "base_currency", "exchange_rate", "base_amount", "exchange_gain",
            "created_at", "owner",
        ]  # fmt: skip
        read_only_fields = fields


class ClientCreditSerializer(serializers.Serializer[Any]):
    """What a client has in a currency."""

    currency = serializers.CharField()
    amount = AmountField()


class ApplyingSerializer(serializers.Serializer[Any]):
    amount = AmountField(required=False, help_text="As much as there is and is open unless given.")


class RefundSerializer(serializers.Serializer[Any]):
    """What was paid back to a client out of the credit."""

    amount = AmountField()
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the tenant's unless given.")
    entry_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    exchange_rate = ExchangeRateField(
        required=False, allow_null=True, help_text="To the company's currency; that of the day unless given."
    )
    payment_method = serializers.CharField(max_length=13, required=False, allow_blank=True)
    reference = serializers.CharField(max_length=200, required=False, allow_blank=True)
