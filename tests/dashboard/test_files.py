"""The dashboard as a file, and the months to come."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from time_machine import travel

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.dashboard.books import roll_up
from tests.dashboard.test_analytics import add_customer, bill
from tests.paper import text_of_pdf


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with travel(datetime(2025, 11, 19, 12, tzinfo=UTC), tick=False):
        yield


def bill_monthly(owner: User, months: int, amount: Any) -> None:
    """A bill in each of so many months before this one, `amount(n)` in the n-th."""
    with tenant_context(owner.tenant_id):
        customer = add_customer(owner, "Acme")
        for n in range(months):
            back = 2025 * 12 + 10 - months + n
            bill(owner, customer, date(back // 12, back % 12 + 1, 10), f"{amount(n):.2f}")
    roll_up(owner)


def test_projects_what_grows_evenly(api: Api, owner: User) -> None:
    bill_monthly(owner, 18, lambda n: 1_000 + 50 * n + (n % 3))
    shown = api.get("/api/dashboard/projections/?months=3").json()
    assert (shown["method"], shown["months_of_data"], shown["reason"]) == ("ETS(A,Ad,N)", 18, "")
    assert [row["period"] for row in shown["series"]] == ["2025-11", "2025-12", "2026-01"]
    first = shown["series"][0]
    assert 1_800 < float(first["revenue"]) < 2_000
    assert float(first["lower"]) <= float(first["revenue"]) <= float(first["upper"])
    assert shown["back_test"]["months"] == 3
    assert shown["back_test"]["error_percent"] < 5


def test_projects_a_season(api: Api, owner: User) -> None:
    bill_monthly(owner, 36, lambda n: 1_000 + (600 if n % 12 == 0 else 0) + n % 5)
    shown = api.get("/api/dashboard/projections/?months=12").json()
    assert shown["method"] == "ETS(A,Ad,A)"
    revenue = {row["period"]: float(row["revenue"]) for row in shown["series"]}
    assert max(revenue, key=lambda period: revenue[period]) == "2025-11"


def test_is_honest_about_too_little_data(api: Api, owner: User) -> None:
    bill_monthly(owner, 5, lambda n: 100)
    shown = api.get("/api/dashboard/projections/").json()
    assert (shown["series"], shown["method"], shown["back_test"]) == ([], "none", None)
    assert shown["reason"] == "There are 5 full months with revenue; a projection needs 6."
    for wrong in ("0", "25", "x", "-1", "1e3", "99999999999"):
        assert list(api.get(f"/api/dashboard/projections/?months={wrong}").json()["details"]) == ["months"]


def test_exports_every_figure(api: Api, owner: User) -> None:
    bill_monthly(owner, 2, lambda n: 100 + n)
    answer = api.get("/api/dashboard/export/?format=csv&from=2025-09-01")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["section", "name", "value"]
    assert ["revenue", "invoiced", "201.00"] in rows
    assert ["revenue by month", "2025-10", "101.00"] in rows
    assert b"".join(api.get("/api/dashboard/export/?format=excel").streaming_content).startswith(b"PK")
    assert list(api.get("/api/dashboard/export/?format=doc").json()["details"]) == ["format"]


def test_exports_a_page_with_charts(api: Api, owner: User) -> None:
    bill_monthly(owner, 11, lambda n: 100 + 30 * n)
    answer = api.get("/api/dashboard/export/?format=pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert "2,750.00" in text_of_pdf(answer.content), "what is open, written as on the documents"
    assert api.get("/api/dashboard/export/?format=pdf").content == answer.content
