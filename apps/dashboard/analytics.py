"""Revenue over time, by customer and by account manager."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from apps.core.money import ZERO, format_money
from apps.dashboard.asked import Asked
from apps.dashboard.books import Source
from apps.dashboard.figures import OWN_ENTRIES, REVENUE, Scope, Sums, change, open_amounts, percent, series, sums
from apps.dashboard.periods import Period

_CUSTOMERS_AT: Final = """
SELECT coalesce(sum(f.number) FILTER (WHERE f.day <= %(now)s), 0)::bigint,
  coalesce(sum(f.number) FILTER (WHERE f.day <= %(now)s AND (f.kind = '' OR f.kind > %(now)s::text)), 0)::bigint,
  coalesce(sum(f.number) FILTER (WHERE f.day <= %(before)s), 0)::bigint,
  coalesce(sum(f.number) FILTER (WHERE f.day <= %(before)s AND (f.kind = '' OR f.kind > %(before)s::text)), 0)::bigint
FROM {figures} AND f.source = 'customer'
"""
_DOCUMENTS: Final = """
SELECT f.source, f.kind, sum(f.number)::bigint FROM {figures}
AND f.source IN ('invoice', 'quote', 'client') AND f.day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
"""
_BY_CLIENT: Final = """
SELECT f.client_id, coalesce(sum({billed}) FILTER (WHERE f.source IN ('invoice', 'bill', 'credit_note')), 0) AS billed,
  coalesce(sum({collected}) FILTER (WHERE f.source IN ('payment', 'bill', 'credit')), 0) AS collected
FROM {relation} AND {in_currency} AND f.source IN ('invoice', 'bill', 'credit_note', 'payment', 'credit')
GROUP BY f.client_id
"""
_OPEN_BY_CLIENT: Final = """
SELECT f.client_id, sum(CASE WHEN f.source = 'bill' THEN {billed} - {collected} ELSE {billed} END) AS due
FROM {relation} AND {in_currency} AND f.source IN ('receivable', 'bill') GROUP BY f.client_id
"""
_CUSTOMERS: Final = """
SELECT c.id, c.name, c.email, c.status, c.joined_on, c.left_on, u.username, coalesce(r.billed, 0),
  coalesce(r.collected, 0), coalesce(o.due, 0)
FROM clients_client c LEFT JOIN accounts_user u ON u.id = c.assigned_to_id
LEFT JOIN ({revenue}) r ON r.client_id = c.id LEFT JOIN ({open}) o ON o.client_id = c.id
WHERE c.tenant_id = app_tenant() AND c.stage = 'ACTIVE' {visible} {one}
ORDER BY coalesce(r.billed, 0) DESC, c.id LIMIT %(limit)s OFFSET %(offset)s
"""
_NUMBER_OF_CUSTOMERS: Final = """
SELECT count(*) FROM clients_client c WHERE c.tenant_id = app_tenant() AND c.stage = 'ACTIVE' {visible} {one}
"""
_MANAGERS: Final = """
SELECT u.username, u.id, count(*), count(*) FILTER (WHERE c.active), coalesce(sum(r.billed), 0)
FROM clients_client c JOIN accounts_user u ON u.id = c.assigned_to_id
LEFT JOIN ({revenue}) r ON r.client_id = c.id
WHERE c.tenant_id = app_tenant() AND c.stage = 'ACTIVE' {visible} {one}
GROUP BY u.id, u.username ORDER BY 5 DESC, u.id
"""
_VISIBLE: Final = "AND (c.owner_id = %(user)s OR c.assigned_to_id = %(user)s)"


def kpis(asked: Asked, before: Period) -> dict[str, Any]:
    """Key figures of a period, with their changes against the period before."""
    scope, period = asked.scope, asked.period
    now, then = (sums(scope, first=one.first, last=one.last) for one in (period, before))
    total, active, total_then, active_then = scope.ask(_CUSTOMERS_AT, now=period.last, before=before.last)[0]
    numbers = {(source, kind): number for source, kind, number in
               scope.ask(_DOCUMENTS, first=period.first, last=period.last)}  # fmt: skip
    issued = sum(
        n for (source, kind), n in numbers.items() if source == "invoice" and kind not in ("draft", "cancelled")
    )
    accepted = numbers.get(("quote", "accepted"), 0)
    decided = accepted + sum(numbers.get(("quote", kind), 0) for kind in ("rejected", "expired"))
    invoiced = sum(
        (row[3] for row in series(scope, first=period.first, last=period.last, unit="year", sources=[Source.INVOICE])),
        ZERO,
    )
    due = open_amounts(scope)
    money = {
        "collected": now.collected,
        "outstanding": sum((amount for _, amount, _ in due), ZERO),
        "overdue": sum((amount for day, amount, source in due if source != Source.BILL and day < asked.today), ZERO),
        "expenses": now.spent,
        "profit": now.billed - now.spent,
        "average_invoice": invoiced / issued if issued else ZERO,
    }
    return {
        "total_revenue": float(now.billed),
        "total_revenue_change": change(now.billed, then.billed),
        "total_customers": total,
        "total_customers_change": change(total, total_then),
        "active_customers": active,
        "active_customers_change": change(active, active_then),
        "collection_rate": now.collection_rate,
        "collection_rate_change": change(now.collection_rate, then.collection_rate),
        "period": {"from": period.first, "to": period.last},
        "currency": scope.currency,
        **{name: format_money(amount, scope.currency) for name, amount in money.items()},
        "invoices_issued": issued,
        "new_clients": numbers.get(("client", ""), 0),
        "quote_acceptance_rate": percent(accepted, decided),
    }


def revenue_by(scope: Scope, *, first: date, last: date, unit: str) -> list[tuple[date, Decimal]]:
    """Revenue of each week, month or year between two days, those without any included, by the unit's first day."""
    found: dict[date, Decimal] = {}
    for start, _, _, billed, _, _ in series(scope, first=first, last=last, unit=unit, sources=REVENUE):
        found[start] = found.get(start, ZERO) + billed
    return [(start, found.get(start, ZERO)) for start in unit_starts(first, last, unit)]


