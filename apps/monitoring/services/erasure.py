"""A person is erased: what only described the person goes, what the law has a company keep stays under a pseudonym."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections, models, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.users import delete_user
from apps.audit.models import AuditLog
from apps.audit.services import MASK, record
from apps.clients.models import Client, Interaction
from apps.clients.services import index_client, lock_client
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.documents.models import (
    ApplicationWorkflow,
    CategorizedFile,
    CustomerApplication,
    Document,
    DocumentVersion,
)
from apps.documents.services.files import forget_file
from apps.integrations.models import WebhookDelivery
from apps.invoices.models import Invoice, InvoiceImport, RecurringInvoice
from apps.notifications.models import Notification, WhatsAppMessage
from apps.quotes.models import PublicLink
from apps.scheduling.google.items import mark_rows, wake_account
from apps.scheduling.models import CalendarEvent, Reminder, Task
from apps.scheduling.tasks import EXCHANGED
from apps.tenants.actors import Actor

ERASED: Final = "[erased]"
_SHORTEST: Final = 4
"""Shorter values stand in too many texts to tell a person."""
_IDENTIFYING: Final = ("name", "email", "phone", "contact_person", "tax_number", "passport_number", "address")
_PERSONAL: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("first_name", "last_name", *_IDENTIFYING, "notes", "source", "nationality", "gender"), ""),
    **dict.fromkeys(("passport_expiration_date", "birthdate", "follow_up_date"), None),
}
_OF_APPLICATION: Final = "customer_application__customer"
_TEXTS: Final[tuple[tuple[type[Any], str, Mapping[str, Any]], ...]] = (
    (Interaction, "client", {"subject": ERASED, "description": ""}),
    (CustomerApplication, "customer", {"notes": "", "close_reason": ""}),
    (ApplicationWorkflow, _OF_APPLICATION, {"notes": ""}),
    (
        Document,
        _OF_APPLICATION,
        {"doc_number": "", "details": "", "ocr": None, "filename": "", "file": "", "expiration_date": None},
    ),
    (CalendarEvent, _OF_APPLICATION, {"title": ERASED, "description": ""}),
    (Task, _OF_APPLICATION, {"title": ERASED, "notes": ""}),
    (Reminder, f"calendar_event__{_OF_APPLICATION}", {"title": ERASED}),
    (InvoiceImport, "invoice__client", {"filename": ERASED, "file": "", "readings": {}, "warnings": []}),
)
"""Rows that stay, and what of them is overwritten."""
_GONE: Final[tuple[tuple[type[Any], str], ...]] = (
    (DocumentVersion, f"document__{_OF_APPLICATION}"),
    (CategorizedFile, f"categorization__{_OF_APPLICATION}"),
    (Notification, "client"),
    (Notification, _OF_APPLICATION),
    (WhatsAppMessage, "client"),
)
"""Rows that are nothing but a file of the person, or a message, and go."""


@dataclass(frozen=True)
class Erasure:
    """How many rows of each kind were overwritten or deleted, and how many events of the log were masked."""

    rows: dict[str, int]
    events: int


def erase_client(*, actor: Actor, client: Client) -> Erasure:
    """Overwrite what describes a client, delete the files, mask the log. The row stays, so that books still add up.

    Issued documents keep the buyer that they were issued to: the law asks for it, and their seals hold it. 409 while
    something is open on them, or a schedule would invoice the person again. May be called again, should it have been
    interrupted.
    """
    with transaction.atomic():
        client = lock_client(actor=actor, pk=client.pk)
        _refuse_open_business(client)
        telling = [str(getattr(client, name)) for name in _IDENTIFYING] + [client.company]
        touched: dict[str, list[int]] = defaultdict(list, client=[client.pk])
        for name, value in _PERSONAL.items():
            setattr(client, name, value)
        client.name = client.first_name = f"{ERASED} {client.pk}"
        if telling[0] == client.name:
            telling = []
        client.company = ""
        index_client(client)
        client.save()
        for model, path in _GONE:
            for row in _rows_of(model, path, client):
                if hasattr(row, "file"):
                    forget_file(row.file.name)
                touched[model._meta.model_name].append(row.pk)
                row.delete()
        for model, path in ((Document, _OF_APPLICATION), (InvoiceImport, "invoice__client")):
            for row in _rows_of(model, path, client).exclude(file=""):
                forget_file(row.file.name)
                # A table of several invoices tells of the person whosever invoice is asked for its file.
                model.unscoped.filter(tenant_id=client.tenant_id, file=row.file.name).update(file="")
        for model, path, texts in _TEXTS:
            rows = _rows_of(model, path, client)
            touched[model._meta.model_name] += rows.values_list("pk", flat=True)
            rows.model.unscoped.filter(tenant_id=client.tenant_id, pk__in=touched[model._meta.model_name]).update(
                **texts
            )
        links = models.Q(invoice__client=client) | models.Q(quote__client=client)
        open_links = PublicLink.unscoped.filter(links, tenant_id=client.tenant_id, revoked_at=None)
        touched["publiclink"] += open_links.values_list("pk", flat=True)
        open_links.update(revoked_at=timezone.now())
        for kind, ids in touched.items():
            # What was sent to other systems stands in the log of what was sent.
            WebhookDelivery.unscoped.filter(
                tenant_id=client.tenant_id, resource_type=kind, resource_id__in=map(str, ids)
            ).delete()
        _follow_at_google(client.tenant_id, touched)
        counts = {kind: len(ids) for kind, ids in touched.items() if ids}
        record(actor=actor, action="erase", target=client, new={"rows": counts})
    return Erasure(counts, _mask_events(client.tenant_id, touched, telling))


def erase_user(*, actor: Actor, user: User) -> Erasure:
    """Delete a user and mask what the log says of them; their events keep the bare id. As `delete_user` refuses."""
    telling = [user.email, user.username, user.first_name, user.last_name, user.pending_email]
    pk, tenant_id = user.pk, user.tenant_id
    avatar = user.avatar.name
    with transaction.atomic():
        forget_file(avatar)
        # Those with the user in their columns go with the user.
        links = Notification.unscoped.filter(tenant_id=tenant_id, kind__startswith="accounts.", payload__user=pk)
        links.delete()
        delete_user(actor=actor, user=user)
        record(actor=actor, action="erase", target=User(pk=pk), new={"rows": {"user": 1}})
    masked = _mask_events(tenant_id, {"user": [pk]}, telling)
    AuditLog.unscoped.using("ops").filter(tenant_id=tenant_id, user_id=pk).update(ip_address="")
    return Erasure({"user": 1}, masked)


def _refuse_open_business(client: Client) -> None:
    rows = {"tenant_id": client.tenant_id, "client": client}
    if owed := Invoice.unscoped.filter(**rows, status__in=Invoice.OPEN).count():
        raise RuleViolation(
            say("Open invoices of this client: {number}. Settle, credit or cancel them first.", number=owed),
            code="has_open_invoices",
        )
    if running := RecurringInvoice.unscoped.filter(**rows).exclude(status=RecurringInvoice.Status.ENDED).count():
        raise RuleViolation(
            say("Schedules that would invoice this client again: {number}. End them first.", number=running),
            code="has_schedules",
        )


def _rows_of(model: type[Any], path: str, client: Client) -> Any:
    return model.unscoped.filter(tenant_id=client.tenant_id, **{path: client})


def _follow_at_google(tenant_id: int, touched: Mapping[str, Iterable[int]]) -> None:
    """Have what colleagues see of the person in their own calendars overwritten too."""
    for name, kind in EXCHANGED.items():
        for account_id in mark_rows(tenant_id, kind, list(touched.get(name, ()))):
            wake_account(tenant_id, account_id)


def _mask_events(tenant_id: int, touched: Mapping[str, Iterable[int]], telling: Iterable[str]) -> int:
    """Mask in the tenant's log all texts of the touched rows, and elsewhere those that tell the person.

    The log is append-only for the app; this is the one exception, made by the role that runs the installation.
    """
    words = sorted({word for word in telling if len(word) >= _SHORTEST})
    own = {(kind, str(pk)) for kind, ids in touched.items() for pk in ids}
    masked = 0
    with transaction.atomic("ops"), connections["ops"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM audit_auditlog WHERE tenant_id = %(tenant)s AND action <> 'erase' AND ("
            "(resource_type, resource_id) IN (SELECT * FROM unnest(%(kinds)s::text[], %(ids)s::text[])) OR EXISTS ("
            "SELECT FROM unnest(%(words)s::text[]) w WHERE strpos(old_values::text || new_values::text, w) > 0))",
            {
                "tenant": tenant_id,
                "kinds": [kind for kind, _ in sorted(own)],
                "ids": [pk for _, pk in sorted(own)],
                "words": [json.dumps(word, ensure_ascii=False)[1:-1] for word in words],
            },
        )
        found = [pk for (pk,) in cursor.fetchall()]
        for event in AuditLog.unscoped.using("ops").filter(pk__in=found).iterator():
            is_own = (event.resource_type, event.resource_id) in own
            values = [_masked(old, words, everything=is_own) for old in (event.old_values, event.new_values)]
            if values != [event.old_values, event.new_values]:
                event.old_values, event.new_values = values
                event.save(update_fields=["old_values", "new_values"], using="ops")
                masked += 1
    return masked


def _masked(value: Any, words: Iterable[str], *, everything: bool) -> Any:
    match value:
        case dict():
            return {name: _masked(inner, words, everything=everything) for name, inner in value.items()}
        case list():
            return [_masked(inner, words, everything=everything) for inner in value]
        case str() if everything or any(word in value for word in words):
            return MASK
    return value
