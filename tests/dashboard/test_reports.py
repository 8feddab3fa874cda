"""Each report against books that can be added up in the head."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from time_machine import travel

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.documents.models import ModelCall
from tests.conftest import Api
from tests.dashboard.books import roll_up
from tests.dashboard.test_analytics import add_customer, bill, invoice
from tests.factories import make_application, make_expense, make_invoice_line, make_product

NAMES = ["revenue", "kpi-dashboard", "invoice-status", "monthly-invoices", "cash-flow", "aging", "customer-ltv",
         "application-pipeline", "product-revenue", "product-demand", "ai-costing"]  # fmt: skip


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with travel(datetime(2025, 11, 19, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def books(owner: User) -> dict[str, Any]:
    """Two months of one customer."""
    with tenant_context(owner.tenant_id):
        client = add_customer(owner, "Acme", joined_on=date(2025, 8, 1))
        bill(owner, client, date(2025, 11, 1), "100.00", "40.00")
        invoice(owner, client, date(2025, 11, 2), "50.00", "50.00")
        for due, total in ((date(2025, 12, 1), "1.00"), (date(2025, 11, 9), "2.00"), (date(2025, 10, 9), "4.00"),
                           (date(2025, 9, 5), "8.00"), (date(2025, 8, 1), "16.00")):  # fmt: skip
            status = "sent" if due > date(2025, 11, 19) else "overdue"
            invoice(owner, client, date(2025, 8, 1), total, due_date=due, status=status)
        make_expense(owner, expense_date=date(2025, 11, 3), amount=Decimal("30.00"))
        visa, sim = make_product(owner, code="VISA"), make_product(owner, code="SIM")
        for status, product in (("pending", visa), ("completed", visa), ("pending", sim)):
            make_application(owner, customer=client, product=product, status=status, doc_date=date(2025, 11, 4),
                             due_date=date(2025, 12, 4))  # fmt: skip
        sold = client.invoices.get(total_amount=Decimal("50.00"))
        make_invoice_line(owner, invoice=sold, product=visa, total=Decimal("20.00"))
        make_invoice_line(owner, invoice=sold, product=visa, total=Decimal("10.00"))
        for cost, tokens in ((Decimal("0.0015"), 100), (Decimal("0.0200"), 900)):
            ModelCall.unscoped.create(
                tenant=owner.tenant, owner=owner, kind="language_model", model="some-model", purpose="documents.read",
                input_tokens=tokens, output_tokens=10, pages=1, duration_ms=1500, cost=cost, currency="USD",
            )  # fmt: skip
    roll_up(owner)
    return {"client": client, "visa": visa, "sim": sim}


def report(api: Api, name: str, query: str = "") -> dict[str, Any]:
    answer = api.get(f"/api/reports/{name}/{query}")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_names_the_reports(api: Api) -> None:
    links = api.get("/api/reports/").json()
    assert [link["name"] for link in links] == NAMES
    for link in links:
        assert link["description"]
        assert api.get(link["url"].removeprefix("http://testserver")).status_code == 200


def test_reports_revenue_and_cash_flow(api: Api, books: dict[str, Any]) -> None:
    revenue = report(api, "revenue")
    assert (revenue["period"], revenue["currency"]) == ({"from": "2024-12-01", "to": "2025-11-19"}, "USD")
    assert revenue["series"][-1] == {
        "period": "2025-11", "revenue": "150.00", "collected": "90.00", "expenses": "30.00", "profit": "120.00",
    }  # fmt: skip
    assert revenue["totals"] == {"revenue": "181.00", "collected": "90.00", "expenses": "30.00", "profit": "151.00"}
    flow = report(api, "cash-flow", "?from=2025-10-01")
    assert flow["series"][1] == {
        "period": "2025-11", "inflow": "90.00", "outflow": "30.00", "net": "60.00", "balance": "60.00",
    }  # fmt: skip


def test_reports_invoices(api: Api, books: dict[str, Any]) -> None:
    by_status = {row["status"]: (row["number"], row["total"]) for row in report(api, "invoice-status")["series"]}
    assert by_status == {"draft": (0, "0.00"), "sent": (1, "1.00"), "partial": (0, "0.00"), "paid": (1, "50.00"),
                         "overdue": (4, "30.00"), "cancelled": (0, "0.00")}  # fmt: skip
    months = {row["period"]: row for row in report(api, "monthly-invoices")["series"]}
    assert months["2025-08"] == {"period": "2025-08", "number": 5, "invoiced": "31.00"}
    aging = {row["days"]: row["amount"] for row in report(api, "aging")["series"]}
    assert aging == {"not due": "1.00", "0-30": "62.00", "31-60": "4.00", "61-90": "8.00", "90+": "16.00"}
    assert report(api, "aging")["totals"] == {"amount": "91.00"}


def test_reports_what_customers_are_worth(api: Api, books: dict[str, Any]) -> None:
    assert report(api, "customer-ltv")["series"] == [
        {"customer_id": books["client"].pk, "name": "Acme", "since": "2025-08-01", "months": 4,
         "lifetime_value": "181.00", "monthly_average": "45.25"}
    ]  # fmt: skip


def test_reports_applications_and_products(api: Api, books: dict[str, Any]) -> None:
    pipeline = report(api, "application-pipeline")
    assert {row["status"]: row["number"] for row in pipeline["series"]} == {
        "pending": 2, "processing": 0, "completed": 1, "rejected": 0, "closed": 0,
    }  # fmt: skip
    assert pipeline["totals"] == {"number": 3, "open": 2}
    visa, sim = books["visa"], books["sim"]
    assert report(api, "product-revenue")["series"] == [
        {"product_id": visa.pk, "code": "VISA", "name": visa.name, "lines": 2, "revenue": "30.00", "share": 100.0}
    ]
    demand = report(api, "product-demand")["series"]
    assert [(row["product_id"], row["applications"], row["lines"]) for row in demand] == [
        (visa.pk, 2, 2), (sim.pk, 1, 0),
    ]  # fmt: skip
    stats = api.get("/api/dashboard-stats/").json()
    assert (stats["applications_pending"], stats["revenue"]) == (2, 150.0)


def test_reports_what_reading_documents_costs(api: Api, books: dict[str, Any]) -> None:
    costing = report(api, "ai-costing")
    assert costing["series"] == [
        {"kind": "language_model", "model": "some-model", "purpose": "documents.read", "calls": 2, "pages": 2,
         "input_tokens": 1000, "output_tokens": 20, "seconds": 3.0, "cost": "0.02150000"}
    ]  # fmt: skip
    assert (costing["totals"]["calls"], costing["totals"]["cost"]) == (2, "0.02")
    assert report(api, "ai-costing", "?to=2025-11-18")["series"] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_a_table_too(api: Api, books: dict[str, Any], name: str) -> None:
    shown = report(api, name)
    answer = api.get(f"/api/reports/{name}/?format=csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == len(shown["series"])
    assert list(rows[0]) == list(shown["series"][0])
    workbook = api.get(f"/api/reports/{name}/?format=excel")
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    assert list(api.get(f"/api/reports/{name}/?format=pdf").json()["details"]) == ["format"]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_company_gets_zeros(api: Api, name: str) -> None:
    shown = report(api, name)
    assert all(float(amount) == 0 for amount in shown["totals"].values())


@pytest.mark.parametrize("name", NAMES)
def test_refuses_what_makes_no_sense(api: Api, name: str) -> None:
    for query, field in (("from=2025-02-30", "from"), ("period=decade", "period"), ("client=0", "client")):
        answer = api.get(f"/api/reports/{name}/?{query}")
        assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
