"""Reminders of overdue invoices, on the days after the due date that the tenant's settings name."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from apps.audit.services import record
from apps.core.money import ZERO, round_money
from apps.invoices.mail import start_reminder
from apps.invoices.models import Invoice
from apps.invoices.rendering import wording_of
from apps.invoices.services import create_invoice
from apps.tenants.actors import Actor
from apps.tenants.days import today_of

BATCH = 500


def remind_clients(*, actor: Actor) -> int:
    """Queue a reminder for each of the tenant's overdue invoices that has reached another reminder day.

    Answers how many. An invoice that passed several at once is reminded of once; one whose client has no e-mail
    address never.
    """
    reminded = 0
    for reached, days in enumerate(sorted(set(actor.acting_tenant.preferences.reminder_days)), start=1):
        while started := _remind_batch(actor, reached, days):
            reminded += started
    return reminded


@transaction.atomic
def _remind_batch(actor: Actor, reached: int, days: int) -> int:
    later = sorted(set(actor.acting_tenant.preferences.reminder_days))[reached:]
    today = today_of(actor)
    due = Invoice.unscoped.filter(
        tenant_id=actor.acting_tenant_id,
        status=Invoice.Status.OVERDUE,
        balance__gt=0,
        due_date__lte=today - timedelta(days=days),
        reminders_sent__lt=reached,
    ).exclude(client__email="")
    if later:
        due = due.filter(due_date__gt=today - timedelta(days=later[0]))
    invoices = list(due.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:BATCH])
    for invoice in invoices:
        invoice.reminders_sent = reached
        invoice.save(update_fields=["reminders_sent", "updated_at"])
        record(actor=actor, action="remind", target=invoice, new={"days_overdue": (today - invoice.due_date).days})
        start_reminder(actor=actor, invoice=invoice)
        _charge_late_fee(actor, invoice, reached)
    return len(invoices)


def _charge_late_fee(actor: Actor, invoice: Invoice, reached: int) -> None:
    """Issue the fee of a reminder as an invoice of its own: untaxed, in the tenant's currency, never for a fee."""
    preferences = actor.acting_tenant.preferences
    fees = preferences.late_fees
    fee = round_money(Decimal(fees[reached - 1]), preferences.currency) if reached <= len(fees) else ZERO
    if not fee or invoice.late_fee_for_id or invoice.currency != preferences.currency:
        return
    title = wording_of(actor.acting_tenant).words["late_fee"].format(number=invoice)
    line = {"description": title, "quantity": Decimal(1), "unit_price": fee, "taxes": []}
    create_invoice(
        actor=actor,
        client=invoice.client,
        status="sent",
        currency=invoice.currency,
        line_items=[line],
        late_fee_for=invoice,
    )
