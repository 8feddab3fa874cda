"""Reminders of overdue invoices, on the days after the due date that the tenant's settings name."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from apps.audit.services import record
from apps.currencies.rates import ONE, Rates, exchanged
from apps.invoices.mail import start_reminder
from apps.invoices.models import Invoice
from apps.invoices.rendering import wording_of
from apps.invoices.services import create_invoice
from apps.tenants.actors import Actor
from apps.tenants.days import today_of

BATCH = 500


def remind_clients(*, actor: Actor) -> int:
    """Queue a reminder for each of the tenant's overdue invoices that has reached another reminder day.

    Answers how many reached one. An invoice that passed several at once is reminded of once. A client without an e-mail
    address is sent nothing, but charged the late fee like any other.
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
    )
    if later:
        due = due.filter(due_date__gt=today - timedelta(days=later[0]))
    locked = due.select_related("client").select_for_update(of=("self",), skip_locked=True, no_key=True)
    invoices = list(locked.order_by("pk")[:BATCH])
    for invoice in invoices:
        invoice.reminders_sent = reached
        invoice.save(update_fields=["reminders_sent", "updated_at"])
        is_mailed = bool(invoice.client.email)
        new = {"days_overdue": (today - invoice.due_date).days, "mailed": is_mailed}
        record(actor=actor, action="remind", target=invoice, new=new)
        if is_mailed:
            start_reminder(actor=actor, invoice=invoice)
        _charge_late_fee(actor, invoice, reached)
    return len(invoices)


def _charge_late_fee(actor: Actor, invoice: Invoice, reached: int) -> None:
    """Issue the fee of a reminder as an invoice of its own: untaxed, in the invoice's currency by today's rate, never
    for a fee. Without a rate the log says so."""
    fees = actor.acting_tenant.preferences.late_fees
    if invoice.late_fee_for_id or reached > len(fees) or not Decimal(fees[reached - 1]):
        return
    rate = Rates(actor).find(invoice.currency, today_of(actor))
    if rate is None:
        new = {"late_fee": fees[reached - 1], "reason": f"there is no exchange rate of {invoice.currency}"}
        record(actor=actor, action="skip_late_fee", target=invoice, new=new)
        return
    fee = exchanged(Decimal(fees[reached - 1]), ONE, invoice.currency, rate)
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
