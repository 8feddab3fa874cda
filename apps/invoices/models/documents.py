"""What is billed and credited, and the seals of it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from apps.clients.models import Client
from apps.core.fields import MoneyField
from apps.core.money import ZERO, round_money, sum_money
from apps.currencies.models import Valued
from apps.currencies.rates import Rates, worth
from apps.invoices.documents import Document, DocumentLine, total_adds_up
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class Invoice(Document):
    """A claim on a client. `partial`, `paid` and `overdue` follow from money and dates."""

    kind = "invoice"
    last_day_name = "due_date"
    value_fields = (*Document.value_fields, "base_paid_amount", "base_credited_amount", "base_balance")

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
    """Payments and applied credit, less what became the client's credit."""
    credited_amount = MoneyField(default=ZERO, db_default=ZERO)
    """What credit notes take off."""
    is_credited = models.GeneratedField(
        expression=Q(total_amount__gt=0, credited_amount=F("total_amount")),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    """Whether credit notes take all of it back. Its status is then `paid`, as nothing is owed; on paper it says so."""
    balance = MoneyField()
    base_paid_amount = MoneyField(null=True, blank=True, editable=False)
    base_credited_amount = MoneyField(null=True, blank=True, editable=False)
    base_balance = MoneyField(null=True, blank=True, editable=False)
    """At the invoice's own rate: what payments were worth beyond or below that is their exchange gain."""
    late_fee_for = TenantForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="late_fees"
    )
    """The overdue invoice for which this one charges a fee."""
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    """How many of the tenant's reminder days have passed unpaid and were used to remind the client."""

    class Meta(Document.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "invoice_number"], name="invoice_number_is_unique"),
            models.CheckConstraint(condition=Q(paid_amount__gte=0), name="invoice_paid_is_not_negative"),
            models.CheckConstraint(
                condition=Q(balance=F("total_amount") - F("credited_amount") - F("paid_amount")),
                name="invoice_balance_is_what_is_open",
            ),
            models.CheckConstraint(
                condition=Q(
                    base_balance=F("base_total_amount") - F("base_credited_amount") - F("base_paid_amount"),
                    base_balance__gte=0,
                ),
                name="invoice_base_balance_is_what_is_open",
            ),
            models.CheckConstraint(condition=Q(paid_amount=0) | Q(balance__gte=0), name="invoice_is_not_overpaid"),
            models.CheckConstraint(condition=Q(due_date__gte=F("issue_date")), name="invoice_due_after_issue"),
            total_adds_up("invoice_total_adds_up"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="invoice_newest"),
            models.Index(fields=["tenant", "status", "-id"], name="invoice_by_status"),
            models.Index(fields=["tenant", "client", "-id"], name="invoice_by_client"),
            models.Index(fields=["tenant", "currency", "-id"], name="invoice_by_currency"),
            models.Index(fields=["tenant", "total_amount", "-id"], name="invoice_by_total"),
            models.Index(fields=["tenant", "issue_date"], name="invoice_by_issue"),
            models.Index(fields=["tenant", "due_date"], name="invoice_by_due"),
            models.Index(fields=["tenant", "due_date"], name="invoice_open_by_due", condition=Q(balance__gt=0)),
            models.Index(fields=["tenant", "created_at"], name="invoice_by_creation"),
        ]

    def __str__(self) -> str:
        return self.invoice_number

    @property
    def amount_due(self) -> Decimal:
        balance: Decimal = self.balance
        return balance

    @property
    def stamp(self) -> str:
        return "credited" if self.is_credited else super().stamp

    def set_balance(self) -> None:
        self.paid_amount = round_money(self.paid_amount, self.currency)
        self.credited_amount = round_money(self.credited_amount, self.currency)
        taken = (self.paid_amount.copy_negate(), self.credited_amount.copy_negate())
        self.balance = sum_money((self.total_amount, *taken), self.currency)
        self.is_credited = self.credited_amount == self.total_amount > 0

    def freeze_value(self, rates: Rates) -> None:
        super().freeze_value(rates)
        self.set_base_balance(credited=round_money(ZERO, rates.base))

    def set_base_balance(self, *, credited: Decimal) -> None:
        """Bring what is open in the company's currency in line with what is open; `credited` is what credit notes are
        worth. Once nothing is open, payments have covered all the rest, so that no cent of rounding stays."""
        left: Decimal = self.base_total_amount - credited
        paid = min(worth(self.paid_amount, self.exchange_rate, self.base_currency), left) if self.balance > 0 else left
        self.base_credited_amount, self.base_paid_amount, self.base_balance = credited, paid, left - paid

    def status_by(self, today: date) -> str:
        """What money and dates make of an issued invoice: paid, else overdue, else partial, else sent."""
        if self.balance <= 0:
            return self.Status.PAID
        if self.due_date < today:
            return self.Status.OVERDUE
        return self.Status.PARTIAL if self.paid_amount else self.Status.SENT


