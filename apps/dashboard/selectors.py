"""The overview, as `docs/guides/figures.md` defines its figures."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from orjson import loads

from apps.core.money import format_money
from apps.dashboard.figures import Scope
from apps.dashboard.periods import Period
from apps.dashboard.rollup import PENDING_NOW, catch_up, pending_parameters
from apps.invoices.models import Invoice
from apps.quotes.models import Quote

RECENT: Final = 10
SHOWN: Final = {
    "client": "clients.view_client",
    "invoice": "invoices.view_invoice",
    "quote": "quotes.view_quote",
    "payment": "payments.view_payment",
    "creditnote": "invoices.view_creditnote",
    "expense": "expenses.view_expense",
    "bill": "bills.view_bill",
}
_NOTHING: Final = dict.fromkeys(("invoiced", "collected", "outstanding", "overdue", "expenses"), Decimal(0))
_BASE: Final = ""
"""What stands for the company's currency over all documents, among the sums by currency."""
_STILL_OPEN: Final = ", ".join(
    f"""coalesce(sum({prefix}due) FILTER (WHERE source <> 'credit'), 0)::text AS {prefix}outstanding,
      coalesce(sum({prefix}due) FILTER (WHERE source = 'receivable' AND day < %(today)s), 0)::text AS {prefix}overdue,
      coalesce(sum({prefix}due) FILTER (WHERE source = 'credit'), 0)::text AS {prefix}credit"""
    for prefix in ("", "base_")
)
_DECIDED: Final = (Quote.Status.ACCEPTED, Quote.Status.REJECTED, Quote.Status.EXPIRED)
_ASKED: Final = """
WITH mine AS MATERIALIZED (
  SELECT f.source, f.kind, f.currency, f.day, f.billed, f.collected, f.base_billed, f.base_collected, f.number
  FROM {figures} AND (f.day BETWEEN %(first)s AND %(last)s OR f.source IN ('receivable', 'client', 'bill', 'credit'))
)
SELECT
  (SELECT json_agg(row_to_json(r)) FROM (
    SELECT source, kind, currency, sum(billed)::text AS billed, sum(collected)::text AS collected,
      sum(base_billed)::text AS base_billed, sum(base_collected)::text AS base_collected, sum(number) AS number
    FROM mine WHERE day BETWEEN %(first)s AND %(last)s AND source <> 'receivable' GROUP BY source, kind, currency) r),
  (SELECT json_agg(row_to_json(r)) FROM (
    SELECT currency, {still_open} FROM (
      SELECT currency, source, day, CASE WHEN source = 'bill' THEN billed - collected ELSE billed END AS due,
        CASE WHEN source = 'bill' THEN base_billed - base_collected ELSE base_billed END AS base_due
      FROM mine WHERE source IN ('receivable', 'bill', 'credit')) due GROUP BY currency) r),
  (SELECT coalesce(sum(number), 0)::bigint FROM mine WHERE source = 'client'),
  (SELECT json_agg(row_to_json(r)) FROM (
    SELECT a.id, a.action, a.resource_type, a.resource_id, a.user_id AS user, u.username, a.timestamp
    FROM audit_auditlog a LEFT JOIN accounts_user u ON u.id = a.user_id
    WHERE a.tenant_id = app_tenant() AND a.resource_type = ANY (%(kinds)s) {whose}
    ORDER BY a.timestamp DESC, a.id DESC LIMIT %(recent)s) r),
  EXISTS (SELECT FROM ({pending}) pending)
"""


class Figures(dict[str, Any]):
    """What is shown, and whether it is known to be behind the event log: such figures are not kept."""

    are_behind = False


