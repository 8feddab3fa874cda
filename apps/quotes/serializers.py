from rest_framework import serializers

from apps.invoices.serializers import DocumentSerializer, LineSerializer
from apps.quotes.models import Quote, QuoteLine


class QuoteLineSerializer(LineSerializer):
    class Meta(LineSerializer.Meta):
        model = QuoteLine


class QuoteSerializer(DocumentSerializer):
    """An offer to a client. `invoice` is what it was converted to, null until then."""

    expiry_date = serializers.DateField(required=False, help_text="The tenant's validity after the issue date.")
    line_items = QuoteLineSerializer(many=True, required=False)

    class Meta(DocumentSerializer.Meta):
        model = Quote
        fields = [*DocumentSerializer.Meta.fields, "quote_number", "expiry_date", "invoice"]
        read_only_fields = [*DocumentSerializer.Meta.read_only_fields, "quote_number", "invoice"]
