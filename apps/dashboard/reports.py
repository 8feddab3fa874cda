"""The reports: each a series of rows and their totals over a period."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Count, Sum

from apps.clients.models import Client
from apps.core.money import ZERO, format_money
from apps.dashboard.analytics import kpis
from apps.dashboard.asked import Asked
from apps.dashboard.books import Source
from apps.dashboard.breakdowns import metric_rows, trends
from apps.dashboard.figures import open_amounts, percent, series
from apps.documents.models import CustomerApplication, ModelCall
from apps.invoices.models import Invoice
from apps.products.models import Product

MOST_CUSTOMERS: Final = 1_000
BUCKETS: Final = (("not due", None), ("0-30", 30), ("31-60", 60), ("61-90", 90), ("90+", None))
_LIFETIMES: Final = """
SELECT f.client_id, sum({billed}) FROM {relation} AND {in_currency}
AND f.source IN ('invoice', 'bill', 'credit_note') GROUP BY 1 HAVING sum({billed}) > 0 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
Row = dict[str, Any]


class Content(NamedTuple):
    """What a report says: its rows, all with the same names, and what they come to."""

    series: list[Row]
    totals: Row


def revenue(asked: Asked) -> Content:
    """Revenue, collected, expenses and profit by month."""
    rows = trends(asked.scope, first=asked.period.first, last=asked.period.last, unit="month")
    return Content(rows, _sums(asked, rows, "revenue", "collected", "expenses", "profit"))


def kpi_dashboard(asked: Asked) -> Content:
    """The key figures, each with its unit and its change."""
    rows = [{name: row[name] for name in ("name", "value", "unit", "change")} for row in metric_rows(asked)]
    figures = kpis(asked, asked.before)
    return Content(
        rows, {name: figures[name] for name in ("collected", "outstanding", "overdue", "expenses", "profit")}
    )


def invoice_status(asked: Asked) -> Content:
    """Invoices of the period by status; drafts and cancelled ones bill nothing."""
    found = {kind: (billed, number) for _, kind, billed, number in _by_kind(asked, Source.INVOICE)}
    rows = [
        {"status": status, "number": found.get(status, (ZERO, 0))[1],
         "total": _money(asked, found.get(status, (ZERO, 0))[0])}
        for status in Invoice.Status.values
    ]  # fmt: skip
    return Content(rows, _sums(asked, rows, "total") | {"number": sum(number for _, number in found.values())})


def monthly_invoices(asked: Asked) -> Content:
    """How many invoices were issued each month, and what they billed."""
    found: dict[str, tuple[Decimal, int]] = {}
    for start, _, kind, billed, _, number in _months(asked, Source.INVOICE):
        if kind not in (Invoice.Status.DRAFT, Invoice.Status.CANCELLED):
            held = found.get(f"{start:%Y-%m}", (ZERO, 0))
            found[f"{start:%Y-%m}"] = held[0] + billed, held[1] + number
    rows = []
    for month in trends(asked.scope, first=asked.period.first, last=asked.period.last, unit="month"):
        billed, number = found.get(month["period"], (ZERO, 0))
        rows.append({"period": month["period"], "number": number, "invoiced": _money(asked, billed)})
    return Content(rows, _sums(asked, rows, "invoiced") | {"number": sum(row["number"] for row in rows)})


def cash_flow(asked: Asked) -> Content:
    """What came in and went out by month, and what that leaves since the beginning of the period."""
    rows, balance = [], ZERO
    for month in trends(asked.scope, first=asked.period.first, last=asked.period.last, unit="month"):
        inflow, outflow = Decimal(month["collected"]), Decimal(month["expenses"])
        balance += inflow - outflow
        rows.append(
            {
                "period": month["period"],
                "inflow": month["collected"],
                "outflow": month["expenses"],
                "net": _money(asked, inflow - outflow),
                "balance": _money(asked, balance),
            }
        )
    return Content(rows, _sums(asked, rows, "inflow", "outflow", "net"))


