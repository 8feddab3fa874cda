"""What runs by the clock. Importing the services makes their kinds of jobs known to the worker."""

from celery import shared_task

from apps.documents.services.categorizing import forget_old_files, tenants_with_old_files
from apps.documents.services.expiry import remind_of_expiry, tenants_with_expiring_documents
from apps.tenants.ageing import age_tenants


@shared_task(name="documents.remind_of_expiry")
def remind() -> None:
    """Remind of documents that expire, on their tenants' reminder days."""
    age_tenants(remind_of_expiry, tenants_with_expiring_documents(), tells_people=True)


@shared_task(name="documents.forget_categorizations")
def forget() -> None:
    """Delete the categorisations that nobody came back to, with their files."""
    age_tenants(forget_old_files, tenants_with_old_files())
