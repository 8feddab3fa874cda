"""Other systems: who they are, what they sent, and which of our users they call by which name."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Cast

from apps.accounts.models import User
from apps.invoices.models import RecurringInvoice
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class Provider(OwnedRecord):
    """A system that a company exchanges data with. Its secrets are sealed; nothing answers them."""

    # Whose webhook it is, is asked before a tenant is bound (`webhook_senders`).
    owner_reads = True

    class AuthType(models.TextChoices):
        API_KEY = "api_key"
        OAUTH2 = "oauth2"
        BASIC = "basic"
        NONE = "none"

    class Health(models.TextChoices):
        UNKNOWN = "unknown"
        HEALTHY = "healthy"
        DEGRADED = "degraded"
        DOWN = "down"

    name = models.CharField(max_length=50)
    webhook_url = models.CharField(max_length=500, blank=True)
    api_base_url = models.CharField(max_length=500, blank=True)
    auth_type = models.CharField(max_length=7, choices=AuthType.choices, default=AuthType.NONE)
    is_active = models.BooleanField(default=True)
    allowed_ips = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    rate_limit = models.PositiveIntegerField(null=True, blank=True)
    """Webhooks an hour; null for as many as come."""
    has_secret_key = models.BooleanField(default=False)
    sealed = models.BinaryField(default=b"")
    health = models.CharField(max_length=8, choices=Health.choices, default=Health.UNKNOWN)
    response_time = models.PositiveIntegerField(null=True)
    """Milliseconds of the last check."""
    last_check = models.DateTimeField(null=True)
    last_webhook_at = models.DateTimeField(null=True)
    """When it last sent a webhook, to the hour."""

    class Meta(OwnedRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="provider_name_is_unique")]
        indexes = [models.Index(fields=["name"], name="provider_by_name")]

    def __str__(self) -> str:
        return self.name


class WebhookEvent(TenantOwned):
    """What a provider told us, kept before it was answered, and what became of it."""

    own_lookups = ("provider__owner",)

    class Status(models.TextChoices):
        ACCEPTED = "accepted"
        PROCESSED = "processed"
        IGNORED = "ignored"
        UNMATCHED = "unmatched"
        FAILED = "failed"

    provider = TenantForeignKey(Provider, on_delete=models.CASCADE, related_name="events")
    event_id = models.CharField(max_length=200)
    event_type = models.CharField(max_length=100)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    occurred_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.ACCEPTED)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "provider", "event_id"], name="an_event_is_accepted_once")
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="event_due", condition=models.Q(status="accepted")),
            models.Index(fields=["tenant", "status", "-id"], name="event_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"


class ExternalUser(TenantOwned):
    """A user of ours under the id that a provider knows them by, and when the provider last spoke of them."""

    own_lookups = ("user",)

    provider = TenantForeignKey(Provider, on_delete=models.CASCADE, related_name="users")
    external_id = models.CharField(max_length=200)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "provider", "external_id"], name="an_external_user_is_known_once")
        ]

    def __str__(self) -> str:
        return f"{self.external_id} of {self.provider_id}"


class ExternalSubscription(TenantOwned):
    """A recurring schedule of ours under the id that a provider knows the subscription by."""

    own_lookups = ("schedule__owner",)

    provider = TenantForeignKey(Provider, on_delete=models.CASCADE, related_name="subscriptions")
    external_id = models.CharField(max_length=200)
    schedule = TenantForeignKey(RecurringInvoice, on_delete=models.CASCADE, null=True, related_name="subscriptions")
    told_at = models.DateTimeField(null=True)
    """When the provider last spoke of it."""

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "provider", "external_id"], name="an_external_subscription_is_known_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.external_id} of {self.provider_id}"


class WebhookEndpoint(OwnedRecord):
    """An address that the company's events are sent to. Its secret is sealed, and shown once."""

    url = models.CharField(max_length=500)
    description = models.CharField(max_length=200, blank=True)
    event_types = ArrayField(models.TextField(), default=list)
    """Types, `invoice.*` or `*`."""
    is_active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=500, blank=True)
    sealed = models.BinaryField(default=b"")
    """The secret, and older ones with the time until which they sign as well."""
    failures = models.PositiveIntegerField(default=0)
    """How often in a row nothing was taken."""
    failing_since = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    """Before that it is left in peace."""
    leased_until = models.DateTimeField(null=True)
    """Until then one worker sends to it, which keeps its events in order."""
    snapshot = models.TextField(
        db_default=Cast(models.Func(function="pg_current_snapshot"), models.TextField()), editable=False
    )
    """Which transactions had ended when it was made: it is told nothing of what those did. Empty after a restore."""

    class Meta(OwnedRecord.Meta):
        indexes = [models.Index(fields=["tenant", "-id"], name="endpoint_newest")]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(TenantOwned):
    """An event on its way to an endpoint: what is sent, and how far it has come."""

    own_lookups = ("endpoint__owner",)

    class Status(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = TenantForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40)
    event_id = models.BigIntegerField()
    event_type = models.CharField(max_length=130)
    resource_type = models.CharField(max_length=60)
    resource_id = models.CharField(max_length=40)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_attempt_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "endpoint", "event_id"], name="an_event_is_sent_once_an_endpoint")
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="delivery_newest"),
            models.Index(
                fields=["tenant", "endpoint", "event_id"],
                name="delivery_waiting",
                condition=models.Q(status="pending"),
            ),
            models.Index(
                fields=["tenant", "endpoint", "resource_type", "resource_id", "event_id"],
                name="delivery_waiting_of_a_resource",
                condition=models.Q(status="pending"),
            ),
            models.Index(fields=["next_attempt_at"], name="delivery_due", condition=models.Q(status="pending")),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.message_id}"


class WebhookAttempt(TenantOwned):
    """One try to deliver: what was sent besides the payload, and what was answered, cut short."""

    own_lookups = ("delivery__endpoint__owner",)

    delivery = TenantForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveSmallIntegerField()
    attempted_at = models.DateTimeField()
    request_headers = models.JSONField(default=dict)
    status_code = models.PositiveSmallIntegerField(null=True)
    """Null where there was no answer; then `error` says why."""
    response_headers = models.JSONField(default=dict)
    response_body = models.TextField(blank=True)
    error = models.CharField(max_length=500, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["tenant", "delivery"], name="attempt_of_a_delivery")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.delivery_id}"