def aging(asked: Asked) -> Content:
    """What is open today by how long it has been due; bills count from their billing date."""
    amounts = dict.fromkeys((name for name, _ in BUCKETS), ZERO)
    for day, amount, _ in open_amounts(asked.scope):
        amounts[_bucket((asked.today - day).days)] += amount
    rows = [{"days": name, "amount": _money(asked, amount)} for name, amount in amounts.items()]
    return Content(rows, _sums(asked, rows, "amount"))


def customer_ltv(asked: Asked) -> Content:
    """The customers who were billed most ever: in all, and by month since they joined."""
    scope = asked.scope
    ever = "dashboard_rollup f WHERE f.tenant_id = app_tenant() AND f.grain = 'client'"
    narrowed = scope.actor.scope == "own" or scope.client is not None
    billed = dict(scope.ask(_LIFETIMES.replace("{relation}", "{figures}" if narrowed else ever), most=MOST_CUSTOMERS))
    clients = Client.objects.visible_to(scope.actor).in_bulk(list(billed))
    rows = []
    for pk, amount in billed.items():
        if client := clients.get(pk):
            since = client.joined_on or client.created_at.date()
            months = max((asked.today.year - since.year) * 12 + asked.today.month - since.month + 1, 1)
            rows.append(
                {
                    "customer_id": pk,
                    "name": client.name,
                    "since": since.isoformat(),
                    "months": months,
                    "lifetime_value": _money(asked, amount),
                    "monthly_average": _money(asked, amount / months),
                }
            )
    average = sum(billed.values(), ZERO) / len(rows) if rows else ZERO
    return Content(rows, _sums(asked, rows, "lifetime_value") | {"average": _money(asked, average)})


def application_pipeline(asked: Asked) -> Content:
    """Applications of the period by status."""
    found = {kind: number for _, kind, _, number in _by_kind(asked, Source.APPLICATION)}
    total = sum(found.values())
    rows = [
        {"status": status, "number": found.get(status, 0), "share": percent(found.get(status, 0), total)}
        for status in CustomerApplication.Status.values
    ]
    return Content(rows, {"number": total, "open": sum(found.get(status, 0) for status in CustomerApplication.OPEN)})


def product_revenue(asked: Asked) -> Content:
    """What lines of issued invoices billed for each product less what credit notes took back, without tax; the largest
    first."""
    returned = {kind: billed for _, kind, billed, _ in _by_kind(asked, Source.RETURNED)}
    sold = {kind: (billed, lines) for _, kind, billed, lines in _by_kind(asked, Source.PRODUCT)}
    found = sorted(
        (
            (
                Source.PRODUCT,
                kind,
                sold.get(kind, (ZERO, 0))[0] + returned.get(kind, ZERO),
                sold.get(kind, (ZERO, 0))[1],
            )
            for kind in {*sold, *returned}
        ),
        key=lambda row: (-row[2], row[1]),
    )
    total = sum((billed for _, _, billed, _ in found), ZERO)
    rows = [
        _product(asked, kind, names)
        | {"lines": lines, "revenue": _money(asked, billed), "share": percent(billed, total)}
        for names in [_products(asked, [kind for _, kind, *_ in found])]
        for _, kind, billed, lines in found
    ]
    return Content(rows, _sums(asked, rows, "revenue"))


def product_demand(asked: Asked) -> Content:
    """How often each product was applied for and sold; the most wanted first."""
    wanted = {kind: number for _, kind, _, number in _by_kind(asked, Source.DEMAND)}
    sold = {kind: number for _, kind, _, number in _by_kind(asked, Source.PRODUCT)}
    names = _products(asked, [*wanted, *sold])
    rows = [
        _product(asked, kind, names) | {"applications": wanted.get(kind, 0), "lines": sold.get(kind, 0)}
        for kind in sorted({*wanted, *sold}, key=lambda kind: (-wanted.get(kind, 0), -sold.get(kind, 0), kind))
    ]
    return Content(rows, {"applications": sum(wanted.values()), "lines": sum(sold.values())})