def first_year(scope: Scope, today: date) -> int:
    """The first year with revenue among the last twenty; this one where there is none."""
    since = date(today.year - 19, 1, 1)
    years = [start.year for start, *_ in series(scope, first=since, last=today, unit="year", sources=REVENUE)]
    return min(years, default=today.year)


def customer_count(scope: Scope) -> int:
    """How many customers `customer_revenue` has in all."""
    return int(_by_customer(scope, None, _NUMBER_OF_CUSTOMERS)[0][0])


def customer_revenue(scope: Scope, period: Period | None, *, limit: int, offset: int = 0) -> Iterator[dict[str, Any]]:
    """What each customer was billed (in a period, otherwise ever) and owes today, the largest first; `limit` of them
    after the first `offset`."""
    for pk, name, email, status, joined, left, manager, billed, collected, due in _by_customer(
        scope, period, _CUSTOMERS, limit=limit, offset=offset
    ):
        yield {
            "customer_id": pk,
            "customerName": name,
            "email": email,
            "status": status,
            "joinDate": joined,
            "leaveDate": left,
            "totalRevenue": float(billed),
            "totalDue": float(due),
            "collectionRate": Sums(billed, collected).collection_rate,
            "kam": manager,
        }


def manager_performance(scope: Scope, period: Period | None) -> Iterator[dict[str, Any]]:
    """What the customers of each account manager were billed; the average is over all of them."""
    for name, pk, customers, active, billed in _by_customer(scope, period, _MANAGERS):
        yield {
            "kam": name,
            "kam_id": pk,
            "total_customers": customers,
            "active_customers": active,
            "total_revenue": float(billed),
            "avg_revenue_per_customer": round(float(billed / customers), 2),
        }


def unit_starts(first: date, last: date, unit: str) -> Iterator[date]:
    """The first day of each unit that has a day between two days, those included."""
    match unit:
        case "day":
            start = first
        case "week":
            start = first - timedelta(days=first.weekday())
        case "month":
            start = first.replace(day=1)
        case _:
            start = first.replace(month=1, day=1)
    while start <= last:
        yield start
        match unit:
            case "day" | "week":
                start += timedelta(days=1 if unit == "day" else 7)
            case "month":
                start = date(start.year + start.month // 12, start.month % 12 + 1, 1)
            case _:
                start = start.replace(year=start.year + 1)


def _by_customer(scope: Scope, period: Period | None, statement: str, **slice_: int) -> list[tuple[Any, ...]]:
    if scope.actor.scope == "own":
        ever = OWN_ENTRIES
        relation = f"{OWN_ENTRIES} AND f.day BETWEEN %(first)s AND %(last)s" if period else OWN_ENTRIES
    else:
        ever = "dashboard_rollup f WHERE f.tenant_id = app_tenant() AND f.grain = 'client'"
        relation = ever
        if period:
            relation = ever.replace("'client'", "'client_day'") + " AND f.day BETWEEN %(first)s AND %(last)s"
    filled = (
        statement.replace("{revenue}", _BY_CLIENT.replace("{relation}", relation))
        .replace("{open}", _OPEN_BY_CLIENT.replace("{relation}", ever))
        .replace("{visible}", _VISIBLE if scope.actor.scope == "own" else "")
        .replace("{one}", "AND c.id = %(client)s" if scope.client is not None else "")
    )
    days = {"first": period.first, "last": period.last} if period else {}
    return scope.ask(filled, **days, **slice_)
