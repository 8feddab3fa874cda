"""What holds for every list."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import BooleanField, ForeignKey
from django.test.utils import CaptureQueriesContext

from apps.core import filters
from apps.core.filters import ShownFieldOrdering, TenantModelFilter, indexed_order, sortable_fields
from apps.core.rls import fenced_models
from apps.core.tenancy import tenant_context
from apps.expenses.models import Expense
from apps.invoices.models import Invoice
from apps.payments.models import Payment
from apps.quotes.models import Quote
from tests.sweeps.bodies import NOT_BY_ONE_CALL, situation_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import MISSING, ROUTES, Route


def _filters(route: Route) -> list[str]:
    """The parameters of the query that the document names."""
    parameters = (route.operation or {}).get("parameters", ())
    return [given["name"] for given in parameters if given.get("in") == "query"]


LISTS = [route for route in ROUTES if route.is_list and not route.is_detail]
OF_A_MODEL = [route for route in LISTS if route.model in fenced_models()]


def test_there_are_lists() -> None:
    assert LISTS


@pytest.mark.parametrize("route", OF_A_MODEL, ids=str)
def test_costs_the_same_number_of_queries_for_two_rows_and_for_six(route: Route, ground: Ground) -> None:
    def cost() -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            shown = ground.api.get(route.url()).json()["count"]
        return shown, [query["sql"] for query in queries.captured_queries]

    ground.api.get(route.url())
    before, _ = cost()
    for _ in range(2):
        ground.own(route.model, **situation_of(route))
    two, queries_for_two = cost()
    for _ in range(4):
        ground.own(route.model, **situation_of(route))
    six, queries_for_six = cost()
    assert (two - before, six - before) == (2, 6), "the factory's rows do not show in the list"
    assert len(queries_for_six) == len(queries_for_two), "\n".join(queries_for_six)


@pytest.mark.parametrize("route", OF_A_MODEL, ids=str)
def test_shows_no_row_of_another_tenant(route: Route, ground: Ground) -> None:
    before = ground.api.get(route.url()).json()["count"]
    ground.foreign(route.model)
    assert ground.api.get(route.url()).json()["count"] == before


@pytest.mark.parametrize("route", [route for route in LISTS if route.model], ids=str)
@pytest.mark.parametrize("ordering", ["nonsense", "pk", "tenant__name", "id,nonsense", "--id", "password", "?"])
def test_refuses_an_ordering_by_what_it_does_not_show(route: Route, ordering: str, ground: Ground) -> None:
    response = ground.api.get(f"{route.url()}?ordering={ordering}")
    assert response.status_code == 400
    assert "ordering" in response.json()["details"]


@pytest.mark.parametrize("route", LISTS, ids=str)
@pytest.mark.parametrize("page", ["1000000000", "0", "-1", "x", "1.5", "9" * 30, "%00"])
def test_has_nothing_on_a_page_that_is_not_there(route: Route, page: str, ground: Ground) -> None:
    assert ground.caller(route).get(f"{route.url()}?page={page}").status_code == 404


@pytest.mark.parametrize("route", OF_A_MODEL, ids=str)
def test_clamps_the_size_of_a_page(route: Route, ground: Ground) -> None:
    for _ in range(3):
        ground.own(route.model, **situation_of(route))
    sizes = {
        given: len(ground.api.get(f"{route.url()}?page_size={given}").json()["results"])
        for given in ("2", "0", "-1", "x", "1000000000")
    }
    assert sizes["2"] == 2
    assert min(sizes.values()) >= 1


@pytest.mark.parametrize("route", OF_A_MODEL, ids=str)
def test_a_cursor_leads_through_the_list_in_any_order(route: Route, ground: Ground) -> None:
    for _ in range(3):
        ground.own(route.model, **situation_of(route))
    view = route.view
    view.request.user = ground.owner
    orderings = ["", *sortable_fields(view)] if ShownFieldOrdering in view.filter_backends else [""]
    for ordering in orderings:
        query = f"{route.url()}?ordering={ordering}" if ordering else f"{route.url()}?"
        expected = ground.api.get(f"{query}&page_size=100").json()["results"]
        found: list[Any] = []
        following = f"{query}&page_size=2&cursor="
        while following:
            body = ground.api.get(following.removeprefix("http://testserver")).json()
            found += body["results"]
            following = body["next"]
        assert found == expected, f"ordered by {ordering or 'default'}"


@pytest.mark.parametrize("route", [route for route in LISTS if route not in OF_A_MODEL], ids=str)
def test_a_cursor_leads_through_what_is_no_table(route: Route, ground: Ground) -> None:
    api = ground.caller(route)
    first, by_number = (api.get(f"{route.url()}?page_size=2{more}").json() for more in ("&cursor=", ""))
    assert first["results"] == by_number["results"]
    assert bool(first["next"]) == bool(by_number["next"])
    if first["next"]:
        second, second_by_number = (
            api.get(body["next"].removeprefix("http://testserver")).json() for body in (first, by_number)
        )
        assert second["results"] == second_by_number["results"]


ODD_VALUES = (
    "%00", "%F0%9F%92%A9", "x" * 2000, "-1", "9" * 30, "2024-02-30", "%5B%5D", "%27%22--", "1e400", "%25s%25(a)s",
    "0001-01-01", "9999-12-31", "0408-08-19T03:28:24%2B20:28",
)  # fmt: skip
FILTERED = [
    route
    for route in ROUTES
    if route.method == "get" and not route.is_detail and _filters(route) and str(route) not in NOT_BY_ONE_CALL
]


@pytest.mark.parametrize("route", FILTERED, ids=str)
def test_survives_odd_filters(route: Route, ground: Ground) -> None:
    """Each filter that the document names, given what it cannot mean: refused, or nothing found, never a failure."""
    for name in _filters(route):
        for value in ODD_VALUES:
            answer = ground.caller(route).get(f"{route.url()}?{name}={value}")
            assert answer.status_code in (200, 400, 404), f"{name}={value}"
            if answer.streaming and not answer.is_async:
                assert b"".join(answer.streaming_content)


def _reference_filters(route: Route) -> dict[str, Any]:
    filterset = getattr(route.cls, "filterset_class", None)
    filters = filterset.base_filters if filterset else {}
    return {name: one for name, one in filters.items() if isinstance(one, TenantModelFilter)}


@pytest.mark.parametrize("route", [route for route in OF_A_MODEL if _reference_filters(route)], ids=str)
def test_does_not_know_another_tenants_ids_in_filters(route: Route, ground: Ground) -> None:
    for name, reference in _reference_filters(route).items():
        theirs = ground.foreign(reference.queryset(None).model)
        key = getattr(theirs, reference.field.to_field_name or "pk")
        foreign = ground.api.get(f"{route.url()}?{name}={key}")
        missing = ground.api.get(f"{route.url()}?{name}={MISSING['int']}")
        assert (foreign.status_code, missing.status_code) == (400, 400)
        assert foreign.json()["details"] == missing.json()["details"]


LONG = (Expense, Invoice, Payment, Quote)
"""What a company may have millions of: a filter that few rows fit would read them all."""


@pytest.mark.parametrize("route", [route for route in OF_A_MODEL if route.model in LONG], ids=str)
def test_a_long_list_has_an_index_for_each_of_its_filters(route: Route) -> None:
    meta = route.model._meta
    held = {tuple(index.fields)[:2] for index in (*meta.indexes, *meta.constraints) if hasattr(index, "fields")}
    columns = {asked.field_name for asked in route.cls.filterset_class.base_filters.values()}
    unheld = {name for name in columns if "__" not in name and ("tenant", name) not in held}
    assert not {name for name in unheld if not isinstance(meta.get_field(name), (BooleanField, ForeignKey))}


ORDERED = [route for route in OF_A_MODEL if ShownFieldOrdering in route.cls.filter_backends]


@pytest.mark.parametrize("route", ORDERED, ids=str)
def test_an_ordering_that_is_called_indexed_is_read_from_an_index(route: Route, ground: Ground) -> None:
    """So is its opposite; at most the few rows that share a value are sorted."""
    view = route.view
    view.request.user = ground.owner
    with connection.cursor() as cursor, tenant_context(ground.owner.tenant_id):
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        for path in sortable_fields(view).values():
            for term in (path, f"-{path}"):
                if order := indexed_order(route.model, (term,)):
                    plan = route.model.objects.visible_to(ground.owner).order_by(*order).values("pk")[:21].explain()
                    assert "Sort  (" not in plan.replace("Incremental Sort", ""), f"{order}: {plan}"
                    assert "tenant_id =" in plan


@pytest.mark.parametrize("route", ORDERED, ids=str)
def test_orders_a_long_list_by_what_has_an_index_only(
    route: Route, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = route.view
    view.request.user = ground.owner
    for _ in range(3):
        ground.own(route.model, **situation_of(route))
    shown = ground.api.get(route.url()).json()["count"]
    for most, is_long in ((shown, False), (shown - 1, True)):
        monkeypatch.setattr(filters, "MOST_SORTED", most)
        for name, path in sortable_fields(view).items():
            answer = ground.api.get(f"{route.url()}?ordering=-{name}")
            is_refused = is_long and indexed_order(route.model, (f"-{path}",)) is None
            assert answer.status_code == (400 if is_refused else 200), name
            if is_refused:
                assert "narrow the list" in answer.json()["details"]["ordering"][0]
