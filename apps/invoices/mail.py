"""Invoices and reminders by e-mail."""

from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from apps.audit.models import AuditLog
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.money import format_money
from apps.invoices.locks import lock_row
from apps.invoices.models import Invoice
from apps.invoices.rendering import file_name, render_invoice
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant


def email_invoice(*, actor: Actor, invoice: Invoice, order: str) -> dict[str, Any]:
    """E-mail an issued invoice to its client, the PDF attached. Answers `{recipient, sent}`.

    `order` names the order to send it: the same order carried out again sends nothing once the mail server has taken
    the mail. Should a worker die between that and noting it, the second mail has the first one's Message-ID, by which
    mail servers drop it. Refuses a client without an address.
    """
    total = f"{format_money(invoice.balance, invoice.currency)} {invoice.currency}"
    return _send(
        actor,
        invoice,
        order,
        subject=f"Invoice {invoice} from {actor.acting_tenant.name}",
        text=f"please find attached our invoice {invoice} over {total}, due on {invoice.due_date.isoformat()}.",
    )


def email_reminder(*, actor: Actor, invoice: Invoice, order: str) -> dict[str, Any]:
    """Remind the client of an overdue invoice, as `email_invoice` does; nothing once it is overdue no more."""
    if invoice.status != Invoice.Status.OVERDUE:
        return {"recipient": invoice.client.email, "sent": False}
    open_amount = f"{format_money(invoice.balance, invoice.currency)} {invoice.currency}"
    return _send(
        actor,
        invoice,
        order,
        subject=f"Reminder: invoice {invoice} from {actor.acting_tenant.name}",
        text=(
            f"our invoice {invoice} was due on {invoice.due_date.isoformat()}; {open_amount} are still open. "
            "You find it attached. If your payment is on its way, please disregard this reminder."
        ),
    )


def _send(actor: Actor, invoice: Invoice, order: str, *, subject: str, text: str) -> dict[str, Any]:
    recipient = invoice.client.email
    if not recipient:
        raise RuleViolation(f"{invoice.client} has no e-mail address.", code="no_address")
    if _was_carried_out(actor, invoice, order):
        return {"recipient": recipient, "sent": False}
    _compose(invoice, actor.acting_tenant, order, subject, text).send()
    with transaction.atomic():
        locked: Invoice = lock_row(Invoice, actor=actor, pk=invoice.pk)
        locked.emailed_at = timezone.now()
        locked.save(update_fields=["emailed_at", "updated_at"])
        record(actor=actor, action="email", target=locked, new={"recipient": recipient, "order": order})
    return {"recipient": recipient, "sent": True}


def _was_carried_out(actor: Actor, invoice: Invoice, order: str) -> bool:
    """The event log is what remembers the mails."""
    return AuditLog.unscoped.filter(
        tenant_id=actor.acting_tenant_id,
        resource_type="invoice",
        resource_id=str(invoice.pk),
        action="email",
        new_values__order=order,
    ).exists()


def _compose(invoice: Invoice, tenant: Tenant, order: str, subject: str, text: str) -> EmailMessage:
    reply_to = tenant.preferences.email
    mail = EmailMessage(
        # A line break in a name must not begin another header.
        subject=" ".join(subject.split()),
        body=f"Dear {invoice.client.name},\n\n{text}\n\nKind regards\n{tenant.name}\n",
        to=[invoice.client.email],
        reply_to=[reply_to] if reply_to else [],
        headers={"Message-ID": f"<{order}@{tenant.domain}>"},
    )
    mail.attach(file_name(invoice, "pdf"), render_invoice(invoice, tenant, "pdf"), "application/pdf")
    return mail
