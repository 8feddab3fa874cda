from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from apps.core.computed import in_sql
from apps.core.money import ZERO
from apps.invoices.documents import Document, DocumentLine, total_adds_up
from apps.invoices.models import Invoice
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class Quote(Document):
    """An offer to a client, which becomes an invoice once."""

    kind = "quote"
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
    deposit_percent = models.DecimalField(max_digits=5, decimal_places=2, default=ZERO, db_default=ZERO)
    """What is invoiced as soon as the quote is accepted, in percent."""
    deposit_invoice = TenantForeignKey(
        Invoice, on_delete=models.SET_NULL, null=True, blank=True, related_name="deposit_quotes"
    )

    class Meta(Document.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "quote_number"], name="quote_number_is_unique"),
            models.CheckConstraint(condition=Q(expiry_date__gte=F("issue_date")), name="quote_expires_after_issue"),
            total_adds_up("quote_total_adds_up"),
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=0, deposit_percent__lte=100), name="quote_deposit_is_a_percentage"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="quote_newest"),
            models.Index(fields=["tenant", "status", "-id"], name="quote_by_status"),
            models.Index(fields=["tenant", "client", "-id"], name="quote_by_client"),
            models.Index(fields=["tenant", "currency", "-id"], name="quote_by_currency"),
            models.Index(fields=["tenant", "total_amount", "-id"], name="quote_by_total"),
            models.Index(fields=["tenant", "issue_date"], name="quote_by_issue"),
            models.Index(fields=["tenant", "expiry_date"], name="quote_by_expiry"),
            models.Index(fields=["tenant", "created_at"], name="quote_by_creation"),
            models.Index(fields=["tenant", "expiry_date"], name="quote_open_by_expiry", condition=Q(status="sent")),
        ]

    def __str__(self) -> str:
        return self.quote_number

    def further_content(self) -> dict[str, Any]:
        return {"deposit_percent": self.deposit_percent} if self.deposit_percent else {}

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


class PublicLink(OwnedRecord):
    """A way to a document for whoever has its token, of which only the hash is kept."""

    own_lookups = ("owner", "quote__owner", "invoice__owner")
    global_uniques = ("token_hash",)

    quote = TenantForeignKey(Quote, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    invoice = TenantForeignKey(Invoice, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    views = models.PositiveIntegerField(default=0, editable=False)
    last_viewed_at = models.DateTimeField(null=True, editable=False)

    token: str | None = None
    """Known only to the link that was just made."""

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(quote__isnull=False, invoice__isnull=True) | Q(quote__isnull=True, invoice__isnull=False),
                name="a_link_shows_one_document",
            )
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="link_newest")]

    def __str__(self) -> str:
        return f"Link {self.pk}"

    @in_sql(ExpressionWrapper(Q(revoked_at=None, expires_at__gt=Now()), output_field=models.BooleanField()))
    def is_active(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @in_sql(Value(None, output_field=models.TextField()))
    def url(self) -> str | None:
        """The address of the page, while the token is known."""
        return f"{settings.PUBLIC_URL}/p/{self.token}/" if self.token else None


class QuoteDecision(TenantOwned):
    """The evidence of who accepted or rejected a quote by a link: when, from where, and of what content."""

    own_lookups = ("quote__owner",)
    append_only = True

    # Nobody deletes evidence, nor a quote that has it.
    quote = TenantForeignKey(Quote, on_delete=models.DO_NOTHING, related_name="decisions")
    link = TenantForeignKey(PublicLink, on_delete=models.DO_NOTHING, related_name="decisions")
    decision = models.CharField(max_length=8, choices=[("accepted", "accepted"), ("rejected", "rejected")])
    name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(auto_now_add=True)
    ip_address = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=500, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "quote"], name="a_quote_is_decided_on_once")]

    def __str__(self) -> str:
        return f"{self.decision} by {self.name}"
