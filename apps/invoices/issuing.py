"""A draft goes out: frozen, sealed, recorded, mailed. The same for every kind of document."""

from django.utils import timezone

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.invoices.documents import Document
from apps.invoices.drafts import DRAFT, SENT
from apps.invoices.mail import start_mail
from apps.invoices.sealing import SEALED, seal_documents
from apps.tenants.actors import Actor
from apps.tenants.days import today_of

ISSUED = (*SEALED, "status", "sent_at", "updated_at")


def issue_document(*, actor: Actor, document: Document) -> None:
    """Issue a locked draft: from now on the database refuses a change of what it says. 409 without lines, 400 without
    an exchange rate of its currency.

    Its status is `sent`, or what the day makes of that; its client is sent a mail, where there is an address.
    """
    if not document.line_items.all():
        raise RuleViolation(
            say("{document} has no lines; add what it is for before sending it.", document=document), code="no_lines"
        )
    document.sent_at, document.status = timezone.now(), SENT
    document.status = document.status_by(today_of(actor))
    seal_documents(actor=actor, documents=[document])
    document.save(update_fields=[*ISSUED, *document.value_fields])
    record(actor=actor, action="send", target=document, old={"status": DRAFT}, new={"status": document.status})
    start_mail(actor=actor, document=document)