def ai_costing(asked: Asked) -> Content:
    """What models cost that read documents: calls, pages, tokens, seconds and money, by model and purpose.

    Models that run on the installation's own machines cost their computing time only.
    """
    beginning, end = asked.period.moments
    calls = ModelCall.objects.visible_to(asked.scope.actor).filter(
        created_at__gte=beginning, created_at__lt=end, currency=asked.scope.currency
    )
    found = (
        calls.order_by("kind", "model", "purpose")
        .values("kind", "model", "purpose")
        .annotate(
            calls=Count("pk"),
            pages=Sum("pages"),
            input_tokens=Sum("input_tokens"),
            output_tokens=Sum("output_tokens"),
            milliseconds=Sum("duration_ms"),
            exact_cost=Sum("cost"),
        )
    )
    rows = [
        {name: value for name, value in row.items() if name not in ("milliseconds", "exact_cost")}
        | {"seconds": row["milliseconds"] / 1000, "cost": f"{row['exact_cost']:f}"}
        for row in found
    ]
    counts = {
        name: sum(row[name] for row in rows) for name in ("calls", "pages", "input_tokens", "output_tokens", "seconds")
    }
    return Content(rows, counts | {"cost": _money(asked, sum((Decimal(row["cost"]) for row in rows), ZERO))})


REPORTS: Final[dict[str, Callable[[Asked], Content]]] = {
    "revenue": revenue,
    "kpi-dashboard": kpi_dashboard,
    "invoice-status": invoice_status,
    "monthly-invoices": monthly_invoices,
    "cash-flow": cash_flow,
    "aging": aging,
    "customer-ltv": customer_ltv,
    "application-pipeline": application_pipeline,
    "product-revenue": product_revenue,
    "product-demand": product_demand,
    "ai-costing": ai_costing,
}


def _by_kind(asked: Asked, source: str) -> list[tuple[str, str, Decimal, int]]:
    """`(source, kind, billed, number)` of the period; counts have no currency."""
    found: dict[str, tuple[Decimal, int]] = {}
    for _, _, kind, billed, _, number in _rows(asked, source, "year"):
        held = found.get(kind, (ZERO, 0))
        found[kind] = held[0] + billed, held[1] + number
    return [(source, kind, billed, number) for kind, (billed, number) in found.items() if number]


def _months(asked: Asked, source: str) -> list[tuple[date, str, str, Decimal, Decimal, int]]:
    return _rows(asked, source, "month")


def _rows(asked: Asked, source: str, unit: str) -> list[tuple[date, str, str, Decimal, Decimal, int]]:
    counted = source in (Source.APPLICATION, Source.DEMAND)
    return series(
        asked.scope,
        first=asked.period.first,
        last=asked.period.last,
        unit=unit,
        sources=[source],
        **({"currency": ""} if counted else {}),
    )


def _products(asked: Asked, kinds: list[str]) -> dict[str, Product]:
    found = Product.objects.visible_to(asked.scope.actor).in_bulk({int(kind) for kind in kinds})
    return {str(pk): product for pk, product in found.items()}


def _product(asked: Asked, kind: str, names: dict[str, Product]) -> Row:
    product = names.get(kind)
    return {
        "product_id": int(kind),
        "code": product.code if product else "",
        "name": product.name if product else "(deleted)",
    }


def _bucket(days: int) -> str:
    if days < 0:
        return "not due"
    return next((name for name, most in BUCKETS if most is not None and days <= most), "90+")


def _sums(asked: Asked, rows: list[Row], *names: str) -> Row:
    return {name: _money(asked, sum((Decimal(row[name]) for row in rows), ZERO)) for name in names}


def _money(asked: Asked, amount: Decimal) -> str:
    return format_money(amount, asked.scope.currency)
