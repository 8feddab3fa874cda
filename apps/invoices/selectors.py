from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from apps.core.errors import RuleViolation
from apps.invoices.documents import AnyDocument, Document
from apps.invoices.models import Invoice, RecurringInvoice
from apps.jobs.models import Job


def tenants_with_late_invoices() -> set[int]:
    """The tenants that may have an invoice to be marked overdue, in whatever timezone they are."""
    latest_today = timezone.now().date() + timedelta(days=1)
    late = Invoice.unscoped.using("ops").filter(
        balance__gt=0, due_date__lt=latest_today, status__in=[Invoice.Status.SENT, Invoice.Status.PARTIAL]
    )
    return set(late.values_list("tenant_id", flat=True).distinct())


def documents_to_print(model: type[Document], tenant_id: int) -> QuerySet[Any]:
    """A tenant's documents of a kind with all that stands on paper, the oldest first."""
    rows: QuerySet[Any] = model.unscoped.filter(tenant_id=tenant_id).order_by("pk")
    return rows.select_related("client").prefetch_related("line_items")


def document_of_job(job: Job, model: type[AnyDocument]) -> AnyDocument:
    """The document that a job is about. Refuses when it has been deleted since."""
    rows = documents_to_print(model, job.tenant_id)
    document: AnyDocument | None = rows.filter(pk=job.arguments["document_id"]).first()
    if document is None:
        raise RuleViolation("The document is gone.", code="gone")
    return document


def tenants_with_overdue_invoices() -> set[int]:
    """The tenants that have an overdue invoice."""
    overdue = Invoice.unscoped.using("ops").filter(balance__gt=0, status=Invoice.Status.OVERDUE)
    return set(overdue.values_list("tenant_id", flat=True).distinct())


def tenants_with_due_schedules() -> set[int]:
    """The tenants that may have a recurring invoice to issue, in whatever timezone they are."""
    latest_today = timezone.now().date() + timedelta(days=1)
    due = RecurringInvoice.unscoped.using("ops").filter(status="active", next_date__lte=latest_today)
    return set(due.values_list("tenant_id", flat=True).distinct())
