"""The dashboard as a file: a table of all its figures, or a page with charts."""

from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from json import dumps
from typing import Any

from apps.core.rendering.pdf import FAMILIES, font_book
from apps.dashboard.asked import Asked
from apps.dashboard.breakdowns import trends, twelve_months_to
from apps.dashboard.selectors import overview
from apps.invoices.rendering import wording_of

HEADER = ("section", "name", "value")


def table_rows(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """Every figure of the overview and of the last twelve months, one a row."""
    shown, months = _figures(asked)
    yield "period", "from", shown["period"]["from"].isoformat()
    yield "period", "to", shown["period"]["to"].isoformat()
    yield "period", "currency", shown["currency"]
    for name, amount in shown["revenue"].items():
        yield "revenue", name, amount
    yield "expenses", "total", shown["expenses"]["total"]
    for row in shown["expenses"]["by_category"]:
        yield "expenses by category", row["category"], row["total"]
    yield "profit", "profit", shown["profit"]
    for section in ("invoices", "quotes"):
        for status, number in shown[section]["by_status"].items():
            yield f"{section} by status", status, str(number)
    for name, value in (*shown["bills"].items(), *shown["clients"].items()):
        yield "bills" if name in shown["bills"] else "clients", name, str(value)
    for month in months:
        for name in ("revenue", "collected", "expenses", "profit"):
            yield f"{name} by month", month["period"], month[name]


def render_dashboard(asked: Asked) -> bytes:
    """The dashboard as a PDF page with charts; equal figures make equal bytes."""
    shown, months = _figures(asked)
    tenant = asked.scope.actor.acting_tenant
    highest = max((Decimal(month[name]) for month in months for name in ("revenue", "expenses")), default=Decimal(0))

    wording, by_category = wording_of(tenant), shown["expenses"]["by_category"]

    def money(amount: str) -> str:
        return wording.amount(Decimal(amount), shown["currency"])

    def share(amount: str) -> float:
        return float(max(Decimal(amount), Decimal(0)) / highest) if highest else 0.0

    data: dict[str, Any] = {
        "title": "Dashboard",
        "company": tenant.name,
        "from": shown["period"]["from"].isoformat(),
        "to": shown["period"]["to"].isoformat(),
        "currency": shown["currency"],
        "accent": tenant.preferences.accent_color,
        "fonts": FAMILIES,
        "figures": [
            {"name": name.capitalize(), "value": money(value)}
            for name, value in (
                *shown["revenue"].items(), ("expenses", shown["expenses"]["total"]), ("profit", shown["profit"]),
            )
        ],
        "months": [
            {"period": month["period"][2:], "revenue": share(month["revenue"]), "expenses": share(month["expenses"])}
            for month in months
        ],
        "highest": wording.money(highest, shown["currency"]),
        "tables": [
            {"title": "Expenses by category",
             "rows": [[row["category"], money(row["total"])] for row in by_category] or [["none", ""]]},
            {"title": "Invoices by status",
             "rows": [[status, str(number)] for status, number in shown["invoices"]["by_status"].items()]},
        ],
    }  # fmt: skip
    import typst  # 7 MB, which a process that sets nothing is spared

    source = (files("apps.dashboard") / "dashboard.typ").read_bytes()
    inputs = {"dashboard": dumps(data, ensure_ascii=False)}
    return typst.compile(source, font_paths=font_book(), ignore_system_fonts=True, sys_inputs=inputs)


def _figures(asked: Asked) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    shown = overview(asked.scope, period=asked.period, today=asked.today)
    return shown, trends(asked.scope, first=twelve_months_to(asked.today), last=asked.today, unit="month")
