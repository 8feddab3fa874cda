"""Reminders of documents that expire, on the days ahead that the tenant's settings name."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from apps.audit.models import AuditLog
from apps.audit.services import record
from apps.documents.models import Document
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import Actor
from apps.tenants.days import today_of

EMAIL_EXPIRY: Final = "documents.email_expiry"
_BATCH: Final = 500
_FARTHEST: Final = timedelta(days=366)


def tenants_with_expiring_documents() -> set[int]:
    """The tenants with a document that expires within a year; asked of the operators' role."""
    today = timezone.now().date()
    expiring = Document.unscoped.using("ops").filter(
        expiration_date__range=(today - timedelta(days=1), today + _FARTHEST)
    )
    return set(expiring.values_list("tenant_id", flat=True).distinct())


def remind_of_expiry(*, actor: Actor) -> int:
    """Start a reminder for each of the tenant's documents that has come closer to its last day than another of the
    reminder days. Answers how many. A document that passed several at once is reminded of once; an expired one never.
    """
    days = sorted(set(actor.acting_tenant.preferences.expiry_reminder_days), reverse=True)
    reminded = 0
    for reached, ahead in enumerate(days, start=1):
        while started := _remind_batch(actor, reached, ahead, later=days[reached:]):
            reminded += started
    return reminded


@transaction.atomic
def _remind_batch(actor: Actor, reached: int, ahead: int, later: Iterable[int]) -> int:
    today = today_of(actor)
    next_ahead = max(later, default=-1)
    due = Document.unscoped.filter(
        tenant_id=actor.acting_tenant_id,
        expiration_date__gt=today + timedelta(days=next_ahead),
        expiration_date__lte=today + timedelta(days=ahead),
        expiry_reminders__lt=reached,
    )
    documents: list[Any] = list(
        due.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:_BATCH]
    )
    for document in documents:
        document.expiry_reminders = reached
        document.save(update_fields=["expiry_reminders", "updated_at"])
        left = (document.expiration_date - today).days
        record(actor=actor, action="remind", target=document, new={"days_left": left})
        start_job(actor=actor, kind=EMAIL_EXPIRY, document_id=document.pk)
    return len(documents)


@handles(EMAIL_EXPIRY)
def email_expiry_job(run: JobRun) -> dict[str, Any]:
    """Mail the reminder to whoever keeps the document's application, else to the company. Once for each job."""
    document = (
        Document.unscoped.filter(tenant_id=run.job.tenant_id, pk=run.arguments["document_id"])
        .select_related("doc_type", "customer_application__customer", "customer_application__owner")
        .first()
    )
    if document is None or document.expiration_date is None:
        return {"recipient": "", "sent": False}
    keeper = document.customer_application.owner
    tenant, order = run.actor.acting_tenant, str(run.job.job_id)
    recipient = keeper.email if keeper and keeper.is_active else tenant.preferences.email
    sent = AuditLog.unscoped.filter(
        tenant_id=run.job.tenant_id, resource_type="document", resource_id=str(document.pk), new_values__order=order
    )
    if not recipient or sent.exists():
        return {"recipient": recipient, "sent": False}
    customer = document.customer_application.customer.name
    EmailMessage(
        # A line break in a name must not begin another header.
        subject=" ".join(f"{document.doc_type} of {customer} expires on {document.expiration_date}".split()),
        body=(
            f"{document.doc_type} {document.doc_number}".strip()
            + f" of {customer}, in application {document.customer_application},"
            + f" expires on {document.expiration_date:%d %B %Y}.\n\n{tenant.name}\n"
        ),
        to=[recipient],
        headers={"Message-ID": f"<{order}@{tenant.domain}>"},
    ).send()
    record(actor=run.actor, action="email", target=document, new={"recipient": recipient, "order": order})
    return {"recipient": recipient, "sent": True}
