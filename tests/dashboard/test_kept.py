"""Answers are kept as long as the event log stands still, and not a moment longer; none is read from the books."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as RedisGone

from apps.accounts.models import User
from apps.accounts.services import companies
from apps.accounts.services.roles import create_role
from apps.clients.models import Client
from apps.core import limits
from apps.core.limits import move_epochs, redis_client
from apps.core.tenancy import tenant_context
from apps.dashboard import live, rollup
from apps.dashboard.models import Rollup
from apps.dashboard.reports import REPORTS
from apps.dashboard.urls import VIEWS
from apps.monitoring.services.backups import forget_callers
from tests.conftest import Api
from tests.dashboard.books import roll_up
from tests.dashboard.test_analytics import TODAY, acme, add_customer, bill, invoice, november  # noqa: F401 - fixtures
from tests.factories import make_expense, make_quote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
NOT_KEPT = {"health", "refresh", "realtime/aggregate", "realtime/recalculate"}
NOT_KEPT_FIGURES = ("dashboard/realtime/aggregate", "dashboard/export", "dashboard/metrics/prometheus")
ROWS_WITH_IDS = {"categories/<int:pk>": "/api/dashboard/categories/", "metrics/<int:pk>": "/api/dashboard/metrics/"}
WITHOUT_SUMS = {
    "dashboard/projections",  # of full months, of which there are none
    "reports/ai-costing", "reports/application-pipeline", "reports/product-demand", "reports/product-revenue",
}  # fmt: skip
BOOKS = re.compile(r"(invoices_|payments_|bills_|expenses_|quotes_|documents_customerapplication)\w*")
KEPT = [
    *(f"dashboard/{name}" for name in VIEWS if name not in NOT_KEPT and name not in ("export", "metrics/prometheus")),
    "dashboard-stats",
    *(f"reports/{name}" for name in REPORTS),
]


@pytest.fixture
def books(owner: User, acme: Client) -> Client:  # noqa: F811
    with tenant_context(owner.tenant_id):
        invoice(owner, acme, TODAY, "150.00", "50.00")
        bill(owner, acme, TODAY, "80.00", "20.00")
        make_expense(owner, expense_date=TODAY)
        make_quote(owner, status="sent", issue_date=TODAY, expiry_date=date(2026, 1, 31))
    roll_up(owner)
    return acme


def move_sums(by: int) -> None:
    """Change every sum, each differently."""
    money = ("billed", "base_billed", "collected", "base_collected")
    Rollup.unscoped.update(
        number=F("number") + 1, **{name: F(name) * 2 + by + place // 2 for place, name in enumerate(money)}
    )


def forget_what_is_kept() -> None:
    live._at_hand.clear()
    for key in redis_client().scan_iter(match="figures:*"):
        redis_client().delete(key)


def path_of(name: str, api: Api, client: Client) -> str:
    if name.endswith("clients/<int:pk>"):
        return f"/api/dashboard/clients/{client.pk}/"
    for pattern, rows in ROWS_WITH_IDS.items():
        if name.endswith(pattern):
            return f"{rows}{api.get(rows).json()['results'][-1]['id']}/"
    return f"/api/{name}/"


def shown(api: Api, path: str) -> str:
    answer = api.get(path)
    assert answer.status_code == 200, answer.content
    return json.dumps(answer.json(), sort_keys=True)


@pytest.mark.parametrize("name", KEPT)
def test_an_answer_is_kept_until_something_happens_or_it_is_refreshed(
    name: str, api: Api, owner: User, books: Client
) -> None:
    path = path_of(name, api, books)
    first = shown(api, path)
    with tenant_context(owner.tenant_id):
        # Past the event log: nobody is told.
        move_sums(1)
    assert shown(api, path) == first
    if name in WITHOUT_SUMS:
        return
    assert api.post("/api/dashboard/refresh/").status_code == 200
    refreshed = shown(api, path)
    assert refreshed != first

    with tenant_context(owner.tenant_id):
        move_sums(7)
    assert shown(api, path) == refreshed
    assert api.post("/api/clients/", {"name": "Lim", "email": "lim@x.example"}).status_code == 201
    assert shown(api, path) != refreshed


@pytest.mark.parametrize("name", [*KEPT, *NOT_KEPT_FIGURES])
def test_no_figure_is_read_from_the_books(name: str, api: Api, owner: User, books: Client) -> None:
    path = path_of(name, api, books)
    shown(api, "/api/dashboard/overview/")  # the first of the day looks for invoices that are overdue by now
    api.post("/api/dashboard/refresh/")
    with CaptureQueriesContext(connection) as asked:
        assert api.get(path).status_code == 200
    read = {table[0] for query in asked for table in BOOKS.finditer(query["sql"])}
    assert read == set()
    assert len(asked) <= 20


def test_what_is_kept_is_the_callers_own(api: Api, owner: User, books: Client, charlie: User) -> None:
    path = "/api/dashboard/overview/"
    assert api.get(path).json()["revenue"]["invoiced"] != "0.00"
    assert Api(charlie).get(path).json()["revenue"]["invoiced"] == "0.00"
    assert api.get(f"{path}?period=year").json()["period"] != api.get(path).json()["period"]


@pytest.mark.parametrize("name", KEPT)
def test_a_colleague_who_may_see_the_same_is_answered_with_what_was_kept(
    name: str, api: Api, books: Client, owner: User, colleague: Callable[..., User]
) -> None:
    path, partner = path_of(name, api, books), Api(colleague("admin"))
    for one in (api, partner):  # who has logged in since is an event of its own
        one.get("/api/dashboard/overview/")
    first = shown(api, path)
    forget_what_is_kept()
    assert shown(partner, path) == first, "who asks makes no difference"
    with tenant_context(owner.tenant_id):
        move_sums(1)
    assert shown(api, path) == shown(partner, path) == first


def test_a_colleague_with_other_rights_is_not_answered_with_what_was_kept(
    api: Api, books: Client, owner: User, colleague: Callable[..., User]
) -> None:
    path = "/api/dashboard/overview/"
    with tenant_context(owner.tenant_id):
        create_role(actor=owner, name="Onlooker", rights=["dashboard.view_overview"])
    onlooker = Api(colleague("onlooker"))
    assert api.post("/api/clients/", {"name": "Lim", "email": "lim@x.example"}).status_code == 201
    salesman = Api(colleague("user"))
    assert salesman.get(path).json()["revenue"]["invoiced"] == "0.00", "of the own clients, who are none"
    assert api.get(path).json()["revenue"]["invoiced"] != "0.00"
    assert salesman.get(path).json()["revenue"]["invoiced"] == "0.00"
    assert Api(colleague("user", "second")).get(path).json()["revenue"]["invoiced"] == "0.00"
    assert {event["resource_type"] for event in api.get(path).json()["recent_activity"]} == {"client"}
    assert onlooker.get(path).json()["recent_activity"] == [], "of clients, who are not theirs to see"


def test_who_is_still_remembered_in_the_old_currency_keeps_nothing_for_the_new_one(
    api: Api, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change is announced a moment before the company's users are read anew."""
    path = "/api/dashboard/overview/"
    assert api.get(path).json()["currency"] == "USD"
    shown_meanwhile = []

    def move_late(*keys: str) -> None:
        shown_meanwhile.append(api.get(path).json()["currency"])
        move_epochs(*keys)

    monkeypatch.setattr(companies, "move_epochs", move_late)
    changed = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"currency": "MYR"}})
    assert changed.status_code == 200
    assert shown_meanwhile == ["USD"]
    assert api.get(path).json()["currency"] == "MYR"


