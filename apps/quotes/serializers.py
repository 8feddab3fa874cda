from apps.core import serializers
from apps.core.fields import FactorField, TenantRelatedField
from apps.core.schema import with_example
from apps.invoices.models import Invoice
from apps.invoices.serializers import DocumentSerializer, LineSerializer
from apps.quotes.models import PublicLink, Quote, QuoteDecision, QuoteLine


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
    deposit_percent = FactorField(
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        required=False,
        help_text="What is invoiced as soon as the quote is accepted, in percent; 0 unless given.",
    )
    line_items = QuoteLineSerializer(many=True, required=False)

    class Meta(DocumentSerializer.Meta):
        model = Quote
        fields = [
            *DocumentSerializer.Meta.fields, "quote_number", "expiry_date", "invoice",
            "deposit_percent", "deposit_invoice",
        ]  # fmt: skip
        read_only_fields = [*DocumentSerializer.Meta.read_only_fields, "quote_number", "invoice", "deposit_invoice"]


class DecisionSerializer(serializers.ModelSerializer[QuoteDecision]):
    """Who accepted or rejected a quote by a link, when, from where, and the hash of what it said."""

    class Meta:
        model = QuoteDecision
        fields = ["decision", "name", "decided_at", "ip_address", "user_agent", "content_hash"]
        read_only_fields = fields


class PublicLinkSerializer(serializers.ModelSerializer[PublicLink]):
    """A link to a sent quote or invoice. `url` is answered once, when the link is made."""

    quote = TenantRelatedField(Quote, required=False, allow_null=True)
    invoice = TenantRelatedField(Invoice, required=False, allow_null=True)
    expires_at = serializers.DateTimeField(required=False, help_text="In 90 days unless given.")
    url = serializers.CharField(read_only=True, allow_null=True)
    is_active = serializers.BooleanField(read_only=True, help_text="Neither expired nor revoked.")
    decisions = DecisionSerializer(many=True, read_only=True, help_text="The answer given by this link.")

    class Meta:
        model = PublicLink
        fields = [
            "id", "quote", "invoice", "url", "expires_at", "revoked_at", "is_active", "views", "last_viewed_at",
            "decisions", "created_at", "owner",
        ]  # fmt: skip
        read_only_fields = ["id", "revoked_at", "views", "last_viewed_at", "created_at", "owner"]