def overview(scope: Scope, *, period: Period, today: date) -> Figures:
    """The first page's figures of a period, of the rows that the actor may see. One statement, whatever their number;
    two more where the caller's own change has not been rolled up yet.

    Money is in the scope's currency; `other_currencies` says what documents in others come to, as on the documents.
    """
    *found, is_behind = _ask(scope, period, today)
    if is_behind:
        is_behind = not catch_up(scope.actor.acting_tenant)
        *found, _ = _ask(scope, period, today)
    rows, still_open, clients, activity = (loads(part) if isinstance(part, str) else part or [] for part in found)
    shown, prefix = scope.currency, "" if scope.is_chosen else "base_"
    money = _money_by_currency(rows, still_open)
    own = money.get(shown if scope.is_chosen else _BASE, _NOTHING)
    counted = [row for row in rows if not scope.is_chosen or row["currency"] == shown]
    expenses: dict[str, Decimal] = {}
    for row in counted:
        if row["source"] == "expense":
            expenses[row["kind"]] = expenses.get(row["kind"], Decimal(0)) + Decimal(row[f"{prefix}billed"])
    quotes = _counts(rows, "quote", Quote.Status.values)
    figures = Figures(
        {
            "period": {"from": period.first, "to": period.last},
            "currency": shown,
            "revenue": {name: amount for name, amount in _shown(own, shown).items() if name != "expenses"},
            "other_currencies": [
                {"currency": code} | _shown(sums, code)
                for code, sums in sorted(money.items())
                if code not in (shown, _BASE) and any(sums.values())
            ],
            "expenses": {
                "total": format_money(own["expenses"], shown),
                "by_category": [
                    {"category": category, "total": format_money(spent, shown)}
                    for category, spent in sorted(expenses.items(), key=lambda item: (-item[1], item[0]))
                    if spent
                ],
            },
            "profit": format_money(own["invoiced"] - own["expenses"], shown),
            "exchange_gain": _sum(counted, ("gain", "credit_gain"), f"{prefix}billed", shown),
            "client_credit": _sum(
                [row for row in still_open if not scope.is_chosen or row["currency"] == shown],
                (),
                f"{prefix}credit",
                shown,
            ),
            "invoices": {"by_status": _counts(rows, "invoice", Invoice.Status.values)},
            "bills": _bills(counted, prefix, shown),
            "quotes": {"by_status": quotes, "acceptance_rate": _acceptance_rate(quotes)},
            "clients": {
                "total": clients or 0,
                "new": sum(row["number"] for row in rows if row["source"] == "client"),
            },
            "recent_activity": [
                event | {"timestamp": datetime.fromisoformat(event["timestamp"])} for event in activity
            ],
        }
    )
    figures.are_behind = is_behind
    return figures


def _ask(scope: Scope, period: Period, today: date) -> tuple[Any, ...]:
    actor = scope.actor
    whose = "AND a.user_id = %(user)s" if actor.scope == "own" else ""
    parts = {"figures": scope.relation, "still_open": _STILL_OPEN, "whose": whose, "pending": PENDING_NOW}
    statement = _ASKED
    for name, part in parts.items():
        statement = statement.replace(f"{{{name}}}", part)
    parameters = {
        "first": period.first,
        "last": period.last,
        "today": today,
        "kinds": [kind for kind, right in SHOWN.items() if actor.has_perm(right)],
        "recent": RECENT,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, scope.parameters | parameters | pending_parameters(most=1))
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def _money_by_currency(
    rows: Iterable[Mapping[str, Any]], still_open: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, Decimal]]:
    """The figures in each currency as on the documents, and under `_BASE` all of them in the company's."""
    money: dict[str, dict[str, Decimal]] = {}

    def add(row: Mapping[str, Any], figure: str, name: str) -> None:
        money.setdefault(row["currency"], dict(_NOTHING))[figure] += Decimal(row[name])
        money.setdefault(_BASE, dict(_NOTHING))[figure] += Decimal(row[f"base_{name}"])

    for row in rows:
        match row["source"]:
            case "invoice" | "bill" | "credit_note":
                add(row, "invoiced", "billed")
                add(row, "collected", "collected")
            case "payment" | "credit":
                add(row, "collected", "collected")
            case "expense":
                add(row, "expenses", "billed")
    for row in still_open:
        add(row, "outstanding", "outstanding")
        add(row, "overdue", "overdue")
    return money


def _bills(rows: Iterable[Mapping[str, Any]], prefix: str, currency: str) -> dict[str, Any]:
    bills = [row for row in rows if row["source"] == "bill"]
    billed = sum((Decimal(row[f"{prefix}billed"]) for row in bills), Decimal(0))
    received = sum((Decimal(row[f"{prefix}collected"]) for row in bills), Decimal(0))
    return {
        "number": sum(row["number"] for row in bills),
        "billed": format_money(billed, currency),
        "received": format_money(received, currency),
        "due": format_money(billed - received, currency),
    }


def _sum(rows: Iterable[Mapping[str, Any]], sources: Collection[str], name: str, currency: str) -> str:
    """What the rows of some sources come to; of all rows where none are named."""
    found = (Decimal(row[name]) for row in rows if not sources or row["source"] in sources)
    return format_money(sum(found, Decimal(0)), currency)


def _shown(sums: Mapping[str, Decimal], currency: str) -> dict[str, str]:
    return {figure: format_money(amount, currency) for figure, amount in sums.items()}


def _counts(rows: Iterable[Mapping[str, Any]], source: str, statuses: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(statuses, 0)
    for row in rows:
        if row["source"] == source:
            counts[row["kind"]] += row["number"]
    return counts


def _acceptance_rate(quotes: Mapping[str, int]) -> float:
    decided = sum(quotes[status] for status in _DECIDED)
    return round(quotes[Quote.Status.ACCEPTED] / decided * 100, 2) if decided else 0.0
