"""The outbox: every message to a customer or a user is a row before it is sent; and where messages go and come from."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.clients.models import Client
from apps.core.fence import SharedManager
from apps.documents.models import CustomerApplication
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class Notification(OwnedRecord):
    """One message on one channel to one recipient, written in the transaction of what it tells.

    `key` names what is told, so that the same cause is told once however often it is reported. `round` counts the
    deliberate repetitions by people: a message is itself again within a round and another one after it.
    """

    own_lookups = ("owner", "user", "customer_application__owner", "client__assigned_to")
    # Which company a customer's message is for is asked before a tenant is bound (`whatsapp_tenant`).
    owner_reads = True

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        WHATSAPP = "whatsapp", "WhatsApp"
        PUSH = "push", "Browser"
        IN_APP = "in_app", "In the product"

    class Status(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        FAILED = "failed"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=60)
    """What it is about: `workflow.step_done`, `invoices.email_invoice`."""
    key = models.CharField(max_length=200)
    uuid = models.UUIDField(default=uuid4, editable=False)
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    client = TenantForeignKey(Client, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications")
    customer_application = TenantForeignKey(
        CustomerApplication, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications"
    )
    recipient = models.CharField(max_length=254, blank=True)
    """The address: an e-mail, the digits of a telephone, a user's name."""
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    payload = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    """What its kind or channel needs besides: the id of a document, the browsers that were reached."""
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PENDING)
    scheduled_for = models.DateTimeField(default=timezone.now)
    is_urgent = models.BooleanField(default=False)
    """Whether it is sent in quiet hours too."""
    next_attempt_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    offered_until = models.DateTimeField(null=True, editable=False)
    """Until when a worker is expected to take it, before it is put on the queue again."""
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    handed_over_at = models.DateTimeField(null=True, editable=False)
    """When it was given to a service that would take it twice; empty again as soon as the outcome is known."""
    sent_at = models.DateTimeField(null=True, editable=False)
    delivered_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    external_reference = models.CharField(max_length=200, blank=True, editable=False)
    error = models.CharField(max_length=500, blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="a_cause_is_told_once"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "failed", "cancelled"]) | Q(sent_at__isnull=False),
                name="notification_is_sent_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="notification_newest"),
            models.Index(fields=["tenant", "-updated_at", "-id"], name="notification_last_changed"),
            models.Index(fields=["tenant", "status", "-id"], name="notification_by_status"),
            models.Index(fields=["tenant", "user", "status"], name="notification_by_user"),
            models.Index(fields=["next_attempt_at"], name="notification_due", condition=Q(status="pending")),
            models.Index(fields=["recipient", "-id"], name="whatsapp_by_phone", condition=Q(channel="whatsapp")),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def reference(self) -> str:
        """What the message is known by outside; another one after each resending."""
        return f"{self.uuid.hex}.{self.round}"


class MessageTemplate(OwnedRecord):
    """A company's own words for one kind of message to its customers, in place of the product's."""

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = SharedManager()

    class Meta(OwnedRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "kind"], name="a_kind_of_message_has_one_template")]
        indexes = [models.Index(fields=["tenant", "-id"], name="message_template_newest")]

    def __str__(self) -> str:
        return self.kind


class PushSubscription(TenantOwned):
    """A browser that a user is told in."""

    own_lookups = ("user",)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=50)
    user_agent = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "endpoint"], name="a_browser_registers_once")]

    def __str__(self) -> str:
        return self.user_agent or self.endpoint


class WhatsAppAccount(TenantOwned):
    """The number that a company writes from, with its sealed token. Without one it writes from the installation's."""

    own_lookups = ()
    global_uniques = ("phone_number_id",)
    owner_reads = True

    phone_number_id = models.CharField(max_length=40, unique=True)
    sealed_token = models.BinaryField()
    template = models.CharField(max_length=100, blank=True)
    """The approved template that carries the text; without one, plain text, which Meta takes within 24 hours of the
    customer's last message only."""
    template_language = models.CharField(max_length=20, default="en", blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_whatsapp_account_a_company")]

    def __str__(self) -> str:
        return self.phone_number_id


class WhatsAppMessage(TenantOwned):
    """What somebody wrote to the company, kept with the customer whose telephone it came from."""

    own_lookups = ("client__owner", "client__assigned_to")

    message_id = models.CharField(max_length=200)
    client = TenantForeignKey(
        Client, on_delete=models.SET_NULL, null=True, blank=True, related_name="whatsapp_messages"
    )
    phone = models.CharField(max_length=20)
    name = models.CharField(max_length=200, blank=True)
    message_type = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    received_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "message_id"], name="a_message_is_kept_once")]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="whatsapp_message_newest"),
            models.Index(fields=["tenant", "client", "-id"], name="whatsapp_message_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.phone}: {self.text[:50]}"
