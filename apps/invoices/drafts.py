"""What may be done to a document while it is a draft: fill it, change it. The same for quotes and invoices."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.search import search_key
from apps.invoices.documents import Document
from apps.invoices.lines import LineContent, describe_lines, insert_lines, price_document, read_lines, stored_lines
from apps.tenants.actors import Actor
from apps.tenants.days import FIRST_DAY as FIRST_DAY
from apps.tenants.days import LAST_DAY as LAST_DAY
from apps.tenants.days import check_day
from apps.tenants.days import today_of as today_of
from apps.tenants.numbering import take_number

DRAFT, SENT = "draft", "sent"
FIGURES = ("subtotal", "tax_amount", "total_amount")


def check_first_status(status: str) -> None:
    """A document begins as a draft, or as one that is sent at once."""
    if status not in (DRAFT, SENT):
        raise RuleViolation(
            f"A new document is {DRAFT!r} or {SENT!r}, not {status!r}.", code="illegal_status", field="status"
        )


def refuse_move(document: Document, status: str, legal: Sequence[str]) -> RuleViolation:
    """The refusal of a status that cannot follow the present one; it names those that can."""
    name = document._meta.model_name
    article = "an" if name == "invoice" else "a"
    moves = f"It can become {' or '.join(legal)}." if legal else "No status can be set from here."
    return RuleViolation(
        f"{article.capitalize()} {name} that is {document.status} cannot become {status}. {moves}",
        code="illegal_move",
    )


def store_draft(
    *, actor: Actor, document: Document, line_items: Sequence[Mapping[str, Any]], tax_amount: Any, last_day: str
) -> None:
    """Price, number and store a new document with its lines, and record it. `last_day` names its due or expiry date."""
    _check_days(document, last_day)
    contents = read_lines(line_items, currency=document.currency)
    totals = price_document(document, contents, given_tax_amount=tax_amount)
    document.set_balance()
    kind = document._meta.model_name or ""
    number = take_number(actor=actor, kind=kind, on=document.issue_date)
    setattr(document, f"{kind}_number", number)
    document.search_text = _search_text(number, contents)
    document.save(force_insert=True)
    insert_lines(document, contents, totals)
    record(
        actor=actor,
        action="create",
        target=document,
        new={
            f"{kind}_number": number,
            "client": document.client_id,
            "status": document.status,
            "currency": document.currency,
            "total_amount": document.total_amount,
        },
    )


def change_draft(*, actor: Actor, document: Document, changes: dict[str, Any], last_day: str) -> None:
    """Change a locked document and record what differs. What says nothing new passes; on any but a draft, nothing else.

    `line_items`, when given, replace all lines.
    """
    given_lines = changes.pop("line_items", None)
    tax_amount = changes.pop("tax_amount", None if document.taxes else document.tax_amount)
    before = stored_lines(document)
    figures = {name: getattr(document, name) for name in FIGURES}
    old, new = apply_changes(document, changes)
    _check_days(document, last_day)
    contents = before if given_lines is None else read_lines(given_lines, currency=document.currency)
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
    insert_lines(document, contents, totals)
    record(actor=actor, action="update", target=document, old=old, new=new)


def _refuse_edit(document: Document, new: Mapping[str, Any]) -> None:
    remedy = "Correct it by a credit note" if document._meta.model_name == "invoice" else "Duplicate it"
    raise RuleViolation(
        f"{document} is {document.status}; only a draft can be edited ({', '.join(sorted(new))}). {remedy}.",
        code="not_a_draft",
    )


def _check_days(document: Document, last_day: str) -> None:
    last: date = getattr(document, last_day)
    for name, day in (("issue_date", document.issue_date), (last_day, last)):
        check_day(day, field=name)
    if last < document.issue_date:
        label = last_day.replace("_", " ")
        raise RuleViolation(
            f"The {label} {last} lies before the issue date {document.issue_date}.",
            code="dates_reversed",
            field=last_day,
        )


def _search_text(number: str, contents: Sequence[LineContent]) -> str:
    return search_key(number, *(content.description for content in contents))
