"""Removing invoices for good, by the platform's operators. What is gone stays told: events, void numbers."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.removal import removing
from apps.core.texts import say
from apps.invoices.client_credit import withdraw_entry
from apps.invoices.importing.files import forget_imported_file
from apps.invoices.lines import describe_lines, stored_lines
from apps.invoices.models import Invoice
from apps.invoices.services import lock_invoice
from apps.tenants.actors import Actor
from apps.tenants.numbering import void_number

MAX_BULK = 1000


def preview_deletion(invoice: Invoice) -> dict[str, Any]:
    """What a forced deletion of the invoice would take with it, and what it would leave without its invoice."""
    return {
        "id": invoice.pk,
        "invoice_number": invoice.invoice_number,
        "status": invoice.status,
        "total_amount": invoice.total_amount,
        "paid_amount": invoice.paid_amount,
        "can_delete": invoice.status == Invoice.Status.DRAFT,
        "line_items": invoice.line_items.count(),
        "payments": invoice.payments.count(),
        "quotes": invoice.quotes.count(),
        "credit_notes": invoice.credit_notes.count(),
        "credit_entries": invoice.credit_entries.count(),
    }


@transaction.atomic
def force_delete_invoice(*, actor: Actor, invoice: Invoice) -> dict[str, Any]:
    """Remove an invoice in any status with its lines, payments, credit notes and what these brought to the client's
    credit. Answers what was removed. 409 where that credit was used.

    Its number goes to the register of void numbers; the event keeps figures, lines and payments.
    """
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    removed = preview_deletion(invoice)
    payments = list(invoice.payments.all())
    record(
        actor=actor,
        action="force_delete",
        target=invoice,
        old=removed
        | {
            "client": invoice.client_id,
            "issue_date": invoice.issue_date,
            "due_date": invoice.due_date,
            "line_items": describe_lines(stored_lines(invoice)),
            "payments": [
                {"id": payment.pk, "amount": payment.amount, "payment_date": payment.payment_date}
                for payment in payments
            ],
        },
    )
    for payment in payments:
        record(actor=actor, action="delete", target=payment, old={"invoice": invoice, "amount": payment.amount})
        payment.delete()
    for entry in invoice.credit_entries.order_by("amount"):  # what was applied comes back before what brought it goes
        withdraw_entry(actor=actor, entry=entry)
    void_number(actor=actor, kind="invoice", number=invoice.invoice_number)
    forget_imported_file(actor=actor, invoice=invoice)
    with removing():
        for note in invoice.credit_notes.all():
            void_number(actor=actor, kind="credit_note", number=note.credit_note_number)
            record(actor=actor, action="delete", target=note, old={"total_amount": note.total_amount})
            note.delete()
        invoice.delete()
    return removed


def delete_invoices(*, actor: Actor, ids: Sequence[int]) -> dict[str, Any]:
    """Force-delete invoices by their ids, each in a transaction of its own. Answers `{deleted, skipped, reasons}`."""
    if len(ids) > MAX_BULK:
        raise RuleViolation(
            say("At most {most} ids at once, not {count}.", most=MAX_BULK, count=len(ids)), code="too_many", field="ids"
        )
    found = Invoice.unscoped.filter(tenant_id=actor.acting_tenant_id).in_bulk(ids)
    reasons = []
    for pk in dict.fromkeys(ids):
        try:
            if pk not in found:
                raise RuleViolation("There is no such invoice.", code="not_found", status=404)
            force_delete_invoice(actor=actor, invoice=found[pk])
        except RuleViolation as exc:
            reasons.append({"id": pk, "message": exc.message})
    return {"deleted": len(set(ids)) - len(reasons), "skipped": len(reasons), "reasons": reasons}
