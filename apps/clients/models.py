"""The party table: whoever the tenant deals with, from the first lead to the customer who has left."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.tenants.models import OwnedRecord


class Client(OwnedRecord):
    """One party, behind three doors of the API: every client, the prospects, the customers."""

    own_lookups = ("owner", "assigned_to")

    class Stage(models.TextChoices):
        LEAD = "LEAD"
        IN_PROGRESS = "IN_PROGRESS"
        ACTIVE = "ACTIVE"

    name = models.CharField(max_length=201)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.TextField(blank=True)
    company = models.CharField(max_length=200, blank=True)
    tax_number = models.CharField(max_length=50, blank=True)
    notes = models.TextField(blank=True)
    stage = models.CharField(max_length=11, choices=Stage.choices, default=Stage.LEAD)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    search_text = models.TextField(blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint("tenant", Lower("email"), condition=~Q(email=""), name="client_email_is_unique")
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="client_newest"),
            models.Index(fields=["tenant", "stage", "-id"], name="client_by_stage"),
            models.Index(fields=["tenant", "name"], name="client_by_name"),
            models.Index(fields=["tenant", "created_at"], name="client_by_creation"),
        ]

    def __str__(self) -> str:
        return self.name
