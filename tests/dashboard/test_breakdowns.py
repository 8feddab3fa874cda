"""Stats, trends, breakdowns, rows with ids, snapshots, and figures as they are this moment."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from time_machine import travel

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.live.changes import version_of
from apps.core.tenancy import tenant_context
from apps.dashboard import rollup
from apps.dashboard.models import Rollup, Snapshot
from apps.dashboard.snapshots import take_nightly_snapshots
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.conftest import Api
from tests.dashboard.books import roll_up
from tests.dashboard.test_analytics import add_customer, bill, invoice
from tests.factories import make_expense, make_quote

TODAY = date(2025, 11, 19)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with travel(datetime(2025, 11, 19, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def acme(owner: User) -> Client:
    """A customer with an invoice, a bill, expenses and a quote of this month and the one before."""
    with tenant_context(owner.tenant_id):
        client = add_customer(owner, "Acme")
        bill(owner, client, date(2025, 11, 1), "100.00", "40.00")
        invoice(owner, client, date(2025, 11, 2), "50.00", "50.00")
        invoice(owner, client, date(2025, 10, 2), "30.00", due_date=date(2025, 10, 9), status="overdue")
        for day, amount, category in ((3, "12.00", "travel"), (4, "3.00", "meals"), (5, "5.00", "meals")):
            make_expense(owner, expense_date=date(2025, 11, day), amount=Decimal(amount), category=category)
        make_expense(owner, expense_date=date(2025, 10, 3), amount=Decimal("4.00"), category="meals")
        make_quote(owner, client=client, issue_date=date(2025, 11, 5), status="accepted", expiry_date=date(2026, 1, 1))
    roll_up(owner)
    return client


def get(api: Api, path: str) -> Any:
    answer = api.get(f"/api/dashboard/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_shows_flat_figures(api: Api, acme: Client) -> None:
    stats = get(api, "stats/")
    assert {name: stats[name] for name in ("revenue", "collected", "outstanding", "overdue", "expenses", "profit")} == {
        "revenue": 150.0, "collected": "90.00", "outstanding": "90.00", "overdue": "30.00", "expenses": "20.00",
        "profit": "130.00",
    }  # fmt: skip
    assert (stats["revenue_change"], stats["collection_rate"], stats["quote_acceptance_rate"]) == (400.0, 60.0, 100.0)


def test_shows_trends(api: Api, acme: Client) -> None:
    months = get(api, "trends/")["series"]
    assert (len(months), months[-2:]) == (12, [
        {"period": "2025-10", "revenue": "30.00", "collected": "0.00", "expenses": "4.00", "profit": "26.00"},
        {"period": "2025-11", "revenue": "150.00", "collected": "90.00", "expenses": "20.00", "profit": "130.00"},
    ])  # fmt: skip
    days = get(api, "trends/?from=2025-11-01&to=2025-11-03&unit=day")["series"]
    assert [(day["period"], day["revenue"]) for day in days] == [
        ("2025-11-01", "100.00"), ("2025-11-02", "50.00"), ("2025-11-03", "0.00"),
    ]  # fmt: skip
    weeks = get(api, "trends/?from=2025-11-01&to=2025-11-19&unit=week")["series"]
    assert [week["period"] for week in weeks] == ["2025-10-27", "2025-11-03", "2025-11-10", "2025-11-17"]
    for wrong in ("unit=hour", "unit=day&from=2015-01-01"):
        assert list(api.get(f"/api/dashboard/trends/?{wrong}").json()["details"]) == ["unit"]


def test_breaks_figures_down(api: Api, owner: User, acme: Client) -> None:
    shown = get(api, "breakdown/")
    assert shown["by_category"] == [
        {"category": "travel", "total": "12.00", "number": 1, "share": 60.0},
        {"category": "meals", "total": "8.00", "number": 2, "share": 40.0},
    ]
    assert {(row["document"], row["status"], row["total"]) for row in shown["by_status"]} == {
        ("bill", "Active", "100.00"), ("invoice", "paid", "50.00"), ("quote", "accepted", "100.00"),
    }  # fmt: skip
    (client,) = shown["by_client"]
    assert client == {
        "id": acme.pk, "name": "Acme", "email": "acme@x.example", "status": "Active", "revenue": "150.00",
        "collected": "90.00", "outstanding": "90.00", "collection_rate": 60.0,
    }  # fmt: skip
    assert get(api, "clients/")["results"] == [client]
    one = get(api, f"clients/{acme.pk}/")
    assert one["series"][-2:] == [{"period": "2025-10", "total": "30.00"}, {"period": "2025-11", "total": "150.00"}]


def test_pages_through_clients(api: Api, owner: User, acme: Client) -> None:
    with tenant_context(owner.tenant_id):
        names = [add_customer(owner, f"C{n}").name for n in range(5)]
    first = get(api, "clients/?page_size=4")
    assert (first["count"], [row["name"] for row in first["results"]]) == (6, names[:0:-1])
    second = get(api, "clients/?page_size=4&page=2")
    assert [row["name"] for row in second["results"]] == ["C0", "Acme"]
    assert get(api, f"clients/?client={acme.pk}")["count"] == 1


@pytest.mark.parametrize("kind", ["categories", "metrics"])
def test_rows_have_ids_that_mean_nothing_in_another_company(api: Api, charlie: User, acme: Client, kind: str) -> None:
    rows = get(api, f"{kind}/?page_size=100")["results"]
    assert rows
    for row in rows:
        shown = get(api, f"{kind}/{row['id']}/")
        assert {name: shown[name] for name in row} == row
        assert Api(charlie).get(f"/api/dashboard/{kind}/{row['id']}/").status_code == 404


def test_categories_and_metrics_say_what_changed(api: Api, acme: Client) -> None:
    meals = next(row for row in get(api, "categories/")["results"] if row["category"] == "meals")
    assert (meals["total"], meals["share"], meals["change"]) == ("8.00", 40.0, 100.0)
    series = get(api, f"categories/{meals['id']}/")["series"]
    assert series[-2:] == [{"period": "2025-10", "total": "4.00"}, {"period": "2025-11", "total": "8.00"}]
    metrics = {row["name"]: row for row in get(api, "metrics/")["results"]}
    assert (metrics["total_revenue"]["value"], metrics["total_revenue"]["unit"]) == (150.0, "USD")
    assert metrics["total_revenue"]["change"] == 400.0
    text = api.get("/api/dashboard/metrics/prometheus/").content.decode()
    assert '# TYPE senangkira_overdue gauge\nsenangkira_overdue{unit="USD"} 30.0\n' in text


def test_keeps_snapshots_and_compares_them(api: Api, owner: User, acme: Client) -> None:
    first = api.post("/api/dashboard/snapshots/", {"name": "Before"})
    assert (first.status_code, first.json()["figures"]["revenue"]["invoiced"]) == (201, "150.00")
    with tenant_context(owner.tenant_id):
        invoice(owner, acme, TODAY, "75.00")
    roll_up(owner)
    second = api.post("/api/dashboard/snapshots/generate/", {})
    assert second.status_code == 201
    one, two = first.json()["id"], second.json()["id"]
    assert get(api, f"snapshots/{one}/") == first.json()
    assert get(api, "snapshots/")["count"] == 2
    amounts = get(api, f"snapshots/{one}/compare/?other={two}")["amounts"]
    assert amounts["invoiced"] == {"first": "150.00", "second": "225.00", "difference": "75.00", "change": 50.0}
    assert api.get(f"/api/dashboard/snapshots/{one}/compare/").status_code == 400
    assert api.get(f"/api/dashboard/snapshots/{one}/compare/?other=999999").status_code == 400


def test_takes_one_snapshot_a_night(owner: User, acme: Client) -> None:
    assert take_nightly_snapshots() == 1
    assert take_nightly_snapshots() == 0
    with tenant_context(owner.tenant_id):
        snapshot = Snapshot.unscoped.get()
    assert (snapshot.night, snapshot.first_day, snapshot.last_day) == (
        TODAY - timedelta(days=1), date(2025, 11, 1), TODAY - timedelta(days=1),
    )  # fmt: skip
    assert snapshot.figures["revenue"]["invoiced"] == "150.00"


def test_rebuilds_the_sums_as_a_job(api: Api, owner: User, acme: Client) -> None:
    with tenant_context(owner.tenant_id):
        Rollup.unscoped.filter(source="bill").update(billed=1)
    started = api.post("/api/dashboard/realtime/recalculate/", {})
    assert started.status_code == 202
    with tenant_context(owner.tenant_id):
        job = Job.unscoped.get(job_id=started.json()["job_id"])
    run_job(owner.tenant_id, job.pk)
    done = api.get(f"/api/async-jobs/{job.job_id}/").json()
    assert (done["status"], done["result"]) == ("succeeded", {"entries": 0, "sums": 3})
    assert get(api, "stats/")["revenue"] == 150.0


def test_tells_how_far_it_is_behind_and_catches_up(api: Api, owner: User, acme: Client) -> None:
    assert get(api, "health/")["status"] == "ok"
    assert api.post("/api/clients/", {"name": "Lim", "email": "lim@x.example"}).status_code == 201
    assert (get(api, "health/")["status"], get(api, "health/")["pending_events"]) == ("behind", 1)
    before = version_of(owner.tenant_id)
    refreshed = api.post("/api/dashboard/refresh/", {})
    assert (refreshed.status_code, refreshed.json()["refreshed"]) == (200, True)
    assert version_of(owner.tenant_id) != before
    assert get(api, "realtime/aggregate/")["clients"]["total"] == 2


def test_streams_the_figures_at_once_and_after_each_change(api: Api, owner: User, acme: Client) -> None:
    """Read in this test's own transaction, which no other thread would see."""
    answer = api.get("/api/dashboard/streaming/aggregate/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream")
    reader = answer.following.read
    with tenant_context(owner.tenant_id):
        first = reader()
        assert (first[1], first[2]["revenue"]["invoiced"], reader()) == ("figures", "150.00", first)
        invoice(owner, acme, TODAY, "75.00")
        rollup.recalculate(owner.tenant)
        assert reader() == first  # nobody has said that anything changed
        api.post("/api/dashboard/refresh/", {})
        second = reader()
    assert (second[0] != first[0], second[2]["revenue"]["invoiced"]) == (True, "225.00")