class CreditNote(Document):
    """Takes an invoice back, whole or by line. It is issued as soon as it is made."""

    kind = "credit_note"
    last_day_name = "issue_date"

    class Status(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"

    invoice = TenantForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    credit_note_number = models.CharField(max_length=60)
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.DRAFT)
    reason = models.CharField(max_length=500, blank=True)

    class Meta(Document.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "credit_note_number"], name="credit_note_number_is_unique"),
            models.CheckConstraint(condition=Q(total_amount__gte=0), name="credit_note_is_not_negative"),
            total_adds_up("credit_note_total_adds_up"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="credit_note_newest"),
            models.Index(fields=["tenant", "invoice"], name="credit_note_by_invoice"),
            models.Index(fields=["tenant", "client", "-id"], name="credit_note_by_client"),
        ]

    def __str__(self) -> str:
        return self.credit_note_number

    def status_by(self, today: date) -> str:
        return self.status

    def references(self) -> list[tuple[str, str]]:
        return [("invoice", str(self.invoice))]

    def further_content(self) -> dict[str, Any]:
        return {"invoice": str(self.invoice), "reason": self.reason}


class CreditEntry(OwnedRecord, Valued):
    """A movement of a client's credit: what is the client's and stands on no invoice. The sum is never below 0."""

    own_lookups = ("owner", "client__owner", "client__assigned_to")

    class Kind(models.TextChoices):
        OVERPAID = "overpaid", "Paid beyond an invoice"
        RELEASED = "released", "Paid on what a credit note took off"
        APPLIED = "applied", "Applied to an invoice"
        REFUNDED = "refunded", "Paid back"

    client = TenantForeignKey(Client, on_delete=models.PROTECT, related_name="credit_entries")
    entry_kind = models.CharField(max_length=8, choices=Kind.choices)
    entry_date = models.DateField()
    currency = models.CharField(max_length=3)
    amount = MoneyField()
    """What the credit gains; negative for what it loses."""
    base_amount = MoneyField(null=True, blank=True, editable=False)
    """What it is worth in the company's currency: of what comes in at its rate; what goes out is what came in first."""
    exchange_gain = MoneyField(null=True, blank=True, editable=False)
    """What was realised when credit was applied or refunded at another rate; negative for a loss."""
    invoice = TenantForeignKey(Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="credit_entries")
    credit_note = TenantForeignKey(
        CreditNote, on_delete=models.PROTECT, null=True, blank=True, related_name="credit_entries"
    )
    payment_method = models.CharField(max_length=13, blank=True)
    reference = models.CharField(max_length=200, blank=True)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(entry_kind__in=["overpaid", "released"], amount__gt=0, invoice__isnull=False)
                | Q(entry_kind="applied", amount__lt=0, invoice__isnull=False)
                | Q(entry_kind="refunded", amount__lt=0, invoice__isnull=True),
                name="credit_entry_has_its_sign_and_invoice",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="credit_entry_newest"),
            models.Index(fields=["tenant", "client", "currency"], name="credit_entry_by_client"),
            models.Index(fields=["tenant", "invoice"], name="credit_entry_by_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.entry_kind}"


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


class CreditNoteLine(DocumentLine):
    credit_note = TenantForeignKey(CreditNote, on_delete=models.CASCADE, related_name="line_items")
    # PostgreSQL refuses to lose a line that was credited; Django need not look for it at every edit of a draft.
    invoice_line = TenantForeignKey(InvoiceLine, on_delete=models.DO_NOTHING, related_name="credits")

    class Meta(DocumentLine.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "credit_note", "position"], name="credit_note_line_position_is_unique"
            )
        ]
        indexes = [models.Index(fields=["tenant", "invoice_line"], name="credit_by_invoice_line")]
