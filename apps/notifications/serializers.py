from typing import Any

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core import serializers
from apps.core.fields import TenantRelatedField
from apps.notifications.models import MessageTemplate, Notification, PushSubscription, WhatsAppAccount, WhatsAppMessage


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """A message on its way, or sent: `pending`, `sent`, `delivered`, `read`, `failed` (`error` says why), `cancelled`.

    How far beyond `sent` it gets depends on the channel: WhatsApp tells what arrived and what was read.
    """

    class Meta:
        model = Notification
        fields = [
            "id", "kind", "channel", "recipient", "subject", "body", "status", "customer_application", "client", "user",
            "language", "scheduled_for", "attempts", "next_attempt_at", "sent_at", "delivered_at", "read_at",
            "external_reference", "error", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class MessageTemplateSerializer(serializers.ModelSerializer[MessageTemplate]):
    """A company's own words for one kind of message to its customers. `{name}` and other places are filled in; which
    ones a kind has, `kinds/` tells."""

    kind = serializers.CharField(max_length=60, help_text="As `kinds/` lists them: `workflow.deadline`.")
    body = serializers.CharField(max_length=10_000, trim_whitespace=False)

    class Meta:
        model = MessageTemplate
        fields = ["id", "kind", "subject", "body", "owner", "created_at", "updated_at"]
        read_only_fields = ["owner"]


class MessageKindSerializer(serializers.Serializer[Any]):
    """A kind of message that can be put in other words, as the product writes it."""

    kind = serializers.CharField()
    title = serializers.CharField()
    places = serializers.ListField(child=serializers.CharField(), help_text="What may stand in braces.")
    subject = serializers.CharField()
    body = serializers.CharField()


class MessageKindsSerializer(serializers.Serializer[Any]):
    results = MessageKindSerializer(many=True)


class KeysSerializer(serializers.Serializer[Any]):
    p256dh = serializers.CharField(max_length=100, help_text="The browser's public key, base64url.")
    auth = serializers.CharField(max_length=50, help_text="The browser's secret, base64url.")


class BrowserSerializer(serializers.Serializer[Any]):
    """A `PushSubscription` as the browser's `toJSON()` writes it."""

    endpoint = serializers.URLField(max_length=1000)
    keys = KeysSerializer()


class RegisteredBrowserSerializer(serializers.ModelSerializer[PushSubscription]):
    class Meta:
        model = PushSubscription
        fields = ["id", "endpoint", "user_agent", "created_at", "last_used_at"]
        read_only_fields = fields


class EndpointSerializer(serializers.Serializer[Any]):
    endpoint = serializers.CharField(max_length=1000)


class PublicKeySerializer(serializers.Serializer[Any]):
    public_key = serializers.CharField(help_text="For `pushManager.subscribe({applicationServerKey})`, base64url.")


class TestPushSerializer(serializers.Serializer[Any]):
    user = TenantRelatedField(User, required=False, help_text="The caller unless given.")
    title = serializers.CharField(max_length=200, required=False)
    body = serializers.CharField(max_length=1500, required=False)


class TestWhatsAppSerializer(serializers.Serializer[Any]):
    """Give `to` or `customer`."""

    to = serializers.CharField(max_length=30, required=False, help_text="With its country: +60 12 345 6789.")
    customer = TenantRelatedField(Client, required=False)
    message = serializers.CharField(max_length=4000, required=False)


class WhatsAppAccountSerializer(serializers.ModelSerializer[WhatsAppAccount]):
    """The number that the company writes from. Its token goes in and never comes out."""

    phone_number_id = serializers.CharField(max_length=40, help_text="Meta's id of the number: digits.")
    token = serializers.CharField(
        max_length=1000, write_only=True, required=False, help_text="Left out, the one that is held stays."
    )
    template = serializers.RegexField(
        r"^[a-z0-9_]{1,100}\Z",
        required=False,
        allow_blank=True,
        help_text="An approved template with one parameter in its body.",
    )
    template_language = serializers.RegexField(r"^[A-Za-z_-]{2,20}\Z", required=False)

    updated_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = WhatsAppAccount
        fields = ["phone_number_id", "token", "template", "template_language", "updated_at"]


class WhatsAppMessageSerializer(serializers.ModelSerializer[WhatsAppMessage]):
    """What somebody wrote to the company; `client` is null where no customer has the telephone."""

    class Meta:
        model = WhatsAppMessage
        fields = ["id", "message_id", "client", "phone", "name", "message_type", "text", "received_at", "created_at"]
        read_only_fields = fields


class WhatsAppWebhookSerializer(serializers.Serializer[Any]):
    """As Meta sends it; what is not understood is skipped."""

    object = serializers.CharField(max_length=100, required=False)
    entry = serializers.JSONField(required=False, allow_null=True)


class ToldSerializer(serializers.Serializer[Any]):
    """How much of it was new."""

    statuses = serializers.IntegerField()
    messages = serializers.IntegerField()
