"""Documents and reminders by e-mail: messages of the outbox, with the PDF made when they are sent."""

from collections.abc import Callable, Sequence
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_noop

from apps.audit.services import record
from apps.invoices.documents import Document
from apps.invoices.models import CreditNote, Invoice
from apps.invoices.rendering import file_name, render_file, wording_of
from apps.invoices.selectors import documents_to_print
from apps.notifications.channels.outcomes import NotWanted
from apps.notifications.kinds import Attachment, Kind, kinds
from apps.notifications.models import Notification
from apps.notifications.services.queueing import queue_notification
from apps.notifications.templating import Wordable, fill, wordable, written_by
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant

REMINDER = "invoices.email_reminder"
PLACES = ("name", "company", "number", "day", "total", "link")
TITLES = {
    "invoice": gettext_noop("An invoice"),
    "quote": gettext_noop("A quote"),
    "credit_note": gettext_noop("A credit note"),
    "reminder": gettext_noop("An invoice is overdue"),
}
LinkMaker = Callable[[Actor, Document], str]
link_makers: list[LinkMaker] = []
"""Who makes a public link to a document, if anybody does."""


def register_mail(model: type[Document]) -> None:
    """Make known what the mails of a kind of document carry, and what is noted once they are sent."""

    def prepare(actor: Actor, notification: Notification) -> Sequence[Attachment]:
        return _prepare(actor, notification, model)

    def note(actor: Actor, notification: Notification) -> None:
        _note_mail(actor, notification, model)

    for kind in _occasions(model):
        kinds[kind] = Kind(prepare, note)


def register_words(model: type[Document]) -> None:
    """Make known that a company may write the mails of a kind of document in its own words."""
    for kind, occasion in _occasions(model).items():
        wordable[kind] = Wordable(TITLES[occasion], PLACES, partial(_standard, occasion))


def start_mail(*, actor: Actor, document: Document) -> None:
    """Queue the mail of a document to its client, where the client has an address; also in quiet hours."""
    if document.client.email:
        _queue(actor, document, _mail_kind(type(document)), is_urgent=True)


def start_reminder(*, actor: Actor, invoice: Invoice) -> None:
    """Queue a reminder of an overdue invoice to its client. It is cancelled if the invoice is overdue no more then."""
    _queue(actor, invoice, REMINDER, is_urgent=False)


def _queue(actor: Actor, document: Document, kind: str, *, is_urgent: bool) -> None:
    subject, body = _written(document, actor.acting_tenant, kind)
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
        raise NotWanted("The document is gone.")
    if notification.kind == REMINDER and document.status != Invoice.Status.OVERDUE:
        raise NotWanted("{document} is not overdue any more.", document=document)
    tenant = actor.acting_tenant
    notification.subject, notification.body = _written(document, tenant, notification.kind)
    notification.save(update_fields=["subject", "body"])
    # Only the mail has the link: no token is kept.
    _, notification.body = _written(document, tenant, notification.kind, _link(actor, document))
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


def _occasions(model: type[Document]) -> dict[str, str]:
    """The kinds of mails about a kind of document, each with its name in the words."""
    occasions = {_mail_kind(model): model.kind}
    return occasions | {REMINDER: "reminder"} if model is Invoice else occasions


def _mail_kind(model: type[Document]) -> str:
    return f"{model._meta.app_label}.email_{model.kind}"


def _written(document: Document, tenant: Tenant, kind: str, link: str = "") -> tuple[str, str]:
    """Subject and body in the tenant's own words or language, with the sentence of a link."""
    wording = wording_of(tenant)
    facts = {
        "name": document.client.name,
        "company": tenant.name,
        "number": str(document),
        "day": wording.day(document.last_day),
        "total": wording.money(document.amount_due, document.currency),
        "link": link,
    }
    own = written_by(tenant, kind, facts)
    subject, body = own or (fill(text, facts) for text in wordable[kind].standard(tenant))
    # A line break in a name must not begin another header.
    return " ".join(subject.split())[:300], body


def _standard(occasion: str, tenant: Tenant) -> tuple[str, str]:
    words = wording_of(tenant).words
    greeting, text, closing = (words[f"mail_{part}"] for part in ("greeting", occasion, "closing"))
    return words[f"mail_{occasion}_subject"], f"{greeting}\n\n{text}\n\n{{link}}{closing}\n{{company}}\n"


register_words(Invoice)
register_words(CreditNote)