def test_no_answer_is_kept_beyond_a_restore(api: Api, owner: User, books: Client) -> None:
    before = shown(api, "/api/dashboard/overview/")
    with tenant_context(owner.tenant_id):
        move_sums(1)
    forget_callers()
    assert shown(api, "/api/dashboard/overview/") != before


def test_a_kept_answer_costs_no_query_of_figures(api: Api, books: Client) -> None:
    api.get("/api/dashboard/kpis/")
    with CaptureQueriesContext(connection) as asked:
        api.get("/api/dashboard/kpis/")
    assert [query["sql"] for query in asked if "dashboard_" in query["sql"]] == []


def test_another_process_finds_what_was_kept(
    api: Api, owner: User, books: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shown(api, "/api/dashboard/stats/")
    with tenant_context(owner.tenant_id):
        move_sums(1)
    monkeypatch.setattr(live, "_at_hand", {})
    assert shown(api, "/api/dashboard/stats/") == first
    monkeypatch.setattr(live, "_at_hand", {})
    redis_client().flushdb()
    assert shown(api, "/api/dashboard/stats/") != first


@pytest.mark.parametrize("name", ["stats", "overview"])
def test_figures_that_are_behind_are_not_kept(
    api: Api, owner: User, books: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = f"/api/dashboard/{name}/"
    monkeypatch.setattr(rollup, "MOST_PENDING", 1)
    with tenant_context(owner.tenant_id):
        invoice(owner, books, TODAY, "70.00", "0.00")
    api.post("/api/clients/", {"name": "Lim", "email": "lim@x.example"})
    behind = shown(api, path)
    roll_up(owner)
    assert shown(api, path) != behind


def test_without_redis_everything_is_computed(
    api: Api, owner: User, books: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shown(api, "/api/dashboard/stats/")

    def gone(*args: Any, **kwargs: Any) -> Any:
        raise RedisGone

    for command in ("get", "set"):
        monkeypatch.setattr(redis_client(), command, gone)
    monkeypatch.setattr(limits, "_connection", gone)
    with tenant_context(owner.tenant_id):
        move_sums(1)
    assert shown(api, "/api/dashboard/stats/") != first


def test_customers_come_in_slices_of_a_bare_array(api: Api, owner: User, books: Client) -> None:
    with tenant_context(owner.tenant_id):
        others = [add_customer(owner, f"Customer {number}") for number in range(4)]
    path = "/api/dashboard/customer-wise-revenue/"
    whole = api.get(path)
    ids = [row["customer_id"] for row in whole.json()]
    assert (ids[0], set(ids[1:])) == (books.pk, {one.pk for one in others} | set(ids[1:]))
    assert (whole.headers["X-Total-Count"], "Link" in whole.headers) == (str(len(ids)), False)
    for _ in range(2):  # computed, then kept
        part = api.get(f"{path}?limit=2&offset=1")
        assert [row["customer_id"] for row in part.json()] == ids[1:3]
        assert part.headers["X-Total-Count"] == str(len(ids))
        assert part.headers["Link"].startswith("<http://testserver/api/dashboard/customer-wise-revenue/?")
        assert "offset=3" in part.headers["Link"]
    for query, field in (("limit=0", "limit"), ("limit=1001", "limit"), ("offset=-1", "offset"), ("limit=x", "limit")):
        refused = api.get(f"{path}?{query}")
        assert (refused.status_code, list(refused.json()["details"])) == (400, [field])
