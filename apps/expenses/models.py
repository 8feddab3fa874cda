"""What the tenant spends, with its receipts."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from apps.clients.models import Client
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.currencies.models import Valued
from apps.invoices.models import Invoice
from apps.tenants.models import OwnedRecord, TenantForeignKey


class Expense(OwnedRecord, Valued):
    """Money spent. `amount` is what was paid, `tax_amount` the tax within it."""

    class Category(models.TextChoices):
        OFFICE = "office", "Office supplies and equipment"
        TRAVEL = "travel", "Travel and transportation"
        MEALS = "meals", "Business meals and entertainment"
        SOFTWARE = "software", "Software and subscriptions"
        MARKETING = "marketing", "Marketing and advertising"
        OTHER = "other", "Other business expenses"

    class Status(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        REIMBURSED = "reimbursed"

    description = models.CharField(max_length=500)
    amount = MoneyField()
    currency = models.CharField(max_length=3)
    base_amount = MoneyField(null=True, blank=True, editable=False)
    base_tax_amount = MoneyField(null=True, blank=True, editable=False)
    category = models.CharField(max_length=9, choices=Category.choices, default=Category.OTHER)
    expense_date = models.DateField()
    receipt_number = models.CharField(max_length=100, blank=True)
    vendor = models.CharField(max_length=200, blank=True)
    tax_amount = MoneyField(default=ZERO)
    is_billable = models.BooleanField(default=False)
    client = TenantForeignKey(Client, on_delete=models.PROTECT, null=True, blank=True, related_name="expenses")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    notes = models.TextField(blank=True)
    invoice = TenantForeignKey(Invoice, on_delete=models.SET_NULL, null=True, blank=True, related_name="expenses")
    """The invoice that bills the expense to the client."""
    search_text = models.TextField(blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_is_positive"),
            models.CheckConstraint(
                condition=Q(tax_amount__gte=0, tax_amount__lte=F("amount")), name="expense_tax_is_within"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="expense_newest"),
            models.Index(fields=["tenant", "status", "-id"], name="expense_by_status"),
            models.Index(fields=["tenant", "category", "-id"], name="expense_by_category"),
            models.Index(fields=["tenant", "client", "-id"], name="expense_by_client"),
            models.Index(fields=["tenant", "currency", "-id"], name="expense_by_currency"),
            models.Index(fields=["tenant", "vendor", "-id"], name="expense_by_vendor"),
            models.Index(
                fields=["tenant", "receipt_number"], name="expense_by_receipt", condition=~Q(receipt_number="")
            ),
            models.Index(fields=["tenant", "expense_date"], name="expense_by_date"),
            models.Index(fields=["tenant", "created_at"], name="expense_by_creation"),
        ]

    def __str__(self) -> str:
        return self.description


def receipt_path(attachment: "ExpenseAttachment", filename: str) -> str:
    """A random name: nobody's file is found by guessing, whatever it was called."""
    return f"expenses/{attachment.tenant_id}/{uuid4().hex}"


class ExpenseAttachment(OwnedRecord):
    """A receipt, told by its content and served to its tenant only."""

    own_lookups = ("owner", "expense__owner")

    expense = TenantForeignKey(Expense, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=receipt_path, max_length=200)
    thumbnail = models.FileField(upload_to=receipt_path, max_length=200, blank=True)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta(OwnedRecord.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["tenant", "expense"], name="attachment_by_expense")]

    def __str__(self) -> str:
        return self.filename
