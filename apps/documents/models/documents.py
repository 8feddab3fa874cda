"""The documents of an application, with the files that they had before."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from apps.documents.models.applications import CustomerApplication
from apps.products.models import DocumentType
from apps.tenants.models import OwnedRecord, TenantForeignKey


def document_path(row: "Document | DocumentVersion", filename: str) -> str:
    """A random name: nobody's file is found by guessing, whatever it was called."""
    return f"documents/{row.tenant_id}/{uuid4().hex}"


class Document(OwnedRecord):
    """A document that an application asks for, empty until a file or a number is given.

    `completed` says whether all that its type asks for is there; `status` what somebody thinks of it.
    """

    own_lookups = ("owner", "customer_application__owner", "customer_application__customer__assigned_to")

    class Status(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"

    customer_application = TenantForeignKey(CustomerApplication, on_delete=models.CASCADE, related_name="documents")
    doc_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents")
    doc_number = models.CharField(max_length=100, blank=True)
    expiration_date = models.DateField(null=True, blank=True)
    details = models.TextField(blank=True)
    required = models.BooleanField(default=False)
    completed = models.BooleanField(default=False)
    ocr = models.JSONField(null=True, blank=True)
    """What was last read from the file; null where nothing was."""
    expiry_reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    """How many of the tenant's reminder days before the expiration date have been reminded of."""
    file = models.FileField(upload_to=document_path, max_length=200, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    """Which file of the document the present one is, counted from 1; 0 while there is none."""
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PENDING)
    status_reason = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta(OwnedRecord.Meta):
        ordering = ["id"]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="document_newest"),
            models.Index(fields=["tenant", "customer_application"], name="document_by_application"),
            models.Index(fields=["tenant", "doc_type"], name="document_by_type"),
            models.Index(
                fields=["tenant", "expiration_date"],
                name="document_by_expiry",
                condition=models.Q(expiration_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class DocumentVersion(OwnedRecord):
    """A file that a document had before it was replaced. The present one is the document's own."""

    own_lookups = (
        "owner",
        "document__owner",
        "document__customer_application__owner",
        "document__customer_application__customer__assigned_to",
    )

    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    file = models.FileField(upload_to=document_path, max_length=200)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta(OwnedRecord.Meta):
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "document", "version"], name="document_version_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.filename} (version {self.version})"
