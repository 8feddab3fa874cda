"""Schedules that issue invoices."""

from django.db import models
from django.db.models import F, Q

from apps.clients.models import Client
from apps.invoices.documents import TaxMode
from apps.invoices.models.documents import Invoice
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class RecurringInvoice(OwnedRecord):
    """A schedule that issues an invoice for each period, anchored to its start date in the tenant's timezone."""

    own_lookups = ("owner", "client__assigned_to")

    class Frequency(models.TextChoices):
        WEEKLY = "weekly"
        MONTHLY = "monthly"
        YEARLY = "yearly"

    class Status(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        ENDED = "ended"

    client = TenantForeignKey(Client, on_delete=models.PROTECT, related_name="recurring_invoices")
    name = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=7, choices=Frequency.choices, default=Frequency.MONTHLY)
    interval = models.PositiveSmallIntegerField(default=1)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE, editable=False)
    next_period = models.PositiveIntegerField(default=0, editable=False)
    """How many periods there were before the next one."""
    next_date = models.DateField(null=True, editable=False)
    auto_send = models.BooleanField(default=True)
    """Whether its invoices are sent at once, or wait as drafts."""
    due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """Days to pay; the tenant's payment terms unless given."""
    currency = models.CharField(max_length=3)
    tax_mode = models.CharField(max_length=5, choices=TaxMode.choices, default=TaxMode.GROUP)
    prices_include_tax = models.BooleanField(default=False)
    line_items = models.JSONField()
    """The lines of each invoice, as the API answers them."""
    terms = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(interval__gte=1, interval__lte=100), name="recurring_interval_in_range"),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")), name="recurring_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="recurring_newest"),
            models.Index(fields=["next_date"], name="recurring_due", condition=Q(status="active")),
        ]

    def __str__(self) -> str:
        return self.name or f"Recurring {self.pk}"


class RecurringPeriod(TenantOwned):
    """A period for which a schedule made its invoice: each exactly once."""

    own_lookups = ("recurring__owner",)

    recurring = TenantForeignKey(RecurringInvoice, on_delete=models.CASCADE, related_name="periods")
    number = models.PositiveIntegerField()
    date = models.DateField()
    invoice = TenantForeignKey(Invoice, on_delete=models.SET_NULL, null=True, related_name="recurring_periods")

    class Meta(TenantOwned.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "recurring", "number"], name="a_period_is_invoiced_once")
        ]

    def __str__(self) -> str:
        return f"{self.recurring} {self.date}"
