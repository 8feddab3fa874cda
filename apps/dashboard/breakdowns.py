"""Figures taken apart: by time, by category, by status, by client; and those of a tenant as rows with ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, overload

from django.db.models import QuerySet

from apps.clients.models import Client
from apps.core.money import ZERO, format_money
from apps.dashboard.analytics import kpis, unit_starts
from apps.dashboard.asked import Asked
from apps.dashboard.books import Source
from apps.dashboard.figures import INCOME, REVENUE, Scope, Sums, change, percent, series
from apps.dashboard.periods import Period
from apps.expenses.models import Expense

LARGEST: Final = 10
IDS_A_TENANT: Final = 1_000
"""Rows made up for a tenant have the ids from its own number times this on, which mean nothing in another."""
_BY_KIND: Final = """
SELECT f.source, f.kind, sum({billed}), sum(f.number)::bigint FROM {figures}
AND f.source IN ('expense', 'invoice', 'quote', 'bill') AND {in_currency}
AND f.day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2 HAVING sum(f.number) <> 0
"""
_BY_CLIENT: Final = """
SELECT f.client_id, coalesce(sum({billed}) FILTER (WHERE f.source IN ('invoice', 'bill', 'credit_note')), 0),
  coalesce(sum({collected}) FILTER (WHERE f.source IN ('payment', 'bill', 'credit')), 0)
FROM {of_clients} AND {in_currency} AND f.source IN ('invoice', 'bill', 'credit_note', 'payment', 'credit')
AND f.day BETWEEN %(first)s AND %(last)s AND f.client_id = ANY (%(clients)s::bigint[]) GROUP BY 1
"""
_OPEN_OF_CLIENTS: Final = """
SELECT f.client_id, sum(CASE WHEN f.source = 'bill' THEN {billed} - {collected} ELSE {billed} END)
FROM {of_clients} AND {in_currency} AND f.source IN ('receivable', 'bill')
AND f.client_id = ANY (%(clients)s::bigint[]) GROUP BY 1
"""
_LARGEST: Final = """
SELECT f.client_id FROM {of_clients} AND {in_currency} AND f.source IN ('invoice', 'bill', 'credit_note')
AND f.day BETWEEN %(first)s AND %(last)s GROUP BY 1 HAVING sum({billed}) > 0 ORDER BY sum({billed}) DESC, 1
LIMIT %(largest)s
"""


def trends(scope: Scope, *, first: date, last: date, unit: str) -> list[dict[str, Any]]:
    """Revenue, collected, expenses and profit of each unit, those with nothing included."""
    found: dict[date, Sums] = {}
    for start, source, _, billed, collected, _ in series(scope, first=first, last=last, unit=unit):
        held = found.get(start, Sums())
        found[start] = Sums(
            held.billed + (billed if source in REVENUE else ZERO),
            held.collected + (collected if source in INCOME else ZERO),
            held.spent + (billed if source == Source.EXPENSE else ZERO),
        )
    return [_trend(start, found.get(start, Sums()), scope.currency, unit) for start in unit_starts(first, last, unit)]


def breakdown(asked: Asked) -> dict[str, Any]:
    """A period's expenses by category, its documents by status, and the ten clients who were billed most."""
    scope, first, last = asked.scope, asked.period.first, asked.period.last
    rows = scope.ask(_BY_KIND, first=first, last=last)
    spent = sum((billed for source, _, billed, _ in rows if source == Source.EXPENSE), ZERO)
    clients = [pk for (pk,) in scope.ask(_of_clients(scope, _LARGEST), first=first, last=last, largest=LARGEST)]
    return {
        "by_category": [
            {"category": kind, "total": format_money(billed, scope.currency), "number": number,
             "share": percent(billed, spent)}
            for source, kind, billed, number in sorted(rows, key=lambda row: (-row[2], row[1]))
            if source == Source.EXPENSE
        ],
        "by_status": [
            {"document": source, "status": kind, "number": number, "total": format_money(billed, scope.currency)}
            for source, kind, billed, number in sorted(rows, key=lambda row: row[:2])
            if source != Source.EXPENSE
        ],
        "by_client": client_rows(scope, asked.period, clients),
    }  # fmt: skip


def client_rows(scope: Scope, period: Period, keys: Sequence[int]) -> list[dict[str, Any]]:
    """What these clients were billed and paid in a period, and owe today, in the given order."""
    asked = {"clients": list(keys), "first": period.first, "last": period.last}
    billed = {pk: sums for pk, *sums in scope.ask(_of_clients(scope, _BY_CLIENT), **asked)}
    due = dict(scope.ask(_of_clients(scope, _OPEN_OF_CLIENTS), **asked))
    clients = Client.objects.visible_to(scope.actor).in_bulk(keys)
    rows = []
    for pk in keys:
        if pk not in clients:
            continue
        revenue, collected = billed.get(pk, (ZERO, ZERO))
        rows.append(
            {
                "id": pk,
                "name": clients[pk].name,
                "email": clients[pk].email,
                "status": clients[pk].status,
                "revenue": format_money(revenue, scope.currency),
                "collected": format_money(collected, scope.currency),
                "outstanding": format_money(due.get(pk, ZERO), scope.currency),
                "collection_rate": percent(collected, revenue),
            }
        )
    return rows


