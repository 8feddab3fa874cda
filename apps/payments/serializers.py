from typing import Any

from apps.core import serializers
from apps.core.fields import AmountField, TenantRelatedField
from apps.core.schema import with_example
from apps.currencies.serializers import ExchangeRateField
from apps.invoices.models import Invoice
from apps.payments.models import Payment
from apps.payments.services import CREDIT, REFUSE


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
    """Money received for an invoice, perhaps in another currency, and what it was worth on its day."""

    invoice = TenantRelatedField(Invoice, help_text="An invoice that was sent; a payment stays with it.")
    invoice_number = serializers.CharField(source="invoice.invoice_number", read_only=True)
    client = serializers.IntegerField(source="invoice.client_id", read_only=True)
    amount = AmountField(help_text="More than 0; what it covers is at most what is open.")
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the invoice's unless given.")
    invoice_currency = serializers.CharField(source="invoice.currency", read_only=True)
    invoice_amount = AmountField(
        required=False, help_text="What it covers, in the invoice's currency; by the rates of the day unless given."
    )
    exchange_rate = ExchangeRateField(
        required=False, allow_null=True, help_text="To the company's currency; that of the day unless given."
    )
    base_amount = AmountField(read_only=True, allow_null=True, help_text="In the company's currency.")
    exchange_gain = AmountField(
        read_only=True,
        allow_null=True,
        help_text="How much more it was worth than what it covers was when the invoice was issued.",
    )
    payment_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    notes = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    overpayment = serializers.ChoiceField(
        [REFUSE, CREDIT],
        required=False,
        write_only=True,
        help_text="What becomes of more than is open: `refuse` (400, the default) or the client's `credit`.",
    )
    credited_amount = AmountField(
        source="excess.amount", read_only=True, allow_null=True, help_text="The part that became the client's credit."
    )

    class Meta:
        model = Payment
        fields = [
            "id", "invoice", "invoice_number", "client", "currency", "amount", "payment_date", "payment_method",
            "reference", "notes", "overpayment", "credited_amount", "invoice_currency", "invoice_amount",
            "base_currency", "exchange_rate", "base_amount", "exchange_gain", "created_at", "updated_at", "owner",
        ]  # fmt: skip
        read_only_fields: Any = ["id", "base_currency", "created_at", "updated_at", "owner"]


class StatementQuerySerializer(serializers.Serializer[Any]):
    to = serializers.DateField(source="last", required=False, help_text="Today in the tenant's timezone unless given.")
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the tenant's unless given.")

    def get_fields(self) -> dict[str, Any]:
        first = serializers.DateField(source="first", required=False, help_text="The beginning unless given.")
        return {"from": first, **super().get_fields()}


class StatementEntrySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    kind = serializers.ChoiceField(["invoice", "credit_note", "payment", "refund"])
    number = serializers.CharField()
    amount = AmountField(help_text="Negative for what the client owes less.")
    balance = AmountField()


class StatementSerializer(serializers.Serializer[Any]):
    """A client's account in one currency: what is owed less what the client has as credit."""

    client = serializers.IntegerField(source="client.pk")
    client_name = serializers.CharField(source="client.name")
    currency = serializers.CharField()
    to = serializers.DateField(source="last")
    opening_balance = AmountField()
    entries = StatementEntrySerializer(many=True)
    closing_balance = AmountField()

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": serializers.DateField(source="first", allow_null=True)}
