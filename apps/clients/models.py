"""The party table: whoever the tenant deals with, from the first lead to the customer who has left."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from apps.core.fields import MoneyField
from apps.tenants.models import OwnedRecord, TenantForeignKey


class Client(OwnedRecord):
    """One party, behind three doors of the API: every client, the prospects, the customers.

    The `_key` columns hold what parties are compared by, written by `services.index_client`.
    """

    own_lookups = ("owner", "assigned_to")

    class Stage(models.TextChoices):
        LEAD = "LEAD"
        IN_PROGRESS = "IN_PROGRESS"
        ACTIVE = "ACTIVE"

    class ProspectStatus(models.TextChoices):
        NEW = "new"
        CONTACTED = "contacted"
        QUALIFIED = "qualified"
        PROPOSAL = "proposal"
        WON = "won"
        LOST = "lost"

    class CustomerStatus(models.TextChoices):
        ACTIVE = "Active"
        INACTIVE = "Inactive"

    class Gender(models.TextChoices):
        FEMALE = "F"
        MALE = "M"
        OTHER = "X"

    class ContactChannel(models.TextChoices):
        EMAIL = "email"
        WHATSAPP = "whatsapp"
        NONE = "none"

    PROSPECT = ~Q(stage=Stage.ACTIVE)
    CUSTOMER = Q(stage=Stage.ACTIVE)

    name = models.CharField(max_length=201)
    first_name = models.CharField(max_length=201, blank=True)
    last_name = models.CharField(max_length=201, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.TextField(blank=True)
    company = models.CharField(max_length=200, blank=True)
    contact_person = models.CharField(max_length=200, blank=True)
    tax_number = models.CharField(max_length=50, blank=True)
    notes = models.TextField(blank=True)
    source = models.CharField(max_length=100, blank=True)
    stage = models.CharField(max_length=11, choices=Stage.choices, default=Stage.LEAD)
    prospect_status = models.CharField(max_length=9, choices=ProspectStatus.choices, default=ProspectStatus.NEW)
    active = models.BooleanField(default=True)
    status = models.GeneratedField(
        expression=Case(
            When(stage=Stage.ACTIVE, active=True, then=Value(CustomerStatus.ACTIVE)),
            When(stage=Stage.ACTIVE, then=Value(CustomerStatus.INACTIVE)),
            default=F("prospect_status"),
        ),
        output_field=models.CharField(max_length=9),
        db_persist=True,
    )
    """A customer's `Active` or `Inactive`; a prospect's own status."""
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    preferred_channel = models.CharField(max_length=8, choices=ContactChannel.choices, blank=True)
    """How the client wants to be told what goes on; blank for e-mail, or WhatsApp where there is no e-mail."""
    unsubscribed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when the client wants no more notifications by e-mail. Documents are still sent."""
    potential_revenue = MoneyField(null=True, blank=True)
    monthly_revenue = MoneyField(null=True, blank=True)
    follow_up_date = models.DateField(null=True, blank=True)
    joined_on = models.DateField(null=True, blank=True, editable=False)
    left_on = models.DateField(null=True, blank=True, editable=False)
    passport_number = models.CharField(max_length=20, blank=True)
    passport_expiration_date = models.DateField(null=True, blank=True)
    nationality = models.CharField(max_length=3, blank=True)
    birthdate = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=1, choices=Gender.choices, blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    tax_key = models.CharField(max_length=50, blank=True, editable=False)
    name_key = models.CharField(max_length=250, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email_key"], condition=~Q(email_key=""), name="client_email_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(stage="ACTIVE", prospect_status="won") | ~Q(stage="ACTIVE") & ~Q(prospect_status="won"),
                name="client_won_is_a_customer",
            ),
        ]
        indexes = [
            # By ascending id, though lists show the newest first: so new rows fill pages at an end and split none.
            models.Index(fields=["tenant", "stage", "id"], name="client_by_stage"),
            models.Index(fields=["tenant", "name", "-id"], name="client_by_name"),
            models.Index(fields=["tenant", "created_at"], name="client_by_creation"),
            models.Index(fields=["tenant", "phone_key"], name="client_by_phone", condition=~Q(phone_key="")),
            models.Index(fields=["tenant", "tax_key"], name="client_by_tax_number", condition=~Q(tax_key="")),
            models.Index(fields=["tenant", "name_key"], name="client_by_name_key"),
            models.Index(fields=["tenant", "assigned_to", "id"], name="client_by_assignee"),
        ]

    def __str__(self) -> str:
        return self.name


class Interaction(OwnedRecord):
    """One contact with a client, or a note about it."""

    own_lookups = ("owner", "client__owner", "client__assigned_to")

    class Type(models.TextChoices):
        CALL = "CALL"
        EMAIL = "EMAIL"
        MEETING = "MEETING"
        NOTE = "NOTE"

    client = TenantForeignKey(Client, on_delete=models.CASCADE, related_name="interactions")
    interaction_type = models.CharField(max_length=7, choices=Type.choices)
    subject = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    class Meta(OwnedRecord.Meta):
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="interaction_newest"),
            models.Index(fields=["tenant", "client", "-id"], name="interaction_by_client"),
            models.Index(fields=["tenant", "created_at"], name="interaction_by_creation"),
        ]

    def __str__(self) -> str:
        return self.subject
