"""The dashboard's figures, as `docs/guides/figures.md` defines them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, Q, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject

from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.money import format_money
from apps.dashboard.expenses import expenses_by_category
from apps.dashboard.periods import Period
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
}
_NOTHING: Final = dict.fromkeys(("invoiced", "collected", "outstanding", "overdue"), Decimal(0))
_DECIDED: Final = (Quote.Status.ACCEPTED, Quote.Status.REJECTED, Quote.Status.EXPIRED)


def overview(*, actor: Actor, period: Period, today: date) -> dict[str, Any]:
    """The first page's figures of a period, of the rows that the actor may see. One statement, whatever their number.

    Money is in the tenant's currency; what documents in others come to stands apart in `other_currencies`.
    """
    found = _ask(actor, period, today)
    base = actor.acting_tenant.preferences.currency
    revenue = _revenue_by_currency(found)
    own = revenue.pop(base, _NOTHING)
    expenses = expenses_by_category(actor=actor, period=period)
    spent = sum(expenses.values(), Decimal(0))
    quotes = _counts(found["quotes"], Quote.Status.values)
    return {
        "period": {"from": period.first, "to": period.last},
        "currency": base,
        "revenue": _shown(own, base),
        "other_currencies": [{"currency": code} | _shown(sums, code) for code, sums in sorted(revenue.items())],
        "expenses": {
            "total": format_money(spent, base),
            "by_category": [{"category": name, "total": format_money(sums, base)} for name, sums in expenses.items()],
        },
        "profit": format_money(own["invoiced"] - spent, base),
        "invoices": {"by_status": _counts(found["invoices"], Invoice.Status.values)},
        "quotes": {"by_status": quotes, "acceptance_rate": _acceptance_rate(quotes)},
        "clients": next(iter(found["clients"]), {"total": 0, "new": 0}),
        "recent_activity": [
            event | {"timestamp": datetime.fromisoformat(event["timestamp"])} for event in found["activity"]
        ],
    }


def _ask(actor: Actor, period: Period, today: date) -> dict[str, list[dict[str, Any]]]:
    """The rows of every question, asked in one statement."""
    questions = {
        "invoices": _issued_invoices(actor, period, today),
        "open": _open_invoices(actor, today),
        "payments": _payments(actor, period),
        "quotes": _quotes(actor, period),
        "clients": _clients(actor, period),
        "activity": _activity(actor),
    }
    answers = Tenant.objects.filter(pk=actor.acting_tenant_id).values_list(*questions.values()).get()
    return dict(zip(questions, answers, strict=True))


def _issued_invoices(actor: Actor, period: Period, today: date) -> ArraySubquery:
    is_late = Q(status__in=(Invoice.Status.SENT, Invoice.Status.PARTIAL), due_date__lt=today)
    return ArraySubquery(
        Invoice.objects.visible_to(actor)
        .filter(issue_date__range=(period.first, period.last))
        .annotate(state=Case(When(is_late, then=Value(Invoice.Status.OVERDUE)), default=F("status")))
        .values("currency", "state")
        .annotate(number=Count("pk"), sum=_sum("total_amount"))
        .values(row=JSONObject(currency="currency", status="state", number="number", sum="sum"))
    )


def _open_invoices(actor: Actor, today: date) -> ArraySubquery:
    return ArraySubquery(
        Invoice.objects.visible_to(actor)
        .filter(balance__gt=0, status__in=Invoice.OPEN)
        .values("currency")
        .annotate(outstanding=_sum("balance"), overdue=_sum("balance", due_date__lt=today))
        .values(row=JSONObject(currency="currency", outstanding="outstanding", overdue="overdue"))
    )


def _payments(actor: Actor, period: Period) -> ArraySubquery:
    return ArraySubquery(
        Payment.objects.visible_to(actor)
        .filter(payment_date__range=(period.first, period.last))
        .values("invoice__currency")
        .annotate(collected=_sum("amount"))
        .values(row=JSONObject(currency="invoice__currency", collected="collected"))
    )


def _quotes(actor: Actor, period: Period) -> ArraySubquery:
    return ArraySubquery(
        Quote.objects.visible_to(actor)
        .filter(issue_date__range=(period.first, period.last))
        .values("status")
        .annotate(number=Count("pk"))
        .values(row=JSONObject(status="status", number="number"))
    )


def _clients(actor: Actor, period: Period) -> ArraySubquery:
    beginning, end = period.moments
    made_then = Q(created_at__gte=beginning, created_at__lt=end)
    return ArraySubquery(
        Client.objects.visible_to(actor)
        .values("tenant_id")
        .annotate(total=Count("pk"), new=Count("pk", filter=made_then))
        .values(row=JSONObject(total="total", new="new"))
    )


def _activity(actor: Actor) -> ArraySubquery:
    kinds = [kind for kind, right in _SHOWN.items() if actor.has_perm(right)]
    return ArraySubquery(
        AuditLog.objects.visible_to(actor)
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


def _revenue_by_currency(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, dict[str, Decimal]]:
    revenue: dict[str, dict[str, Decimal]] = {}

    def add(row: Mapping[str, Any], figure: str, amount: str) -> None:
        revenue.setdefault(row["currency"], dict(_NOTHING))[figure] += Decimal(amount)

    for row in found["invoices"]:
        if row["status"] in Invoice.ISSUED:
            add(row, "invoiced", row["sum"])
    for row in found["payments"]:
        add(row, "collected", row["collected"])
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
