"""The one table of long work."""

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apps.tenants.models import OwnedRecord


def job_file_path(job: "Job", filename: str) -> str:
    return f"jobs/{job.tenant_id}/{uuid4().hex}/{filename}"


class Job(OwnedRecord):
    """Import, export, mail, PDF, recalculation: this row is the truth, Celery carries only its id."""

    global_uniques = ("job_id",)

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    ENDED = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)

    job_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    origin = models.JSONField(default=dict)
    """Where it was started from, as `apps.core.logs.Origin`: what it does is recorded as coming from there."""
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    error = models.TextField(blank=True)
    file = models.FileField(upload_to=job_file_path, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(OwnedRecord.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(progress__lte=100), name="progress_is_a_percentage")]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="job_newest"),
            models.Index(fields=["updated_at"], name="job_open", condition=models.Q(status__in=["queued", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.job_id}"

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED
