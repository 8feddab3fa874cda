from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from apps.core.fields import MoneyField
from apps.core.money import ZERO, round_money, sum_money
from apps.invoices.documents import Document, DocumentLine, total_adds_up
from apps.tenants.models import TenantForeignKey, TenantOwned


class Invoice(Document):
    """A claim on a client. `partial`, `paid` and `overdue` follow from money and dates."""

    last_day_name = "due_date"

    # Rows of higher apps that refer to an invoice.
    payments: Any
    quotes: Any

    class Status(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        PARTIAL = "partial"
        PAID = "paid"
        OVERDUE = "overdue"
        CANCELLED = "cancelled"

    OPEN = (Status.SENT, Status.PARTIAL, Status.OVERDUE)
    ISSUED = (*OPEN, Status.PAID)

    invoice_number = models.CharField(max_length=60)
    due_date = models.DateField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    paid_amount = MoneyField(default=ZERO)
    balance = MoneyField()
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    """How many of the tenant's reminder days have passed unpaid and were used to remind the client."""

    class Meta(Document.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "invoice_number"], name="invoice_number_is_unique"),
            models.CheckConstraint(condition=Q(paid_amount__gte=0), name="invoice_paid_is_not_negative"),
            models.CheckConstraint(
                condition=Q(balance=F("total_amount") - F("paid_amount")), name="invoice_balance_is_what_is_open"
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=0) | Q(paid_amount__lte=F("total_amount")), name="invoice_is_not_overpaid"
            ),
            models.CheckConstraint(condition=Q(due_date__gte=F("issue_date")), name="invoice_due_after_issue"),
            total_adds_up("invoice_total_adds_up"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="invoice_newest"),
            models.Index(fields=["tenant", "status", "-id"], name="invoice_by_status"),
            models.Index(fields=["tenant", "client", "-id"], name="invoice_by_client"),
            models.Index(fields=["tenant", "issue_date"], name="invoice_by_issue"),
            models.Index(fields=["tenant", "due_date"], name="invoice_open_by_due", condition=Q(balance__gt=0)),
            models.Index(fields=["tenant", "created_at"], name="invoice_by_creation"),
        ]

    def __str__(self) -> str:
        return self.invoice_number

    @property
    def amount_due(self) -> Decimal:
        balance: Decimal = self.balance
        return balance

    def set_balance(self) -> None:
        self.paid_amount = round_money(self.paid_amount, self.currency)
        self.balance = sum_money((self.total_amount, self.paid_amount.copy_negate()), self.currency)

    def status_by(self, today: date) -> str:
        """What money and dates make of an issued invoice: paid, else overdue, else partial, else sent."""
        if self.balance <= 0:
            return self.Status.PAID
        if self.due_date < today:
            return self.Status.OVERDUE
        return self.Status.PARTIAL if self.paid_amount else self.Status.SENT


class Seal(TenantOwned):
    """What a document said when it was issued, and its link to the one issued before it in its series."""

    own_lookups = ()
    append_only = True

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    document_id = models.BigIntegerField()
    number = models.CharField(max_length=60)
    content = models.TextField()
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "year", "position"], name="seals_make_a_chain"),
            models.UniqueConstraint(fields=["tenant", "kind", "document_id"], name="a_document_is_sealed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class InvoiceLine(DocumentLine):
    own_lookups = ("invoice__owner", "invoice__client__assigned_to")
    stands_for = "invoice"

    invoice = TenantForeignKey(Invoice, on_delete=models.CASCADE, related_name="line_items")

    class Meta(DocumentLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "invoice", "position"], name="invoice_line_position_is_unique")
        ]
