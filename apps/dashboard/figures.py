"""How figures are asked of the rollup: which relation holds the caller's, which sums over which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import connection

from apps.core.money import ZERO
from apps.dashboard.books import Source
from apps.tenants.actors import Actor

# Tables of figures as the caller may see them, each under the alias f.
_EVERYBODYS: Final = "dashboard_rollup f WHERE f.tenant_id = app_tenant() AND f.grain = 'day'"
_OF_A_CLIENT: Final = (
    "dashboard_rollup f WHERE f.tenant_id = app_tenant() AND f.grain = 'client_day' AND f.client_id = %(client)s"
)
OWN_CLIENTS: Final = "SELECT id FROM clients_client WHERE tenant_id = app_tenant() AND assigned_to_id = %(user)s"
OWN_ENTRIES: Final = f"""dashboard_entry f WHERE f.tenant_id = app_tenant() AND f.id IN (
  SELECT id FROM dashboard_entry WHERE tenant_id = app_tenant() AND owner_id = %(user)s
  UNION SELECT id FROM dashboard_entry WHERE tenant_id = app_tenant() AND other_owner_id = %(user)s
  UNION SELECT id FROM dashboard_entry WHERE tenant_id = app_tenant() AND client_id IN ({OWN_CLIENTS}))"""  # noqa: S608
_OWN_OF_A_CLIENT: Final = f"{OWN_ENTRIES} AND f.client_id = %(client)s"
REVENUE: Final = (Source.INVOICE, Source.BILL, Source.CREDIT_NOTE)
"""What bills; credit notes with a minus."""
INCOME: Final = (Source.PAYMENT, Source.BILL, Source.CREDIT)
"""What collects; refunds of credit with a minus."""
MONEY: Final = (*REVENUE, Source.PAYMENT, Source.CREDIT, Source.EXPENSE)
UNITS: Final = ("day", "week", "month", "quarter", "year")


class Sums(NamedTuple):
    """What a period comes to, in one currency."""

    billed: Decimal = ZERO
    collected: Decimal = ZERO
    spent: Decimal = ZERO

    @property
    def collection_rate(self) -> float:
        """Collected of billed, in percent with one decimal; 0 where nothing was billed."""
        return percent(self.collected, self.billed)


@dataclass(frozen=True)
class Scope:
    """Whose figures: the actor's, perhaps of one client only. In the company's currency they are of all documents, by
    the rates that were frozen with them; in one that `is_chosen`, of what is in that one."""

    actor: Actor
    currency: str
    client: int | None = None
    is_chosen: bool = False

    @property
    def relation(self) -> str:
        """The table to read, with its condition; to be followed by AND."""
        if self.actor.scope == "own":
            return OWN_ENTRIES if self.client is None else _OWN_OF_A_CLIENT
        return _EVERYBODYS if self.client is None else _OF_A_CLIENT

    @property
    def parameters(self) -> dict[str, Any]:
        return {"user": self.actor.pk, "client": self.client, "currency": self.currency}

    def ask(self, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement of ours, in which `{figures}` stands for the relation, `{billed}` and `{collected}`
        for the columns to add up, `{in_currency}` for the condition of their currency."""
        prefix = "f." if self.is_chosen else "f.base_"
        filled = (
            statement.replace("{figures}", self.relation)
            .replace("{billed}", f"{prefix}billed")
            .replace("{collected}", f"{prefix}collected")
            .replace("{in_currency}", "f.currency = %(currency)s" if self.is_chosen else "TRUE")
        )
        with connection.cursor() as cursor:
            cursor.execute(filled, self.parameters | parameters)
            return list(cursor.fetchall())


_SERIES: Final = """
SELECT date_trunc(%(unit)s, f.day)::date, f.source, f.kind, sum({billed}), sum({collected}), sum(f.number)::bigint
FROM {figures} AND {in_currency} AND f.source = ANY (%(sources)s) AND f.day BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2, 3 ORDER BY 1
"""
_SUMS: Final = """
SELECT coalesce(sum({billed}) FILTER (WHERE f.source IN ('invoice', 'bill', 'credit_note')), 0),
  coalesce(sum({collected}) FILTER (WHERE f.source IN ('payment', 'bill', 'credit')), 0),
  coalesce(sum({billed}) FILTER (WHERE f.source = 'expense'), 0)
FROM {figures} AND {in_currency} AND f.source = ANY (%(sources)s) AND f.day BETWEEN %(first)s AND %(last)s
"""
_OPEN: Final = """
SELECT f.day, sum(CASE WHEN f.source = 'bill' THEN {billed} - {collected} ELSE {billed} END), f.source
FROM {figures} AND {in_currency} AND f.source IN ('receivable', 'bill')
GROUP BY f.day, f.source
HAVING sum(CASE WHEN f.source = 'bill' THEN {billed} - {collected} ELSE {billed} END) <> 0
ORDER BY f.day
"""


def series(
    scope: Scope, *, first: date, last: date, unit: str, sources: Sequence[str] = MONEY, currency: str | None = None
) -> list[tuple[date, str, str, Decimal, Decimal, int]]:
    """`(first day of the unit, source, kind, billed, collected, number)` for each unit in which there is anything.

    Weeks begin on Monday. What has no currency is asked for with an empty one.
    """
    given = {} if currency is None else {"currency": currency}
    return scope.ask(_SERIES, unit=unit, first=first, last=last, sources=list(sources), **given)


def sums(scope: Scope, *, first: date, last: date) -> Sums:
    """Billed, collected and spent in a period."""
    return Sums(*scope.ask(_SUMS, first=first, last=last, sources=list(MONEY))[0])


def open_amounts(scope: Scope) -> list[tuple[date, Decimal, str]]:
    """What is open today, by the day on which it is due (of bills: the billing date), with its source."""
    return scope.ask(_OPEN)


def percent(part: Decimal | int, whole: Decimal | int) -> float:
    """A part of a whole in percent, one decimal; 0 of nothing."""
    return round(float(100 * part / whole), 1) if whole else 0.0


def change(now: Decimal | float, before: Decimal | float) -> float:
    """How much more than before, in percent with one decimal: 100 where there was nothing and now is something."""
    if before:
        return round(float((now - before) / abs(before) * 100), 1)  # type: ignore[operator]
    return 100.0 if now > 0 else 0.0
