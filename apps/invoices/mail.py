"""Invoices by e-mail."""

from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.money import format_money
from apps.invoices.models import Invoice
from apps.invoices.rendering import file_name, render_invoice
from apps.invoices.services import lock_invoice
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant


def email_invoice(*, actor: Actor, invoice: Invoice, key: str) -> dict[str, Any]:
    """E-mail an issued invoice to its client, the PDF attached. Answers `{recipient, sent}`.

    `key` names the order to send it: the same order carried out again sends nothing once the mail server has taken the
    mail. Should a worker die between that and noting it, the second mail has the first one's Message-ID, by which mail
    servers drop it. Refuses a client without an address.
    """
    recipient = invoice.client.email
    if not recipient:
        raise RuleViolation(f"{invoice.client} has no e-mail address.", code="no_address")
    if invoice.email_key == key:
        return {"recipient": recipient, "sent": False}
    compose_mail(invoice, actor.acting_tenant, key).send()
    with transaction.atomic():
        invoice = lock_invoice(actor=actor, pk=invoice.pk)
        invoice.emailed_at, invoice.email_key = timezone.now(), key
        invoice.save(update_fields=["emailed_at", "email_key", "updated_at"])
        record(actor=actor, action="email", target=invoice, new={"recipient": recipient})
    return {"recipient": recipient, "sent": True}


def compose_mail(invoice: Invoice, tenant: Tenant, key: str) -> EmailMessage:
    """The mail to the invoice's client."""
    preferences = tenant.preferences
    total = f"{format_money(invoice.balance, invoice.currency)} {invoice.currency}"
    mail = EmailMessage(
        # A line break in a name must not begin another header.
        subject=" ".join(f"Invoice {invoice} from {tenant.name}".split()),
        body=(
            f"Dear {invoice.client.name},\n\nplease find attached our invoice {invoice} over {total}, "
            f"due on {invoice.due_date.isoformat()}.\n\nKind regards\n{tenant.name}\n"
        ),
        to=[invoice.client.email],
        reply_to=[preferences.email] if preferences.email else [],
        headers={"Message-ID": f"<{key}@{tenant.domain}>"},
    )
    mail.attach(file_name(invoice, "pdf"), render_invoice(invoice, tenant), "application/pdf")
    return mail
