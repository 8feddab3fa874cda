from rest_framework import serializers

from apps.core.schema import with_example
from apps.invoices.serializers import DocumentSerializer, LineSerializer
from apps.quotes.models import Quote, QuoteLine


class QuoteLineSerializer(LineSerializer):
    class Meta(LineSerializer.Meta):
        model = QuoteLine


@with_example(
    request={
        "client": 1,
        "expiry_date": "2024-01-31",
        "issue_date": "2024-01-01",
        "line_items": [{"description": "Consulting", "quantity": 1, "unit_price": "1000.00", "tax_rate": "0.1"}],
    }
)
class QuoteSerializer(DocumentSerializer):
    """An offer to a client. `invoice` is what it was converted to, null until then."""

    expiry_date = serializers.DateField(required=False, help_text="The tenant's validity after the issue date.")
    line_items = QuoteLineSerializer(many=True, required=False)

    class Meta(DocumentSerializer.Meta):
        model = Quote
        fields = [*DocumentSerializer.Meta.fields, "quote_number", "expiry_date", "invoice"]
        read_only_fields = [*DocumentSerializer.Meta.read_only_fields, "quote_number", "invoice"]