@dataclass(frozen=True)
class ClientRows(Sequence[dict[str, Any]]):
    """The figures of clients by page: only those of the page are asked for."""

    scope: Scope
    period: Period
    clients: QuerySet[Client]

    def __len__(self) -> int:
        return self.clients.count()

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        keys = self.clients.order_by("-pk").values_list("pk", flat=True)
        if isinstance(place, int):
            return client_rows(self.scope, self.period, [keys[place]])[0]
        return client_rows(self.scope, self.period, list(keys[place]))


def category_rows(asked: Asked) -> list[dict[str, Any]]:
    """Each category of expenses in a period, with its change against the period before."""
    scope, tenant = asked.scope, asked.scope.actor.acting_tenant_id
    now, before = (
        {kind: (billed, number) for source, kind, billed, number in scope.ask(_BY_KIND, first=one.first, last=one.last)
         if source == Source.EXPENSE}
        for one in (asked.period, asked.before)
    )  # fmt: skip
    total = sum((billed for billed, _ in now.values()), ZERO)
    rows = []
    for place, (category, label) in enumerate(Expense.Category.choices, start=1):
        (billed, number), (then, _) = now.get(category, (ZERO, 0)), before.get(category, (ZERO, 0))
        rows.append(
            {
                "id": tenant * IDS_A_TENANT + place,
                "category": category,
                "name": label,
                "total": format_money(billed, scope.currency),
                "number": number,
                "share": percent(billed, total),
                "change": change(billed, then),
            }
        )
    return rows


def metric_rows(asked: Asked) -> list[dict[str, Any]]:
    """The key figures of a period, each a row with its unit."""
    figures = kpis(asked, asked.before)
    tenant, currency = asked.scope.actor.acting_tenant_id, asked.scope.currency
    return [
        {
            "id": tenant * IDS_A_TENANT + place,
            "name": name,
            "value": float(figures[name]),
            "unit": currency if unit == "money" else unit,
            "change": figures.get(f"{name}_change"),
        }
        for place, (name, unit) in enumerate(METRICS.items(), start=1)
    ]


METRICS: Final = {
    "total_revenue": "money",
    "collected": "money",
    "outstanding": "money",
    "overdue": "money",
    "expenses": "money",
    "profit": "money",
    "average_invoice": "money",
    "collection_rate": "percent",
    "quote_acceptance_rate": "percent",
    "total_customers": "customers",
    "active_customers": "customers",
    "new_clients": "clients",
    "invoices_issued": "invoices",
}
"""The figures that are metrics, each with its unit."""


def _trend(start: date, found: Sums, currency: str, unit: str) -> dict[str, Any]:
    named = {"month": f"{start:%Y-%m}", "year": f"{start:%Y}"}
    money = {
        "revenue": found.billed,
        "collected": found.collected,
        "expenses": found.spent,
        "profit": found.billed - found.spent,
    }
    return {"period": named.get(unit, start.isoformat())} | {
        name: format_money(amount, currency) for name, amount in money.items()
    }


def _of_clients(scope: Scope, statement: str) -> str:
    """The statement, reading the relation in which figures stand by client."""
    everybodys = "dashboard_rollup f WHERE f.tenant_id = app_tenant() AND f.grain = 'client_day'"
    if scope.client is not None or scope.actor.scope == "own":
        return statement.replace("{of_clients}", "{figures}")
    return statement.replace("{of_clients}", everybodys)


def twelve_months_to(today: date) -> date:
    """The first day of the twelve months that end with today's."""
    return date(today.year - (today.month < 12), today.month % 12 + 1, 1)


def month_series(scope: Scope, today: date, sources: Sequence[str], kind: str | None = None) -> list[dict[str, Any]]:
    """What the sources billed in each of the last twelve months."""
    first = twelve_months_to(today)
    found: dict[date, Decimal] = {}
    for start, _, one, billed, _, _ in series(scope, first=first, last=today, unit="month", sources=sources):
        if kind in (None, one):
            found[start] = found.get(start, ZERO) + billed
    return [
        {"period": f"{start:%Y-%m}", "total": format_money(found.get(start, ZERO), scope.currency)}
        for start in unit_starts(first, today, "month")
    ]
