"""A client's statement of account: what was claimed, credited, paid and paid back, and what is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.money import MoneyError, minor_units, sum_money
from apps.core.rendering import DocumentContent, DocumentLine, Party, render_document
from apps.core.rendering.wording import Wording
from apps.core.texts import say
from apps.invoices.models import CreditEntry, CreditNote, Invoice
from apps.invoices.rendering import wording_of
from apps.invoices.sealing import buyer_of, seller_of
from apps.payments.models import Payment
from apps.tenants.actors import Actor
from apps.tenants.days import today_of
from apps.tenants.models import Tenant


@dataclass(frozen=True)
class Entry:
    """A line of a statement. `kind` is invoice, credit_note, payment or refund; `amount` is negative for what the
    client owes less."""

    date: date
    kind: str
    number: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Statement:
    client: Client
    currency: str
    first: date | None
    last: date
    opening_balance: Decimal
    entries: tuple[Entry, ...]
    closing_balance: Decimal


@dataclass(frozen=True)
class _Movement:
    date: date
    rank: int
    pk: int
    kind: str
    number: str
    amount: Decimal


def statement_of(
    *, actor: Actor, client: Client, currency: str | None = None, first: date | None = None, last: date | None = None
) -> Statement:
    """The client's account in one currency, from `first` (the beginning) to `last` (today), of the rows that the actor
    sees. What the client has as credit makes the balance smaller. 400 where `last` lies before `first`."""
    currency = currency or actor.acting_tenant.preferences.currency
    last = last or today_of(actor)
    if first is not None and last < first:
        raise RuleViolation(
            say("The statement ends on {day}, before it begins.", day=last), code="dates_reversed", field="to"
        )
    try:
        minor_units(currency)
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code, field="currency") from exc
    movements = sorted(_movements(actor, client, currency, last), key=attrgetter("date", "rank", "pk"))
    before = [movement for movement in movements if first is not None and movement.date < first]
    opening = balance = sum_money((movement.amount for movement in before), currency)
    entries = []
    for movement in movements[len(before) :]:
        balance = sum_money((balance, movement.amount), currency)
        entries.append(Entry(movement.date, movement.kind, movement.number, movement.amount, balance))
    return Statement(client, currency, first, last, opening, tuple(entries), balance)


def render_statement(statement: Statement, tenant: Tenant) -> bytes:
    """The statement as PDF, in the tenant's language and colours."""
    wording, currency = wording_of(tenant), statement.currency
    words = wording.words
    days = [day for day in (statement.first, statement.last) if day is not None]
    return render_document(
        DocumentContent(
            title=words["statement"],
            number=" – ".join(wording.day(day) for day in days),
            currency=currency,
            seller=Party(**seller_of(tenant)),
            buyer=Party(**buyer_of(statement.client)),
            lines=(
                *_opening(statement, wording),
                *(
                    DocumentLine(
                        description=f"{words[entry.kind]} {entry.number}".strip(),
                        quantity=wording.day(entry.date),
                        unit_price=wording.amount(entry.amount, currency),
                        total=wording.amount(entry.balance, currency),
                    )
                    for entry in statement.entries
                ),
            ),
            subtotal="",
            total=wording.amount(statement.closing_balance, currency),
            accent=tenant.preferences.accent_color,
            language=tenant.preferences.language,
            logo=tenant.logo_image,
            labels={
                "quantity": words["issue_date"],
                "unit_price": words["total"],
                "total": words["balance"],
                "grand_total": words["balance"],
            },
        )
    )


def _opening(statement: Statement, wording: Wording) -> Iterator[DocumentLine]:
    """What the account stood at on the first day; a statement from the beginning has none."""
    if statement.first is not None:
        yield DocumentLine(
            description=wording.words["opening_balance"],
            quantity=wording.day(statement.first),
            unit_price="",
            total=wording.amount(statement.opening_balance, statement.currency),
        )


def _movements(actor: Actor, client: Client, currency: str, last: date) -> Iterator[_Movement]:
    def rows(model: Any, *columns: str, **filters: Any) -> Any:
        return model.objects.visible_to(actor).filter(**filters).order_by().values_list("pk", *columns)

    issued = {"client": client, "currency": currency, "issue_date__lte": last}
    invoices = rows(Invoice, "issue_date", "invoice_number", "total_amount", status__in=Invoice.ISSUED, **issued)
    notes = rows(CreditNote, "issue_date", "credit_note_number", "total_amount", **issued)
    paid = {"invoice__client": client, "invoice__currency": currency, "payment_date__lte": last}
    payments = rows(Payment, "payment_date", "reference", "invoice_amount", **paid)
    back = {"client": client, "currency": currency, "entry_date__lte": last}
    refunds = rows(CreditEntry, "entry_date", "reference", "amount", entry_kind=CreditEntry.Kind.REFUNDED, **back)
    for pk, day, number, amount in invoices:
        yield _Movement(day, 0, pk, "invoice", number, amount)
    for rank, kind, found in ((1, "credit_note", notes), (2, "payment", payments), (3, "refund", refunds)):
        for pk, day, number, amount in found:
            yield _Movement(day, rank, pk, kind, number, -amount)
