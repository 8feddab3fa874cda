from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from apps.core import serializers
from apps.core.fields import WholeNumberField
from apps.core.schema import with_example
from apps.integrations.endpoints import MOST_OVERLAP
from apps.integrations.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint


@with_example(request={"url": "https://example.com/hooks", "event_types": ["invoice.*", "payment.create"]})
class WebhookEndpointSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """An address that events are sent to."""

    event_types = serializers.ListField(
        child=serializers.CharField(max_length=130),
        required=False,
        max_length=500,
        help_text="Types as they stand under `webhooks`, `invoice.*` for all of a resource, `*` for everything.",
    )
    disabled_reason = serializers.CharField(read_only=True, help_text="Why it was switched off by itself.")
    failures = serializers.IntegerField(read_only=True, help_text="How often in a row it took nothing.")
    retry_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="Until then it is left in peace, since it took nothing."
    )

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id", "url", "description", "event_types", "is_active", "disabled_reason", "failures", "failing_since",
            "retry_at", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "failing_since", "created_at", "updated_at"]


class EndpointWithSecretSerializer(WebhookEndpointSerializer):
    secret = serializers.CharField(read_only=True, help_text="Signs what is sent; shown this once.")

    class Meta(WebhookEndpointSerializer.Meta):
        fields = [*WebhookEndpointSerializer.Meta.fields, "secret"]


class RotationSerializer(serializers.Serializer[Any]):
    overlap_hours = WholeNumberField(
        min_value=0, max_value=MOST_OVERLAP, default=24, help_text="How long the secret before signs as well."
    )


class WebhookAttemptSerializer(serializers.ModelSerializer[WebhookAttempt]):
    """A try to deliver, and what was answered: some of its headers, and the first 4 KiB of its body."""

    class Meta:
        model = WebhookAttempt
        fields = [
            "number", "attempted_at", "request_headers", "status_code", "response_headers", "response_body", "error",
            "milliseconds",
        ]  # fmt: skip
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    """An event on its way to an endpoint."""

    endpoint = serializers.PrimaryKeyRelatedField[WebhookEndpoint](read_only=True)

    class Meta:
        model = WebhookDelivery
        fields = [
            "id", "endpoint", "message_id", "event_id", "event_type", "resource_type", "resource_id", "status",
            "attempts", "next_attempt_at", "created_at", "settled_at",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema_field(OpenApiTypes.OBJECT)
class PayloadField(serializers.JSONField):
    """What is sent: a JSON object."""


class DeliveryWithLogSerializer(DeliverySerializer):
    """A delivery with what is sent and each try."""

    payload = PayloadField(read_only=True)
    log = WebhookAttemptSerializer(many=True, read_only=True)

    class Meta(DeliverySerializer.Meta):
        fields = [*DeliverySerializer.Meta.fields, "payload", "log"]
        read_only_fields = fields
