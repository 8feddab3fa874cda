"""A customer's application for a product, and the steps of the work on it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from apps.clients.models import Client
from apps.products.models import Product
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class CustomerApplication(OwnedRecord):
    """What a customer has asked for. `closed` is one that was ended before its last step, for `close_reason`."""

    own_lookups = ("owner", "customer__assigned_to")

    # Rows of higher apps that refer to an application.
    invoicelines: Any

    class Status(models.TextChoices):
        PENDING = "pending"
        PROCESSING = "processing"
        COMPLETED = "completed"
        REJECTED = "rejected"
        CLOSED = "closed"

    OPEN = (Status.PENDING, Status.PROCESSING)

    customer = TenantForeignKey(Client, on_delete=models.PROTECT, related_name="applications")
    product = TenantForeignKey(Product, on_delete=models.PROTECT, related_name="applications")
    doc_date = models.DateField()
    due_date = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    notes = models.TextField(blank=True)
    close_reason = models.TextField(blank=True)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(due_date__gte=F("doc_date")), name="application_due_after_its_date")
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="application_newest"),
            models.Index(fields=["tenant", "customer", "-id"], name="application_by_customer"),
            models.Index(fields=["tenant", "product", "-id"], name="application_by_product"),
            models.Index(fields=["tenant", "status", "-id"], name="application_by_status"),
            models.Index(fields=["tenant", "due_date"], name="application_by_due_date"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ApplicationWorkflow(TenantOwned):
    """One step of the work on an application, as the product's task was when the application was made.

    Exactly one step of an open application with steps is the current one. A closed or rejected application keeps its
    current step, so that the work can go on there when it is reopened.
    """

    own_lookups = ("customer_application__owner", "customer_application__customer__assigned_to")

    class Status(models.TextChoices):
        PENDING = "pending"
        PROCESSING = "processing"
        COMPLETED = "completed"
        REJECTED = "rejected"

    customer_application = TenantForeignKey(CustomerApplication, on_delete=models.CASCADE, related_name="workflows")
    step = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    duration = models.PositiveSmallIntegerField(default=0)
    duration_is_business_days = models.BooleanField(default=False)
    notify_days_before = models.PositiveSmallIntegerField(default=0)
    notify_customer = models.BooleanField(default=False)
    start_date = models.DateField(null=True, blank=True)
    due_date = models.DateField()
    completion_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    notes = models.TextField(blank=True)
    is_current_step = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer_application", "step"], name="application_step_is_unique"
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer_application"],
                condition=Q(is_current_step=True),
                name="application_has_one_current_step",
            ),
            models.CheckConstraint(
                condition=Q(status="completed", completion_date__isnull=False)
                | ~Q(status="completed") & Q(completion_date__isnull=True),
                name="application_step_is_completed_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "due_date"], name="application_step_by_due_date"),
        ]

    def __str__(self) -> str:
        return f"{self.step}. {self.name}"
