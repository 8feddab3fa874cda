"""Every change of an invoice."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.money import ZERO, round_money
from apps.core.texts import say
from apps.invoices.drafts import (
    change_draft,
    check_first_status,
    copy_content,
    create_draft,
    last_day_after,
    refuse_move,
)
from apps.invoices.importing.files import forget_imported_file
from apps.invoices.issuing import issue_document
from apps.invoices.lines import remember_rows
from apps.invoices.locks import lock_row
from apps.invoices.models import Invoice
from apps.invoices.valuation import value_settlement
from apps.tenants.actors import Actor
from apps.tenants.days import today_of
from apps.tenants.numbering import propose_number, void_number

Status = Invoice.Status
AGEING_BATCH = 500


@transaction.atomic
def create_invoice(*, actor: Actor, status: str = Status.DRAFT, **content: Any) -> Invoice:
    """A new invoice with the content that `create_draft` reads; with status `sent` it is sent at once.

    Without a due date it is due after the tenant's payment terms.
    """
    check_first_status(status)
    days = actor.acting_tenant.preferences.payment_terms_days
    invoice = create_draft(actor=actor, model=Invoice, days=days, **content)
    remember_rows(invoice, "payments", [])
    if status == Status.SENT:
        issue_document(actor=actor, document=invoice)
    return invoice


@transaction.atomic
def change_invoice(*, actor: Actor, invoice: Invoice, status: str | None = None, **changes: Any) -> Invoice:
    """Change a draft, or move any invoice to another status. 409 on edits of an issued invoice and illegal moves."""
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    change_draft(actor=actor, document=invoice, changes=changes)
    if status is not None and status != invoice.status:
        _move(actor, invoice, status)
    return invoice


@transaction.atomic
def delete_draft(*, actor: Actor, invoice: Invoice) -> None:
    """Delete a draft; its number goes to the register of void numbers. 409 for an issued invoice."""
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    if invoice.status != Status.DRAFT:
        raise RuleViolation(
            say(
                "{invoice} is {status}; only a draft can be deleted. Cancel it while nothing is paid, or correct it by "
                "a credit note.",
                invoice=invoice,
                status=invoice.status,
            ),
            code="not_a_draft",
        )
    void_number(actor=actor, kind="invoice", number=invoice.invoice_number)
    forget_imported_file(actor=actor, invoice=invoice)
    record(actor=actor, action="delete", target=invoice, old={"invoice_number": invoice.invoice_number})
    invoice.delete()


@transaction.atomic
def send_invoice(*, actor: Actor, invoice: Invoice) -> Invoice:
    """Freeze a draft and e-mail it to the client, who may have no address. 409 unless it is a draft with lines."""
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    _move(actor, invoice, Status.SENT)
    return invoice


@transaction.atomic
def cancel_invoice(*, actor: Actor, invoice: Invoice) -> Invoice:
    """Cancel an issued invoice on which nothing is paid or credited; it keeps its number. 409 otherwise."""
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    _move(actor, invoice, Status.CANCELLED)
    return invoice


@transaction.atomic
def duplicate_invoice(*, actor: Actor, invoice: Invoice) -> Invoice:
    """A new draft of today with the client, lines and texts of an invoice in any status."""
    return create_invoice(actor=actor, **copy_content(invoice))


def propose_invoice(*, actor: Actor, invoice_date: date | None = None) -> dict[str, Any]:
    """The number and dates that an invoice issued on a day (today) would get now; nothing is taken."""
    issued_on = invoice_date or today_of(actor)
    return {
        "invoice_number": propose_number(actor=actor, kind="invoice", on=issued_on),
        "invoice_date": issued_on,
        "issue_date": issued_on,
        "due_date": last_day_after(issued_on, actor.acting_tenant.preferences.payment_terms_days),
        "currency": actor.acting_tenant.preferences.currency,
    }


def settle_invoice(*, actor: Actor, invoice: Invoice) -> None:
    """Bring credited and paid amount, balance and status of a locked invoice in line with what was booked on it.

    Paid is what payments brought, less what became the client's credit, with what credit was applied. What was gained
    or lost by exchange follows.
    """
    payments, entries = list(invoice.payments.all()), list(invoice.credit_entries.all())
    credited = invoice.credit_notes.aggregate(total=Sum("total_amount"), base=Sum("base_total_amount"))
    names = ("credited_amount", "paid_amount", "balance", "status")
    old = {name: getattr(invoice, name) for name in names}
    invoice.credited_amount = credited["total"] or ZERO
    paid = sum((payment.invoice_amount for payment in payments), ZERO)
    invoice.paid_amount = paid - sum((entry.amount for entry in entries), ZERO)
    invoice.set_balance()
    if invoice.exchange_rate is not None:
        invoice.set_base_balance(credited=round_money(credited["base"] or ZERO, invoice.base_currency))
    invoice.status = invoice.status_by(today_of(actor))
    invoice.save(update_fields=[*names, "base_credited_amount", "base_paid_amount", "base_balance", "updated_at"])
    new = {name: getattr(invoice, name) for name in names if getattr(invoice, name) != old[name]}
    record(actor=actor, action="update", target=invoice, old={name: old[name] for name in new}, new=new)
    value_settlement(actor=actor, invoice=invoice, payments=payments, entries=entries)


def mark_overdue_invoices(*, actor: Actor) -> int:
    """Mark the tenant's issued invoices whose due date has passed. Answers how many; skips those locked just now."""
    today = today_of(actor)
    late = Q(status__in=[Status.SENT, Status.PARTIAL], balance__gt=0, due_date__lt=today)
    marked = 0
    while invoices := _mark_overdue(actor, late):
        marked += invoices
    return marked


def lock_invoice(*, actor: Actor, pk: int) -> Invoice:
    """The invoice as it is now, locked until the transaction ends."""
    invoice: Invoice = lock_row(Invoice, actor=actor, pk=pk)
    return invoice


def _move(actor: Actor, invoice: Invoice, status: str) -> None:
    legal: list[str] = []
    if invoice.status == Status.DRAFT:
        legal = [Status.SENT]
    elif invoice.status in Invoice.OPEN and not (invoice.paid_amount or invoice.credited_amount):
        legal = [Status.CANCELLED]
    if status not in legal:
        raise refuse_move(invoice, status, legal)
    if status == Status.SENT:
        issue_document(actor=actor, document=invoice)
    else:
        old = {"status": invoice.status}
        invoice.status = Status.CANCELLED
        invoice.save(update_fields=["status", "updated_at"])
        record(actor=actor, action="cancel", target=invoice, old=old, new={"status": invoice.status})


@transaction.atomic
def _mark_overdue(actor: Actor, late: Q) -> int:
    rows = Invoice.unscoped.filter(late, tenant_id=actor.acting_tenant_id)
    invoices = list(rows.select_for_update(skip_locked=True, no_key=True).order_by("pk")[:AGEING_BATCH])
    Invoice.unscoped.filter(pk__in=[invoice.pk for invoice in invoices]).update(
        status=Status.OVERDUE, updated_at=timezone.now()
    )
    for invoice in invoices:
        record(
            actor=actor,
            action="update",
            target=invoice,
            old={"status": invoice.status},
            new={"status": Status.OVERDUE},
        )
    return len(invoices)
