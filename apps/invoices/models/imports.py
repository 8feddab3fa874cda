"""Files that invoices were read from."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from apps.invoices.models.documents import Invoice
from apps.jobs.models import Job
from apps.tenants.models import OwnedRecord, TenantForeignKey


def imported_path(row: "InvoiceImport", filename: str) -> str:
    """A random name: nobody's file is found by guessing, whatever it was called."""
    return f"invoice-imports/{row.tenant_id}/{uuid4().hex}"


class InvoiceImport(OwnedRecord):
    """A file that an invoice was, or was to be, read from. It is kept as long as its draft or what became of that."""

    own_lookups = ("owner", "invoice__owner", "invoice__client__assigned_to")

    class Status(models.TextChoices):
        WAITING = "waiting", "Waits to be read"
        IMPORTED = "imported", "Became a draft"
        DUPLICATE = "duplicate", "Was imported before"
        FAILED = "failed", "Was refused"

    class Format(models.TextChoices):
        UBL = "ubl", "UBL"
        CII = "cii", "CII"
        TABLE = "table", "Table"
        TEXT = "text", "Text"

    job = TenantForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invoice = TenantForeignKey(Invoice, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports")
    """The draft that was made; for a duplicate the one that the file became before."""
    file = models.FileField(upload_to=imported_path, max_length=200, blank=True)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the file as it was sent."""
    part = models.CharField(max_length=200, blank=True, editable=False)
    """Which of several invoices in a table it is, by its number there; the rows of one table share its file."""
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    error = models.TextField(blank=True)
    format = models.CharField(max_length=5, choices=Format.choices, blank=True)
    """What the invoice was read from, which for a PDF may be the XML in it."""
    document_number = models.CharField(max_length=200, blank=True)
    """The number that the file gives the invoice; the draft has one of this company's series."""
    confidence = models.FloatField(null=True, blank=True)
    """That of the least sure reading."""
    readings = models.JSONField(default=dict, blank=True)
    """`{path: {"value", "confidence", "source"}}`, the paths as `issue_date` and `line_items.0.quantity`."""
    differences = models.JSONField(default=list, blank=True)
    """Sums that are not as printed: `[{"field", "printed", "computed"}]`."""
    warnings = models.JSONField(default=list, blank=True)
    client_matched_by = models.CharField(max_length=10, blank=True)
    """`given`, `tax_number`, `email`, `name`, or `created`."""
    possible_duplicates = models.JSONField(default=list, blank=True)
    """Ids of invoices imported from other files under the same number for the same client."""

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "digest", "part"],
                condition=Q(status="imported", invoice__isnull=False),
                name="a_file_is_imported_once",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="invoice_import_newest"),
            models.Index(fields=["tenant", "invoice"], name="invoice_import_by_invoice"),
            models.Index(fields=["tenant", "digest"], name="invoice_import_by_digest"),
            models.Index(fields=["tenant", "document_number"], name="invoice_import_by_number"),
        ]

    def __str__(self) -> str:
        return self.filename
