"""Documents and reminders by e-mail."""

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from apps.audit.models import AuditLog
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.invoices.documents import Document
from apps.invoices.locks import lock_row
from apps.invoices.models import Invoice
from apps.invoices.rendering import file_name, render_file, wording_of
from apps.invoices.selectors import document_of_job
from apps.jobs.registry import handlers
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant

LinkMaker = Callable[[Actor, Document], str]
link_makers: list[LinkMaker] = []
"""Who makes a public link to a document, if anybody does."""


def register_mail(model: type[Document]) -> None:
    """Make the job known that mails a kind of document."""

    def email(run: JobRun) -> dict[str, Any]:
        return email_document(actor=run.actor, document=document_of_job(run.job, model), order=str(run.job.job_id))

    handlers[_mail_kind(model)] = email


def start_mail(*, actor: Actor, document: Document) -> None:
    """Queue the mail of a document to its client, where the client has an address."""
    if document.client.email:
        start_job(actor=actor, kind=_mail_kind(type(document)), document_id=document.pk)


def email_document(*, actor: Actor, document: Document, order: str, occasion: str = "") -> dict[str, Any]:
    """E-mail an issued document to its client, the PDF attached. Answers `{recipient, sent}`.

    `order` names the order to send it: the same order carried out again sends nothing once the mail server has taken
    the mail. Should a worker die between that and noting it, the second mail has the first one's Message-ID, by which
    mail servers drop it. `occasion` chooses other words than those of the document's kind. Refuses a client without an
    address.
    """
    recipient = document.client.email
    if not recipient:
        raise RuleViolation(f"{document.client} has no e-mail address.", code="no_address")
    if _was_carried_out(actor, document, order):
        return {"recipient": recipient, "sent": False}
    with transaction.atomic():  # no link stays of a mail that was not taken
        link = _link(actor, document)
        _compose(document, actor.acting_tenant, order, occasion or document.kind, link).send()
    with transaction.atomic():
        locked: Document = lock_row(type(document), actor=actor, pk=document.pk)
        locked.emailed_at = timezone.now()
        locked.save(update_fields=["emailed_at", "updated_at"])
        record(actor=actor, action="email", target=locked, new={"recipient": recipient, "order": order})
    return {"recipient": recipient, "sent": True}


def email_reminder(*, actor: Actor, invoice: Invoice, order: str) -> dict[str, Any]:
    """Remind the client of an overdue invoice, as `email_document` does; nothing once it is overdue no more."""
    if invoice.status != Invoice.Status.OVERDUE:
        return {"recipient": invoice.client.email, "sent": False}
    return email_document(actor=actor, document=invoice, order=order, occasion="reminder")


def _mail_kind(model: type[Document]) -> str:
    return f"{model._meta.app_label}.email_{model.kind}"


def _was_carried_out(actor: Actor, document: Document, order: str) -> bool:
    """The event log is what remembers the mails."""
    return AuditLog.unscoped.filter(
        tenant_id=actor.acting_tenant_id,
        resource_type=document._meta.model_name,
        resource_id=str(document.pk),
        action="email",
        new_values__order=order,
    ).exists()


def _link(actor: Actor, document: Document) -> str:
    """The sentence with a public link to the document, where the tenant wants one in its mails."""
    wanted = actor.acting_tenant.preferences.links_in_mails
    words = wording_of(actor.acting_tenant).words
    if not wanted or not link_makers or f"mail_link_{document.kind}" not in words:
        return ""
    return words[f"mail_link_{document.kind}"].format(url=link_makers[0](actor, document)) + "\n\n"


def _compose(document: Document, tenant: Tenant, order: str, occasion: str, link: str) -> EmailMessage:
    wording, reply_to = wording_of(tenant), tenant.preferences.email
    facts = {
        "name": document.client.name,
        "company": tenant.name,
        "number": str(document),
        "day": wording.day(document.last_day),
        "total": wording.money(document.amount_due, document.currency),
    }
    greeting, text, closing = (wording.words[f"mail_{part}"] for part in ("greeting", occasion, "closing"))
    mail = EmailMessage(
        # A line break in a name must not begin another header.
        subject=" ".join(wording.words[f"mail_{occasion}_subject"].format(**facts).split()),
        body=f"{greeting.format(**facts)}\n\n{text.format(**facts)}\n\n{link}{closing}\n{tenant.name}\n",
        to=[document.client.email],
        reply_to=[reply_to] if reply_to else [],
        headers={"Message-ID": f"<{order}@{tenant.domain}>"},
    )
    mail.attach(file_name(document, "pdf"), render_file(document, tenant, "pdf"), "application/pdf")
    return mail
