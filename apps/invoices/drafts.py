"""What may be done to a document while it is a draft: fill it, change it. The same for quotes and invoices."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from apps.audit.services import apply_changes, record
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_later, insert_rows, new_row
from apps.core.money import Tax, Totals
from apps.core.search import search_key
from apps.core.texts import say
from apps.invoices.applications import settle_applications
from apps.invoices.documents import AnyDocument, Document
from apps.invoices.lines import (
    UNNAMED_TAX,
    LineContent,
    copy_lines,
    describe_lines,
    new_lines,
    price_document,
    read_lines,
    stored_lines,
)
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of
from apps.tenants.numbering import take_number

DRAFT, SENT = "draft", "sent"
FIGURES = ("subtotal", "tax_amount", "total_amount")


def check_first_status(status: str) -> None:
    """A document begins as a draft, or as one that is sent at once."""
    if status not in (DRAFT, SENT):
        raise RuleViolation(
            say("A new document is 'draft' or 'sent', not {status!r}.", status=status),
            code="illegal_status",
            field="status",
        )


def refuse_move(document: Document, status: str, legal: Sequence[str]) -> RuleViolation:
    """The refusal of a status that cannot follow the present one; it names those that can."""
    message = (
        say(
            "{document} is {now} and cannot become {status}. It can become {legal}.",
            document=document,
            now=document.status,
            status=status,
            legal=" / ".join(legal),
        )
        if legal
        else say(
            "{document} is {now} and stays so; no status can be set from here.", document=document, now=document.status
        )
    )
    return RuleViolation(message, code="illegal_move")


def create_draft(
    *,
    actor: Actor,
    model: type[AnyDocument],
    days: int,
    client: Client,
    line_items: Sequence[Mapping[str, Any]] = (),
    issue_date: date | None = None,
    currency: str | None = None,
    tax_amount: Decimal | None = None,
    **fields: Any,
) -> AnyDocument:
    """A new document with its number and lines, priced and recorded.

    Without dates it is issued today in the tenant's timezone and its last day is `days` later; the currency is the
    tenant's unless given. A line that says nothing about tax has the tenant's default tax, unless the document's
    `tax_amount` is given.
    """
    issued_on = issue_date or today_of(actor)
    document = new_row(
        model,
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        client=client,
        issue_date=issued_on,
        currency=currency or actor.acting_tenant.preferences.currency,
        **fields,
    )
    if fields.get(model.last_day_name) is None:
        setattr(document, model.last_day_name, last_day_after(issued_on, days))
    _check_days(document)
    contents = read_lines(
        line_items,
        currency=document.currency,
        default_taxes=default_taxes(actor) if tax_amount is None else (),
    )
    contents = settle_applications(document, contents)
    totals = price_document(document, contents, given_tax_amount=tax_amount)
    document.set_balance()
    store_document(actor=actor, document=document, contents=contents, totals=totals)
    return document


def store_document(
    *,
    actor: Actor,
    document: Document,
    contents: Sequence[LineContent],
    totals: Totals,
    references: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Number and store a new, priced document with its lines, and record it. `references` are further line fields."""
    number_name = f"{document.kind}_number"
    lines = new_lines(document, contents, totals, references)
    number = take_number(actor=actor, kind=document.kind, on=document.issue_date, rows=[document, *lines])
    setattr(document, number_name, number)
    document.search_text = _search_text(number, contents)
    insert_later([document])
    insert_later(lines)
    record(
        actor=actor,
        action="create",
        target=document,
        new={
            number_name: number,
            "client": document.client_id,
            "status": document.status,
            "currency": document.currency,
            "total_amount": document.total_amount,
        },
    )


def copy_content(document: Document, *, applications: bool = False) -> dict[str, Any]:
    """Client, lines and texts of a document, as `create_draft` takes them for another.

    The applications that its lines are for go along only where the other one takes its place.
    """
    lines = copy_lines(document)
    return {
        "client": document.client,
        "line_items": lines if applications else [{**line, "customer_application_id": None} for line in lines],
        "currency": document.currency,
        "tax_amount": None if document.taxes else document.tax_amount,
        "tax_mode": document.tax_mode,
        "prices_include_tax": document.prices_include_tax,
        "terms": document.terms,
        "notes": document.notes,
    }


def last_day_after(day: date, days: int) -> date:
    """The day so many days later; the last there is where the calendar ends."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def change_draft(*, actor: Actor, document: Document, changes: dict[str, Any]) -> None:
    """Change a locked document and record what differs. What says nothing new passes; on any but a draft, nothing else.

    `line_items`, when given, replace all lines and are read as in `create_draft`.
    """
    given_lines = changes.pop("line_items", None)
    default = default_taxes(actor) if changes.get("tax_amount") is None else ()
    tax_amount = changes.pop("tax_amount", None if document.taxes else document.tax_amount)
    before = stored_lines(document)
    figures = {name: getattr(document, name) for name in FIGURES}
    old, new = apply_changes(document, changes)
    _check_days(document)
    contents = (
        before if given_lines is None else read_lines(given_lines, currency=document.currency, default_taxes=default)
    )
    if contents != before or "client" in new:
        contents = settle_applications(document, contents)
    totals = price_document(document, contents, given_tax_amount=tax_amount)
    for name, figure in figures.items():
        if getattr(document, name) != figure:
            old[name], new[name] = figure, getattr(document, name)
    if contents != before:
        old["line_items"], new["line_items"] = describe_lines(before), describe_lines(contents)
    if not new:
        return
    if document.status != DRAFT:
        _refuse_edit(document, new)
    document.set_balance()
    document.search_text = _search_text(str(document), contents)
    document.save()
    document.line_items.all().delete()
    insert_rows(new_lines(document, contents, totals))
    record(actor=actor, action="update", target=document, old=old, new=new)


def _refuse_edit(document: Document, new: Mapping[str, Any]) -> None:
    names = {"document": document, "status": document.status, "fields": ", ".join(sorted(new))}
    message = (
        say("{document} is {status}; only a draft can be edited ({fields}). Correct it by a credit note.", **names)
        if document.kind == "invoice"
        else say("{document} is {status}; only a draft can be edited ({fields}). Duplicate it.", **names)
    )
    raise RuleViolation(message, code="not_a_draft")


def _check_days(document: Document) -> None:
    last, last_name = document.last_day, document.last_day_name
    for name, day in (("issue_date", document.issue_date), (last_name, last)):
        check_day(day, field=name)
    if last < document.issue_date:
        days = {"last": last, "first": document.issue_date}
        message = (
            say("The due date {last} lies before the issue date {first}.", **days)
            if document.kind == "invoice"
            else say("The expiry date {last} lies before the issue date {first}.", **days)
        )
        raise RuleViolation(message, code="dates_reversed", field=last_name)


def default_taxes(actor: Actor) -> tuple[Tax, ...]:
    """The tenant's tax on lines that say nothing about tax; a default rate of 0 is none."""
    preferences = actor.acting_tenant.preferences
    rate = Decimal(preferences.default_tax_rate)
    return (Tax(preferences.default_tax_name or UNNAMED_TAX, rate),) if rate else ()


def _search_text(number: str, contents: Sequence[LineContent]) -> str:
    return search_key(number, *(content.description for content in contents))
