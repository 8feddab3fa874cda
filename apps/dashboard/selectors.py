"""The dashboard's figures, as `docs/guides/figures.md` defines them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Count, F, Q, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject
from orjson import loads

from apps.audit.models import AuditLog
from apps.bills.models import Bill
from apps.clients.models import Client
from apps.core.actors import Scope
from apps.core.money import format_money
from apps.dashboard.periods import Period
from apps.expenses.models import Expense
from apps.invoices.models import Invoice
from apps.payments.models import Payment
from apps.quotes.models import Quote
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant

RECENT: Final = 10
_SHOWN: Final = {
    "client": "clients.view_client",
    "invoice": "invoices.view_invoice",
    "quote": "quotes.view_quote",
    "payment": "payments.view_payment",
    "expense": "expenses.view_expense",
    "bill": "bills.view_bill",
}
_NOTHING: Final = dict.fromkeys(("invoiced", "collected", "outstanding", "overdue", "expenses"), Decimal(0))
_NO_BILLS: Final[dict[str, Any]] = {"number": 0, "billed": "0", "received": "0", "due": "0"}
_DECIDED: Final = (Quote.Status.ACCEPTED, Quote.Status.REJECTED, Quote.Status.EXPIRED)


def overview(*, actor: Actor, period: Period, today: date) -> dict[str, Any]:
    """The first page's figures of a period, of the rows that the actor may see. One statement, whatever their number.

    Money is in the tenant's currency; what documents in others come to stands apart in `other_currencies`.
    """
    found = _ask(actor, period, today)
    base = actor.acting_tenant.preferences.currency
    money = _money_by_currency(found)
    own = money.pop(base, _NOTHING)
    expenses = {row["category"]: Decimal(row["sum"]) for row in found["expenses"] if row["currency"] == base}
    quotes = _counts(found["quotes"], Quote.Status.values)
    bills = next((row for row in found["bills"] if row["currency"] == base), _NO_BILLS)
    return {
        "period": {"from": period.first, "to": period.last},
        "currency": base,
        "revenue": {name: amount for name, amount in _shown(own, base).items() if name != "expenses"},
        "other_currencies": [{"currency": code} | _shown(sums, code) for code, sums in sorted(money.items())],
        "expenses": {
            "total": format_money(own["expenses"], base),
            "by_category": [
                {"category": category, "total": format_money(spent, base)}
                for category, spent in sorted(expenses.items(), key=lambda item: (-item[1], item[0]))
            ],
        },
        "profit": format_money(own["invoiced"] - own["expenses"], base),
        "invoices": {"by_status": _counts(found["invoices"], Invoice.Status.values)},
        "bills": {"number": bills["number"]}
        | {name: format_money(Decimal(bills[name]), base) for name in ("billed", "received", "due")},
        "quotes": {"by_status": quotes, "acceptance_rate": _acceptance_rate(quotes)},
        "clients": next(iter(found["clients"]), {"total": 0, "new": 0}),
        "recent_activity": [
            event | {"timestamp": datetime.fromisoformat(event["timestamp"])} for event in found["activity"]
        ],
    }


@dataclass(frozen=True)
class _Asker:
    """Whoever asks, in a statement that is compiled once and asked by many."""

    scope: Scope
    pk: int = -1
    acting_tenant_id: int = -2


_FIRST, _LAST, _TODAY = date(1, 1, 1), date(1, 1, 2), date(1, 1, 3)
_BEGINNING, _END = datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)


def _ask(actor: Actor, period: Period, today: date) -> dict[str, list[dict[str, Any]]]:
    """The rows of every question, asked in one statement."""
    kinds = tuple(kind for kind, right in _SHOWN.items() if actor.has_perm(right))
    names, statement, parameters = _compiled(actor.scope, kinds)
    beginning, end = period.moments
    meant = {
        _Asker.pk: actor.pk,
        _Asker.acting_tenant_id: actor.acting_tenant_id,
        _FIRST: period.first,
        _LAST: period.last,
        _TODAY: today,
        _BEGINNING: beginning,
        _END: end,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, [meant.get(parameter, parameter) for parameter in parameters])
        answers = cursor.fetchone()
    return {name: [loads(row) for row in rows] for name, rows in zip(names, answers, strict=True)}


@cache
def _compiled(scope: Scope, kinds: tuple[str, ...]) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """The questions' names, their statement, and its parameters with stand-ins for what differs between requests.

    Compiling anew takes longer than the answer does in a company of ten thousand invoices.
    """
    asker = _Asker(scope)
    questions = {
        "invoices": _issued_invoices(asker),
        "open": _open_invoices(asker),
        "payments": _payments(asker),
        "expenses": _expenses(asker),
        "bills": _bills(asker),
        "open_bills": _open_bills(asker),
        "quotes": _quotes(asker),
        "clients": _clients(asker),
        "activity": _activity(asker, kinds),
    }
    asked = Tenant.objects.filter(pk=asker.acting_tenant_id).values_list(*questions.values())
    statement, parameters = asked.query.sql_with_params()
    return tuple(questions), statement, parameters


def _issued_invoices(asker: _Asker) -> ArraySubquery:
    is_late = Q(status__in=(Invoice.Status.SENT, Invoice.Status.PARTIAL), due_date__lt=_TODAY)
    return ArraySubquery(
        Invoice.objects.visible_to(asker)
        .filter(issue_date__range=(_FIRST, _LAST))
        .annotate(state=Case(When(is_late, then=Value(Invoice.Status.OVERDUE)), default=F("status")))
        .values("currency", "state")
        .annotate(number=Count("pk"), sum=_sum("total_amount"))
        .values(row=JSONObject(currency="currency", status="state", number="number", sum="sum"))
    )


def _open_invoices(asker: _Asker) -> ArraySubquery:
    return ArraySubquery(
        Invoice.objects.visible_to(asker)
        .filter(balance__gt=0, status__in=Invoice.OPEN)
        .values("currency")
        .annotate(outstanding=_sum("balance"), overdue=_sum("balance", due_date__lt=_TODAY))
        .values(row=JSONObject(currency="currency", outstanding="outstanding", overdue="overdue"))
    )


def _payments(asker: _Asker) -> ArraySubquery:
    return ArraySubquery(
        Payment.objects.visible_to(asker)
        .filter(payment_date__range=(_FIRST, _LAST))
        .values("invoice__currency")
        .annotate(collected=_sum("amount"))
        .values(row=JSONObject(currency="invoice__currency", collected="collected"))
    )


def _expenses(asker: _Asker) -> ArraySubquery:
    return ArraySubquery(
        Expense.objects.visible_to(asker)
        .filter(expense_date__range=(_FIRST, _LAST))
        .exclude(status=Expense.Status.REJECTED)
        .values("currency", "category")
        .annotate(sum=_sum("amount"))
        .values(row=JSONObject(currency="currency", category="category", sum="sum"))
    )


def _bills(asker: _Asker) -> ArraySubquery:
    return ArraySubquery(
        Bill.objects.visible_to(asker)
        .filter(billing_date__range=(_FIRST, _LAST))
        .values("currency")
        .annotate(number=Count("pk"), billed=_sum("total_bill"), received=_sum("total_received"), due=_sum("total_due"))
        .values(row=JSONObject(currency="currency", number="number", billed="billed", received="received", due="due"))
    )


def _open_bills(asker: _Asker) -> ArraySubquery:
    return ArraySubquery(
        Bill.objects.visible_to(asker)
        .filter(total_due__gt=0)
        .values("currency")
        .annotate(outstanding=_sum("total_due"))
        .values(row=JSONObject(currency="currency", outstanding="outstanding"))
    )


def _quotes(asker: _Asker) -> ArraySubquery:
    return ArraySubquery(
        Quote.objects.visible_to(asker)
        .filter(issue_date__range=(_FIRST, _LAST))
        .values("status")
        .annotate(number=Count("pk"))
        .values(row=JSONObject(status="status", number="number"))
    )


def _clients(asker: _Asker) -> ArraySubquery:
    made_then = Q(created_at__gte=_BEGINNING, created_at__lt=_END)
    return ArraySubquery(
        Client.objects.visible_to(asker)
        .values("tenant_id")
        .annotate(total=Count("pk"), new=Count("pk", filter=made_then))
        .values(row=JSONObject(total="total", new="new"))
    )


def _activity(asker: _Asker, kinds: tuple[str, ...]) -> ArraySubquery:
    return ArraySubquery(
        AuditLog.objects.visible_to(asker)
        .filter(resource_type__in=kinds)
        .order_by("-id")
        .values(
            row=JSONObject(
                id="id",
                action="action",
                resource_type="resource_type",
                resource_id="resource_id",
                user="user_id",
                username="user__username",
                timestamp="timestamp",
            )
        )[:RECENT]
    )


def _sum(column: str, **conditions: Any) -> Cast:
    """A sum with all its digits: as a JSON number it would come back as a float."""
    return Cast(Coalesce(Sum(column, filter=Q(**conditions)), Decimal(0)), TextField())


def _money_by_currency(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, dict[str, Decimal]]:
    revenue: dict[str, dict[str, Decimal]] = {}

    def add(row: Mapping[str, Any], figure: str, amount: str) -> None:
        revenue.setdefault(row["currency"], dict(_NOTHING))[figure] += Decimal(amount)

    for row in found["invoices"]:
        if row["status"] in Invoice.ISSUED:
            add(row, "invoiced", row["sum"])
    for row in found["payments"]:
        add(row, "collected", row["collected"])
    for row in found["bills"]:
        add(row, "invoiced", row["billed"])
        add(row, "collected", row["received"])
    for row in found["open_bills"]:
        add(row, "outstanding", row["outstanding"])
    for row in found["expenses"]:
        add(row, "expenses", row["sum"])
    for row in found["open"]:
        add(row, "outstanding", row["outstanding"])
        add(row, "overdue", row["overdue"])
    return revenue


def _shown(sums: Mapping[str, Decimal], currency: str) -> dict[str, str]:
    return {figure: format_money(amount, currency) for figure, amount in sums.items()}


def _counts(rows: Iterable[Mapping[str, Any]], statuses: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(statuses, 0)
    for row in rows:
        counts[row["status"]] += row["number"]
    return counts


def _acceptance_rate(quotes: Mapping[str, int]) -> float:
    decided = sum(quotes[status] for status in _DECIDED)
    return round(quotes[Quote.Status.ACCEPTED] / decided * 100, 2) if decided else 0.0
