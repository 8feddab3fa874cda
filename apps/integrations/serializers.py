from typing import Any

from apps.core import serializers
from apps.core.fields import TenantRelatedField, WholeNumberField
from apps.integrations.models import Provider, WebhookEvent
from apps.invoices.models import Invoice, RecurringInvoice


class ProviderSerializer(serializers.ModelSerializer[Provider]):
    """A system that data is exchanged with. Secrets are written only."""

    name = serializers.RegexField(
        r"^[a-z0-9_]+\Z", max_length=50, help_text="Small letters, digits and underscores: `user_service`."
    )
    secret_key = serializers.CharField(
        write_only=True, required=False, max_length=500, trim_whitespace=False, help_text="Signs the webhooks it sends."
    )
    credentials = serializers.DictField(
        child=serializers.CharField(max_length=2000, trim_whitespace=False),
        write_only=True,
        required=False,
        help_text="`api_key` and `header`; `client_id`, `client_secret`, `token_url` and `scope`; or `username` and "
        "`password`, as `auth_type` wants.",
    )
    rate_limit = WholeNumberField(
        required=False, allow_null=True, min_value=0, max_value=10_000_000, help_text="Webhooks an hour; null for all."
    )
    has_secret_key = serializers.BooleanField(read_only=True)
    status = serializers.CharField(source="health", read_only=True, help_text="As last checked, every 5 minutes.")

    class Meta:
        model = Provider
        fields = [
            "id", "name", "webhook_url", "api_base_url", "auth_type", "is_active", "allowed_ips", "rate_limit",
            "has_secret_key", "secret_key", "credentials", "status", "response_time", "last_check", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "response_time", "last_check", "created_at", "updated_at"]


class WebhookEventSerializer(serializers.ModelSerializer[WebhookEvent]):
    """An event that a provider sent, and what became of it."""

    provider = serializers.CharField(source="provider.name")

    class Meta:
        model = WebhookEvent
        fields = [
            "id", "event_type", "event_id", "provider", "status", "error", "data", "attempts", "occurred_at",
            "next_attempt_at", "processed_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class EventAssignmentSerializer(serializers.Serializer[Any]):
    """What an event is about that matched nothing."""

    invoice = TenantRelatedField(Invoice, required=False, help_text="The invoice that a payment is for.")
    recurring_invoice = TenantRelatedField(
        RecurringInvoice, required=False, help_text="The schedule that follows a subscription."
    )


class InboundEventSerializer(serializers.Serializer[Any]):
    """A webhook's body."""

    event_id = serializers.CharField(max_length=200, required=False)
    event_type = serializers.CharField(max_length=100)
    occurred_at = serializers.DateTimeField(
        required=False, help_text="When it happened; the time of the signature unless given."
    )
    data = serializers.DictField(required=False)  # type: ignore[assignment]


class AcceptedSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["accepted", "duplicate"])


class ProviderHealthSerializer(serializers.Serializer[Any]):
    status = serializers.CharField(help_text="healthy, degraded, down or unknown.")
    response_time = serializers.IntegerField(allow_null=True, help_text="Milliseconds.")
    last_check = serializers.DateTimeField(allow_null=True)


class HealthSerializer(serializers.Serializer[Any]):
    status = serializers.CharField(help_text="The worst of them: healthy, degraded or down.")
    providers = serializers.DictField(child=ProviderHealthSerializer(), help_text="By the provider's name.")
