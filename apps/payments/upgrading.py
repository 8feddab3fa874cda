"""Documents that were issued before there were seals and exchange rates, brought to what is issued today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from apps.audit.services import record
from apps.core.money import ZERO, round_money
from apps.currencies.rates import Rates
from apps.invoices.chain import document_models
from apps.invoices.crediting import value_note
from apps.invoices.documents import Document
from apps.invoices.models import CreditEntry, CreditNote, Invoice
from apps.invoices.sealing import seal_stored
from apps.invoices.selectors import documents_to_print
from apps.invoices.services import lock_invoice, settle_invoice
from apps.payments.models import Payment
from apps.payments.services import VALUES, value_payment
from apps.tenants.actors import Actor

BATCH = 500
Seen = Callable[[int], Any]


@dataclass
class Upgrade:
    """What was done, and which documents wait for an exchange rate: `(number, currency, day)`."""

    sealed: int = 0
    valued: int = 0
    waiting: list[tuple[str, str, str]] = field(default_factory=list)


def count_outdated(tenant_id: int) -> int:
    """How many issued documents of a tenant that is bound lack a seal or a rate."""
    return sum(_outdated(model, tenant_id).count() for model in document_models().values())


def upgrade_documents(*, actor: Actor, seen: Seen = lambda count: None) -> Upgrade:
    """Seal what was issued without a seal, in the order of its numbers, and give a rate to what has none: that of its
    day of issue. Called again it does what is left; a document without a rate of its day is left and told.
    """
    upgrade, rates = Upgrade(), Rates(actor)
    # Credit notes have the rate of their invoice.
    kinds = sorted(document_models().values(), key=lambda model: model is CreditNote)
    for model in kinds:
        last = 0
        while batch := list(_outdated(model, actor.acting_tenant_id).filter(pk__gt=last)[:BATCH]):
            last = batch[-1].pk
            _upgrade_batch(actor, rates, batch, upgrade)
            seen(len(batch))
    return upgrade


def _outdated(model: type[Document], tenant_id: int) -> Any:
    rows = documents_to_print(model, tenant_id).exclude(status="draft")
    return rows.filter(content_hash="") | rows.filter(exchange_rate=None)


@transaction.atomic
def _upgrade_batch(actor: Actor, rates: Rates, batch: list[Document], upgrade: Upgrade) -> None:
    ready = []
    for document in batch:
        if isinstance(document, CreditNote):
            earlier = CreditNote.unscoped.filter(invoice=document.invoice, pk__lt=document.pk).order_by("pk")
            has_rate = document.invoice.exchange_rate is not None
            if has_rate:
                value_note(document, earlier=list(earlier))
                document.save(update_fields=[*document.value_fields])
        else:
            has_rate = rates.find(document.currency, document.issue_date) is not None
        if has_rate:
            ready.append(document)
        else:
            upgrade.waiting.append((str(document), document.currency, document.issue_date.isoformat()))
    unsealed = [document for document in ready if not document.content_hash]
    seal_stored(actor=actor, documents=unsealed)
    upgrade.sealed += len(unsealed)
    for document in ready:
        if document.exchange_rate is None:
            document.freeze_value(rates)
            document.save(update_fields=[*document.value_fields])
        new = {name: getattr(document, name) for name in ("content_hash", "exchange_rate", "base_total_amount")}
        record(actor=actor, action="upgrade", target=document, new=new)
        upgrade.valued += 1
    invoices = {document.invoice_id if isinstance(document, CreditNote) else document.pk
                for document in ready if isinstance(document, Invoice | CreditNote)}  # fmt: skip
    for pk in sorted(invoices):
        _value_settlement(actor, rates, pk)


def _value_settlement(actor: Actor, rates: Rates, pk: int) -> None:
    """Value what moved on an invoice and what its client was refunded, and settle it anew; what came on a day without a
    rate stays as it is."""
    invoice = lock_invoice(actor=actor, pk=pk)
    for payment in Payment.unscoped.filter(invoice=invoice, base_amount=None):
        payment.invoice = invoice
        if rates.find(payment.currency, payment.payment_date) is not None:
            value_payment(actor=actor, payment=payment, invoice_amount=payment.invoice_amount)
            payment.save(update_fields=list(VALUES))
            record(actor=actor, action="upgrade", target=payment, new={"base_amount": payment.base_amount})
    entries = CreditEntry.unscoped.filter(client_id=invoice.client_id, base_amount=None)
    for entry in entries.filter(Q(invoice=invoice) | Q(invoice=None)):
        # A refund has the rate of its day, what an invoice moved that of the invoice.
        rate = invoice.exchange_rate if entry.invoice_id else rates.find(entry.currency, entry.entry_date)
        if rate is not None:
            rates.freeze(entry, currency=entry.currency, day=entry.entry_date, rate=rate)
            entry.base_amount, entry.exchange_gain = rates.value(entry.amount, rate), round_money(ZERO, rates.base)
            entry.save(update_fields=["base_currency", "exchange_rate", "base_amount", "exchange_gain"])
            record(actor=actor, action="upgrade", target=entry, new={"base_amount": entry.base_amount})
    if invoice.status in Invoice.ISSUED:
        settle_invoice(actor=actor, invoice=invoice)
