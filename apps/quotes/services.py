"""Every change of a quote."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.money import ZERO
from apps.core.removal import removing
from apps.core.texts import say
from apps.invoices.drafts import change_draft, check_first_status, copy_content, create_draft, refuse_move
from apps.invoices.issuing import issue_document
from apps.invoices.locks import lock_row
from apps.invoices.mail import register_words
from apps.invoices.models import Invoice
from apps.invoices.rendering import wording_of
from apps.invoices.services import create_invoice
from apps.quotes.deposits import final_content, invoice_deposit
from apps.quotes.models import Quote
from apps.tenants.actors import Actor
from apps.tenants.days import today_of
from apps.tenants.numbering import void_number

Status = Quote.Status
AGEING_BATCH = 500
PERCENT = Decimal("0.01")
"""The decimals that a deposit's percentage is kept with."""
MOVES: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (Status.SENT,),
    Status.SENT: (Status.ACCEPTED, Status.REJECTED),
    Status.ACCEPTED: (),
    Status.REJECTED: (),
    Status.EXPIRED: (),
}
VERBS = {Status.ACCEPTED: "accept", Status.REJECTED: "reject"}
DELETABLE = (Status.DRAFT, Status.REJECTED, Status.EXPIRED)
register_words(Quote)


@transaction.atomic
def create_quote(*, actor: Actor, status: str = Status.DRAFT, deposit_percent: Decimal = ZERO, **content: Any) -> Quote:
    """A new quote with the content that `create_draft` reads; with status `sent` it is sent at once.

    Without an expiry date it is valid for as long as the tenant's settings say.
    """
    check_first_status(status)
    days = actor.acting_tenant.preferences.quote_validity_days
    percent = deposit_percent.quantize(PERCENT)
    quote = create_draft(actor=actor, model=Quote, days=days, deposit_percent=percent, **content)
    if status == Status.SENT:
        _move(actor, quote, Status.SENT)
    return quote


@transaction.atomic
def change_quote(*, actor: Actor, quote: Quote, status: str | None = None, **changes: Any) -> Quote:
    """Change a draft, or move any quote to another status. 409 on edits of any but a draft and on illegal moves."""
    quote = lock_quote(actor=actor, pk=quote.pk)
    change_draft(actor=actor, document=quote, changes=changes)
    if status is not None and status != quote.status:
        _move(actor, quote, status)
    return quote


@transaction.atomic
def delete_quote(*, actor: Actor, quote: Quote) -> None:
    """Delete a quote that binds nobody: a draft, a rejected or an expired one. Its number stays void.

    409 otherwise, and where its client answered it by a link.
    """
    quote = lock_quote(actor=actor, pk=quote.pk)
    if quote.status not in DELETABLE:
        raise RuleViolation(
            say(
                "{quote} is {status}; only a quote that is {deletable} can be deleted.",
                quote=quote,
                status=quote.status,
                deletable=", ".join(DELETABLE),
            ),
            code="not_deletable",
        )
    if quote.decisions.exists():
        raise RuleViolation(
            say(
                "{quote} was answered by its client over a link, which is kept as evidence; so is the quote.",
                quote=quote,
            ),
            code="not_deletable",
        )
    void_number(actor=actor, kind="quote", number=quote.quote_number)
    record(actor=actor, action="delete", target=quote, old={"quote_number": quote.quote_number, "status": quote.status})
    with removing():
        quote.delete()


@transaction.atomic
def move_quote(*, actor: Actor, quote: Quote, status: str) -> Quote:
    """Send (with an e-mail to the client), accept or reject a quote; an accepted one has its deposit invoiced.

    409 naming the legal moves where the present status does not allow it.
    """
    quote = lock_quote(actor=actor, pk=quote.pk)
    _move(actor, quote, status)
    return quote


@transaction.atomic
def duplicate_quote(*, actor: Actor, quote: Quote) -> Quote:
    """A new draft of today with the client, lines and texts of a quote in any status."""
    return create_quote(actor=actor, **copy_content(quote))


@transaction.atomic
def convert_quote(*, actor: Actor, quote: Quote) -> tuple[Invoice, bool]:
    """The invoice of an accepted quote, and whether it was made just now: a draft of today with the quote's lines.

    409 unless the quote is accepted. However often and at once it is asked, there is one invoice.
    """
    quote = lock_quote(actor=actor, pk=quote.pk)
    if quote.invoice is not None:
        return quote.invoice, False
    if quote.status != Status.ACCEPTED:
        raise RuleViolation(
            say("{quote} is {status}; only an accepted quote can become an invoice.", quote=quote, status=quote.status),
            code="not_accepted",
        )
    content = final_content(quote, wording_of(actor.acting_tenant))
    invoice = create_invoice(actor=actor, **content)
    quote.invoice = invoice
    quote.save(update_fields=["invoice", "updated_at"])
    record(actor=actor, action="convert", target=quote, new={"invoice": invoice})
    return invoice, True


def expire_quotes(*, actor: Actor) -> int:
    """Expire the tenant's sent quotes whose expiry date has passed. Answers how many; skips those locked just now."""
    expired = 0
    while quotes := _expire_batch(actor):
        expired += quotes
    return expired


def lock_quote(*, actor: Actor, pk: int) -> Quote:
    """The quote as it is now, locked until the transaction ends."""
    quote: Quote = lock_row(Quote, actor=actor, pk=pk)
    return quote


def _move(actor: Actor, quote: Quote, status: str) -> None:
    legal = MOVES[quote.status_by(today_of(actor))]
    if status not in legal:
        raise refuse_move(quote, status, legal)
    if status == Status.SENT:
        issue_document(actor=actor, document=quote)
        return
    old = {"status": quote.status}
    quote.status = status
    quote.save(update_fields=["status", "updated_at"])
    record(actor=actor, action=VERBS[Status(status)], target=quote, old=old, new={"status": quote.status})
    if status == Status.ACCEPTED and (deposit := invoice_deposit(actor=actor, quote=quote)):
        quote.deposit_invoice = deposit
        quote.save(update_fields=["deposit_invoice", "updated_at"])


@transaction.atomic
def _expire_batch(actor: Actor) -> int:
    late = Quote.unscoped.filter(tenant_id=actor.acting_tenant_id, status=Status.SENT, expiry_date__lt=today_of(actor))
    quotes = list(late.select_for_update(skip_locked=True, no_key=True).order_by("pk")[:AGEING_BATCH])
    Quote.unscoped.filter(pk__in=[quote.pk for quote in quotes]).update(
        status=Status.EXPIRED, updated_at=timezone.now()
    )
    for quote in quotes:
        record(
            actor=actor,
            action="update",
            target=quote,
            old={"status": quote.status},
            new={"status": Status.EXPIRED},
        )
    return len(quotes)
