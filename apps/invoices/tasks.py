from celery import shared_task

from apps.invoices.downloads import register_files
from apps.invoices.importing import services as importing_services  # noqa: F401 - makes its kinds of jobs known
from apps.invoices.models import CreditNote, Invoice
from apps.invoices.recurring import issue_due_invoices
from apps.invoices.reminders import remind_clients
from apps.invoices.selectors import (
    tenants_with_due_schedules,
    tenants_with_late_invoices,
    tenants_with_overdue_invoices,
)
from apps.invoices.services import mark_overdue_invoices
from apps.tenants.ageing import age_tenants

register_files(Invoice)
register_files(CreditNote)


@shared_task(name="invoices.mark_overdue")
def mark_overdue() -> None:
    """Mark invoices overdue whose due date has passed where their tenant is."""
    age_tenants(mark_overdue_invoices, tenants_with_late_invoices())


@shared_task(name="invoices.issue_recurring")
def issue_recurring() -> None:
    """Make the invoices of schedules whose day has come where their tenant is."""
    age_tenants(issue_due_invoices, tenants_with_due_schedules(), tells_people=True)


@shared_task(name="invoices.send_reminders")
def send_reminders() -> None:
    """Remind the clients of overdue invoices on their tenants' reminder days."""
    age_tenants(remind_clients, tenants_with_overdue_invoices(), tells_people=True)
