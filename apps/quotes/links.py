"""Links by which clients read a document, and accept or decline a quote, without logging in."""

from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.limits import count_attempt
from apps.core.texts import say
from apps.invoices.documents import Document
from apps.invoices.models import Invoice
from apps.quotes.models import PublicLink, Quote, QuoteDecision
from apps.quotes.services import lock_quote, move_quote
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.days import today_of
from apps.tenants.models import Tenant

GOOD_FOR = timedelta(days=90)
GUESSES_AN_HOUR = 60
GONE = HTTPStatus.GONE


@transaction.atomic
def create_link(
    *,
    actor: Actor,
    quote: Quote | None = None,
    invoice: Invoice | None = None,
    expires_at: datetime | None = None,
) -> PublicLink:
    """A link to an issued quote or invoice, good for 90 days unless given; its `token` is known this once.

    400 unless exactly one document is named, and for a time that has passed; 409 for a draft.
    """
    if (quote is None) == (invoice is None):
        raise RuleViolation("Name a quote or an invoice, one of the two.", code="required", field="quote")
    document = quote or invoice
    if document is not None and not document.content_hash:
        raise RuleViolation(
            say("{document} was not sent yet; only then is there anything to show.", document=document),
            code="not_issued",
        )
    until = expires_at or timezone.now() + GOOD_FOR
    if until <= timezone.now():
        raise RuleViolation(
            say("{until:%Y-%m-%d %H:%M} has passed.", until=until), code="out_of_range", field="expires_at"
        )
    token = token_urlsafe(32)
    link = PublicLink(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        quote=quote,
        invoice=invoice,
        token_hash=hash_token(token),
        expires_at=until,
    )
    insert_row(link)
    link.token = token
    record(actor=actor, action="create", target=link, new={"quote": quote, "invoice": invoice, "expires_at": until})
    return link


def link_for_mail(actor: Actor, document: Document) -> str:
    """The address of a new link for the mail of a quote or invoice; those of earlier mails stay good."""
    named: dict[str, Any] = {document.kind: document}
    return str(create_link(actor=actor, **named).url)


@transaction.atomic
def revoke_link(*, actor: Actor, publiclink: PublicLink) -> None:
    """End a link at once. It stays listed, with its views."""
    if publiclink.revoked_at is None:
        publiclink.revoked_at = timezone.now()
        publiclink.save(update_fields=["revoked_at", "updated_at"])
        record(actor=actor, action="revoke", target=publiclink, new={"revoked_at": publiclink.revoked_at})


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()


def find_link(token: str, *, address: str) -> PublicLink:
    """The link of a token, whatever its tenant. 404 for none, 429 for an address that guesses, 410 once it is over."""
    link: PublicLink | None = PublicLink.unscoped.using("ops").filter(token_hash=hash_token(token)).first()
    if link is None:
        guesses, seconds = count_attempt(f"public-link:{address}", 3600)
        if guesses > GUESSES_AN_HOUR:
            raise RuleViolation(
                say("Too many attempts: try again in {seconds} s.", seconds=seconds), code="throttled", status=429
            )
        raise RuleViolation("There is no such page.", code="not_found", status=HTTPStatus.NOT_FOUND)
    if link.revoked_at is not None or link.expires_at <= timezone.now():
        raise RuleViolation("This link is no longer valid.", code="link_gone", status=GONE)
    return link


def note_view(*, actor: Actor, link: PublicLink, user_agent: str) -> None:
    """Count that the page was opened, and leave a line in the log."""
    with transaction.atomic():
        PublicLink.unscoped.filter(pk=link.pk).update(views=F("views") + 1, last_viewed_at=timezone.now())
        record(actor=actor, action="view", target=link, new={"user_agent": user_agent[:300]})


@transaction.atomic
def decide_quote(
    *, tenant: Tenant, link: PublicLink, status: str, name: str, address: str, user_agent: str
) -> QuoteDecision:
    """Accept or reject the quote of a link in somebody's name, and keep the evidence: when, from where, of what.

    400 without a name, 410 for an expired quote, 409 for one that was decided on.
    """
    actor = SystemActor(tenant)
    if link.quote_id is None:
        raise RuleViolation("Only a quote is accepted or declined.", code="not_a_quote", status=HTTPStatus.NOT_FOUND)
    signed = " ".join(name.split())
    if not 0 < len(signed) <= 200 or not signed.isprintable():
        raise RuleViolation("A name of at most 200 characters is needed.", code="required", field="name")
    quote = lock_quote(actor=actor, pk=link.quote_id)
    if quote.status_by(today_of(actor)) == Quote.Status.EXPIRED:
        raise RuleViolation(
            say("{quote} expired on {day}.", quote=quote, day=quote.expiry_date), code="expired", status=GONE
        )
    quote = move_quote(actor=actor, quote=quote, status=status)
    decision = QuoteDecision(
        tenant_id=tenant.pk,
        quote=quote,
        link_id=link.pk,
        decision=status,
        name=signed,
        ip_address=address,
        user_agent=user_agent[:500],
        content_hash=quote.content_hash,
    )
    insert_row(decision)
    record(actor=actor, action=f"{status} by link", target=quote, new={"name": signed, "hash": quote.content_hash})
    return decision


def document_of(link: PublicLink) -> Document:
    """What the link shows. The tenant must be bound."""
    rows = (Quote if link.quote_id else Invoice).unscoped.select_related("client").prefetch_related("line_items")
    key: Any = link.quote_id or link.invoice_id
    document: Document | None = rows.filter(pk=key).first()
    if document is None:
        raise RuleViolation("This document is gone.", code="link_gone", status=GONE)
    return document
