"""What the models that read documents were asked, and what that cost."""

from django.db import models
from django.db.models import Q

from apps.jobs.models import Job
from apps.tenants.models import OwnedRecord, TenantForeignKey


class ModelCall(OwnedRecord):
    """A piece of work of a model: pages recognised here, or one question to a language model elsewhere."""

    class Kind(models.TextChoices):
        OCR = "ocr"
        LANGUAGE_MODEL = "language_model"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    model = models.CharField(max_length=100)
    purpose = models.CharField(max_length=60)
    """The kind of job that asked."""
    job = TenantForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    pages = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=18, decimal_places=8, default=0)
    currency = models.CharField(max_length=3)

    class Meta(OwnedRecord.Meta):
        constraints = [models.CheckConstraint(condition=Q(cost__gte=0), name="model_call_costs_nothing_negative")]
        indexes = [models.Index(fields=["tenant", "created_at"], name="model_call_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.model}"
