from datetime import timedelta

from django.utils import timezone

from apps.core.errors import RuleViolation
from apps.invoices.models import Invoice
from apps.jobs.models import Job


def tenants_with_late_invoices() -> set[int]:
    """The tenants that may have an invoice to be marked overdue, in whatever timezone they are."""
    latest_today = timezone.now().date() + timedelta(days=1)
    late = Invoice.unscoped.using("ops").filter(
        balance__gt=0, due_date__lt=latest_today, status__in=[Invoice.Status.SENT, Invoice.Status.PARTIAL]
    )
    return set(late.values_list("tenant_id", flat=True).distinct())


def invoice_of_job(job: Job) -> Invoice:
    """The invoice that a job is about. Refuses when it has been deleted since."""
    invoice: Invoice | None = (
        Invoice.unscoped.select_related("client")
        .prefetch_related("line_items")
        .filter(tenant_id=job.tenant_id, pk=job.arguments["invoice_id"])
        .first()
    )
    if invoice is None:
        raise RuleViolation("The invoice is gone.", code="gone")
    return invoice


def tenants_with_overdue_invoices() -> set[int]:
    """The tenants that have an overdue invoice."""
    overdue = Invoice.unscoped.using("ops").filter(balance__gt=0, status=Invoice.Status.OVERDUE)
    return set(overdue.values_list("tenant_id", flat=True).distinct())
