from django.db import models
from django.db.models import Q

from apps.core.fields import MoneyField
from apps.currencies.models import Valued
from apps.invoices.models import CreditEntry, Invoice
from apps.tenants.models import OwnedRecord, TenantForeignKey


class Payment(OwnedRecord, Valued):
    """Money received for an invoice, in whatever currency it came."""

    own_lookups = ("owner", "invoice__owner", "invoice__client__assigned_to")

    class Method(models.TextChoices):
        BANK_TRANSFER = "bank_transfer"
        CASH = "cash"
        CARD = "card"
        CREDIT_CARD = "credit_card"
        DEBIT_CARD = "debit_card"
        DIRECT_DEBIT = "direct_debit"
        PAYPAL = "paypal"
        STRIPE = "stripe"
        CHEQUE = "cheque"
        ONLINE = "online"
        OTHER = "other"

    invoice = TenantForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount = MoneyField()
    currency = models.CharField(max_length=3)
    invoice_amount = MoneyField()
    """What it covers, in the invoice's currency."""
    base_amount = MoneyField(null=True, blank=True, editable=False)
    """What it was worth in the company's currency on its day."""
    exchange_gain = MoneyField(null=True, blank=True, editable=False)
    """By how much that is more than what it covers was worth when the invoice was issued; negative for a loss."""
    payment_date = models.DateField()
    payment_method = models.CharField(max_length=13, choices=Method.choices, default=Method.BANK_TRANSFER)
    reference = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    excess = TenantForeignKey(CreditEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="payments")
    """The part that was paid beyond the invoice and became the client's credit."""

    class Meta(OwnedRecord.Meta):
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, invoice_amount__gt=0), name="payment_is_positive")
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="payment_newest"),
            models.Index(fields=["tenant", "invoice"], name="payment_by_invoice"),
            models.Index(fields=["tenant", "currency", "-id"], name="payment_by_currency"),
            models.Index(fields=["tenant", "payment_method", "-id"], name="payment_by_method"),
            models.Index(fields=["tenant", "reference"], name="payment_by_reference", condition=~Q(reference="")),
            models.Index(fields=["tenant", "payment_date"], name="payment_by_date"),
            models.Index(fields=["tenant", "created_at"], name="payment_by_creation"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.invoice_id}"
