"""Documents and reminders by e-mail: messages of the outbox, with the PDF made when they are sent."""

from collections.abc import Callable, Sequence

from django.utils import timezone

from apps.audit.services import record
from apps.invoices.documents import Document
from apps.invoices.models import Invoice
from apps.invoices.rendering import file_name, render_file, wording_of
from apps.invoices.selectors import documents_to_print
from apps.notifications.kinds import Attachment, Kind, NotWanted, kinds
from apps.notifications.models import Notification
from apps.notifications.services.queueing import queue_notification
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant

REMINDER = "invoices.email_reminder"
LinkMaker = Callable[[Actor, Document], str]
link_makers: list[LinkMaker] = []
"""Who makes a public link to a document, if anybody does."""


def register_mail(model: type[Document]) -> None:
    """Make known what the mails of a kind of document carry, and what is noted once they are sent."""

    def prepare(actor: Actor, notification: Notification) -> Sequence[Attachment]:
        return _prepare(actor, notification, model)

    def note(actor: Actor, notification: Notification) -> None:
        _note_mail(actor, notification, model)

    kinds[_mail_kind(model)] = Kind(prepare, note)
    if model is Invoice:
        kinds[REMINDER] = Kind(prepare, note)


def start_mail(*, actor: Actor, document: Document) -> None:
    """Queue the mail of a document to its client, where the client has an address; also in quiet hours."""
    if document.client.email:
        _queue(actor, document, _mail_kind(type(document)), document.kind, is_urgent=True)


def start_reminder(*, actor: Actor, invoice: Invoice) -> None:
    """Queue a reminder of an overdue invoice to its client. It is cancelled if the invoice is overdue no more then."""
    _queue(actor, invoice, REMINDER, "reminder", is_urgent=False)


def _queue(actor: Actor, document: Document, kind: str, occasion: str, *, is_urgent: bool) -> None:
    subject, body = _written(document, actor.acting_tenant, occasion)
    queue_notification(
        actor=actor,
        kind=kind,
        channel=Notification.Channel.EMAIL,
        recipient=document.client.email,
        subject=subject,
        body=body,
        client=document.client,
        payload={"document": document.pk},
        is_urgent=is_urgent,
    )


def _prepare(actor: Actor, notification: Notification, model: type[Document]) -> Sequence[Attachment]:
    """The PDF; the text is written anew, since the amount due may have changed while the mail waited."""
    document = documents_to_print(model, notification.tenant_id).filter(pk=notification.payload["document"]).first()
    if document is None:
        raise NotWanted(f"The {model._meta.verbose_name} is gone.")
    occasion = document.kind
    if notification.kind == REMINDER:
        occasion = "reminder"
        if document.status != Invoice.Status.OVERDUE:
            raise NotWanted(f"{document} is not overdue any more.")
    tenant = actor.acting_tenant
    notification.subject, notification.body = _written(document, tenant, occasion)
    notification.save(update_fields=["subject", "body"])
    # Only the mail has the link: no token is kept.
    _, notification.body = _written(document, tenant, occasion, _link(actor, document))
    return [Attachment(file_name(document, "pdf"), render_file(document, tenant, "pdf"), "application/pdf")]


def _link(actor: Actor, document: Document) -> str:
    """The sentence with a new public link to the document, where the tenant wants one in its mails."""
    words = wording_of(actor.acting_tenant).words
    sentence = words.get(f"mail_link_{document.kind}")
    if not actor.acting_tenant.preferences.links_in_mails or not link_makers or sentence is None:
        return ""
    return sentence.format(url=link_makers[0](actor, document)) + "\n\n"


def _note_mail(actor: Actor, notification: Notification, model: type[Document]) -> None:
    rows = model.unscoped.select_for_update(no_key=True, of=("self",))
    locked: Document | None = rows.filter(pk=notification.payload["document"]).first()
    if locked is None:
        return
    locked.emailed_at = timezone.now()
    locked.save(update_fields=["emailed_at", "updated_at"])
    new = {"recipient": notification.recipient, "notification": notification.pk}
    record(actor=actor, action="email", target=locked, new=new)


def _mail_kind(model: type[Document]) -> str:
    return f"{model._meta.app_label}.email_{model.kind}"


def _written(document: Document, tenant: Tenant, occasion: str, link: str = "") -> tuple[str, str]:
    """Subject and body in the tenant's own words, with the sentence of a link."""
    wording = wording_of(tenant)
    facts = {
        "name": document.client.name,
        "company": tenant.name,
        "number": str(document),
        "day": wording.day(document.last_day),
        "total": wording.money(document.amount_due, document.currency),
    }
    greeting, text, closing = (wording.words[f"mail_{part}"] for part in ("greeting", occasion, "closing"))
    # A line break in a name must not begin another header.
    subject = " ".join(wording.words[f"mail_{occasion}_subject"].format(**facts).split())
    return subject, f"{greeting.format(**facts)}\n\n{text.format(**facts)}\n\n{link}{closing}\n{tenant.name}\n"
