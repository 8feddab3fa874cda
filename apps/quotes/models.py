from datetime import date

from django.db import models
from django.db.models import F, Q

from apps.invoices.documents import Document, DocumentLine, total_adds_up
from apps.invoices.models import Invoice
from apps.tenants.models import TenantForeignKey


class Quote(Document):
    """An offer to a client, which becomes an invoice once."""

    last_day_name = "expiry_date"

    class Status(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        EXPIRED = "expired"

    quote_number = models.CharField(max_length=60)
    expiry_date = models.DateField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    invoice = TenantForeignKey(Invoice, on_delete=models.SET_NULL, null=True, blank=True, related_name="quotes")

    class Meta(Document.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "quote_number"], name="quote_number_is_unique"),
            models.CheckConstraint(condition=Q(expiry_date__gte=F("issue_date")), name="quote_expires_after_issue"),
            total_adds_up("quote_total_adds_up"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="quote_newest"),
            models.Index(fields=["tenant", "status", "-id"], name="quote_by_status"),
            models.Index(fields=["tenant", "client", "-id"], name="quote_by_client"),
            models.Index(fields=["tenant", "created_at"], name="quote_by_creation"),
            models.Index(fields=["tenant", "expiry_date"], name="quote_open_by_expiry", condition=Q(status="sent")),
        ]

    def __str__(self) -> str:
        return self.quote_number

    def status_by(self, today: date) -> str:
        """The status on a day: a sent quote expires when its expiry date has passed."""
        late = self.status == self.Status.SENT and self.expiry_date < today
        return self.Status.EXPIRED if late else self.status


class QuoteLine(DocumentLine):
    own_lookups = ("quote__owner", "quote__client__assigned_to")
    stands_for = "quote"

    quote = TenantForeignKey(Quote, on_delete=models.CASCADE, related_name="line_items")

    class Meta(DocumentLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "quote", "position"], name="quote_line_position_is_unique")
        ]
