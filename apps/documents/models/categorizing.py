"""Files that wait to be told which document they are."""

from uuid import uuid4

from django.db import models

from apps.documents.models.applications import CustomerApplication
from apps.documents.models.documents import Document
from apps.jobs.models import Job
from apps.tenants.models import OwnedRecord, TenantForeignKey


def categorized_path(row: "CategorizedFile", filename: str) -> str:
    """A random name: nobody's file is found by guessing, whatever it was called."""
    return f"categorizing/{row.tenant_id}/{uuid4().hex}"


class Categorization(OwnedRecord):
    """Files announced for an application. Each is a job of its own as soon as it is uploaded."""

    global_uniques = ("job_id",)
    own_lookups = ("owner", "customer_application__owner", "customer_application__customer__assigned_to")

    job_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer_application = TenantForeignKey(
        CustomerApplication, on_delete=models.CASCADE, related_name="categorizations"
    )
    announced = models.JSONField(default=list)
    """The names of the files to come; more or others may be uploaded."""
    applied_at = models.DateTimeField(null=True)

    class Meta(OwnedRecord.Meta):
        indexes = [models.Index(fields=["created_at"], name="categorization_age")]

    def __str__(self) -> str:
        return f"categorization {self.job_id}"


class CategorizedFile(OwnedRecord):
    """One of the files; its job's result says which type of document it is. Applied, it is its document's file."""

    own_lookups = ("owner", "categorization__owner")

    categorization = TenantForeignKey(Categorization, on_delete=models.CASCADE, related_name="files")
    job = TenantForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    document = TenantForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.FileField(upload_to=categorized_path, max_length=200, blank=True)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta(OwnedRecord.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["tenant", "categorization"], name="categorized_file_by_session")]

    def __str__(self) -> str:
        return self.filename
