"""Pages by number and by cursor, and the counts beside them."""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core import counting, pagination, places, search
from apps.core.cursors import Cursor
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.factories import make_client

CUSTOMERS = "/api/customers/"


@pytest.fixture
def add(owner: User) -> Callable[..., Any]:
    def customer(name: str, **values: Any) -> Any:
        with tenant_context(owner.tenant_id):
            return make_client(
                owner, name=name, search_text=f" {name.lower()}", stage="ACTIVE", prospect_status="won", **values
            )

    return customer


@pytest.fixture
def counted_to_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "EXACT", 3)
    monkeypatch.setattr(pagination, "EXACT", 3)
    monkeypatch.setattr(search, "MOST", 3)


def page(api: Api, address: str) -> dict[str, Any]:
    answer = api.get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def walk(api: Api, address: str, link: str = "next") -> list[list[str]]:
    """The names on each page from this one on."""
    pages: list[list[str]] = []
    following: str | None = address
    while following:
        body = page(api, following)
        pages.append([row["name"] for row in body["results"]])
        following = body[link]
    return pages


def test_counts_exactly_as_far_as_it_is_cheap(api: Api, add: Callable[..., Any], counted_to_three: None) -> None:
    for number in range(3):
        add(f"Client {number}")
    body = page(api, CUSTOMERS)
    assert (body["count"], body["count_is_estimate"]) == (3, False)
    add("One more")
    body = page(api, CUSTOMERS)
    assert (body["count"] > 3, body["count_is_estimate"]) == (True, True)


def test_links_all_pages_of_a_list_whose_count_is_an_estimate(
    api: Api, add: Callable[..., Any], counted_to_three: None
) -> None:
    for number in range(9):
        add(f"Client {number}")
    names = [f"Client {number}" for number in range(9)]
    assert walk(api, f"{CUSTOMERS}?page_size=2&ordering=name") == [names[i : i + 2] for i in range(0, 9, 2)]
    assert [row["name"] for row in page(api, f"{CUSTOMERS}?page_size=2&ordering=name&page=5")["results"]] == names[8:]
    assert api.get(f"{CUSTOMERS}?page_size=2&page=6").status_code == 404


def test_goes_on_by_cursor_where_pages_become_deep(api: Api, add: Callable[..., Any], counted_to_three: None) -> None:
    for number in range(7):
        add(f"Client {number}")
    assert "page=2" in page(api, f"{CUSTOMERS}?page_size=2")["next"]
    deep = page(api, f"{CUSTOMERS}?page_size=2&page=2")
    assert "cursor=" in deep["next"]
    assert "page=" not in deep["next"].replace("page_size=", "")


def test_estimates_a_search_that_fits_many_without_counting(
    api: Api, add: Callable[..., Any], counted_to_three: None
) -> None:
    for number in range(6):
        add(f"Smith {number}")
    add("Jones")
    body = page(api, f"{CUSTOMERS}?search=smi")
    assert (body["count"] > 3, body["count_is_estimate"], len(body["results"])) == (True, True, 6)
    body = page(api, f"{CUSTOMERS}?search=jon")
    assert (body["count"], body["count_is_estimate"]) == (1, False)


@pytest.mark.parametrize(
    "ordering",
    ["", "name", "-name", "company_name", "-company_name,name", "join_date", "-join_date", "email,-join_date"],
)
def test_a_cursor_visits_every_row_once_in_order_both_ways(api: Api, add: Callable[..., Any], ordering: str) -> None:
    dates = [None, "2024-01-31", "2024-01-31", None, "2023-05-01", "2025-01-01", None]
    for number, joined in enumerate(dates):
        add(f"Client {number}", joined_on=joined, company=("B", "A", "")[number % 3], email="")
    query = f"&ordering={ordering}" if ordering else ""
    expected = [row["name"] for row in page(api, f"{CUSTOMERS}?page_size=100{query}")["results"]]
    assert len(expected) == len(dates)
    for size in (1, 2, 3):
        pages = walk(api, f"{CUSTOMERS}?cursor=&page_size={size}{query}")
        assert all(pages)
        assert [name for names in pages for name in names] == expected
        last = f"{CUSTOMERS}?cursor=&page_size={size}{query}"
        while following := page(api, last)["next"]:
            last = following
        back = walk(api, last, "previous")
        assert all(back)
        assert [name for names in reversed(back) for name in names] == expected


def test_a_cursor_neither_repeats_nor_leaves_out_a_row_when_others_come_and_go(
    api: Api, add: Callable[..., Any]
) -> None:
    rows = [add(f"Client {number}") for number in range(5)]
    first = page(api, f"{CUSTOMERS}?cursor=&page_size=2")
    add("Newer")
    api.delete(f"{CUSTOMERS}{rows[3].pk}/")
    api.delete(f"{CUSTOMERS}{rows[2].pk}/")
    assert [row["name"] for row in page(api, first["next"])["results"]] == ["Client 1", "Client 0"]


def test_a_cursor_keeps_the_lists_filters_and_the_callers_fence(
    api: Api, add: Callable[..., Any], charlie: User
) -> None:
    for number in range(4):
        add(f"Client {number}", active=bool(number % 2))
    first = page(api, f"{CUSTOMERS}?cursor=&page_size=1&status=Active")
    assert [row["name"] for row in page(api, first["next"])["results"]] == ["Client 1"]
    assert page(Api(charlie), first["next"])["results"] == []


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "é",
        "W10=",
        "e30=",
        "bnVsbA==",
        str(Cursor(("-id",), ("x",))),
        str(Cursor(("-id",), ([1],))),
        str(Cursor(("-id",), (1, 2))),
        str(Cursor(("name", "-id"), ("a", 1))),
        str(Cursor(("-password",), ("a",))),
        "x" * 10_000,
    ],
)
def test_refuses_what_is_no_cursor_of_the_list(api: Api, add: Callable[..., Any], cursor: str) -> None:
    add("Client")
    refused = api.get(f"{CUSTOMERS}?cursor={quote(cursor, safe='%')}")
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["cursor"])


def test_refuses_a_nul_in_a_cursor(api: Api, add: Callable[..., Any]) -> None:
    cursor = str(Cursor(("name", "-id"), ("a\0b", 1)))
    assert api.get(f"{CUSTOMERS}?ordering=name&cursor={cursor}").status_code == 400


@pytest.mark.parametrize("number", ["999999999", "9" * 30])
def test_a_page_far_beyond_the_end_is_not_there(api: Api, add: Callable[..., Any], number: str) -> None:
    add("Client")
    assert api.get(f"{CUSTOMERS}?page={number}").status_code == 404


@pytest.mark.parametrize("search", ["nobody", "!", "no body"])
@pytest.mark.parametrize("address", [CUSTOMERS, "/api/invoices/"])
def test_no_page_of_what_nothing_fits_is_there_but_the_first(api: Api, address: str, search: str) -> None:
    assert page(api, f"{address}?search={search}")["results"] == []
    for number in (2, 1_000, 100_000):
        assert api.get(f"{address}?search={search}&page={number}").status_code == 404


@pytest.fixture
def places_are_wide_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "NEAR", 2)


@pytest.mark.parametrize("ordering", ["", "&ordering=name", "&ordering=-name", "&ordering=-company_name,name"])
@pytest.mark.parametrize(
    "numbers",
    [
        (12, 11, 10, 9, 6, 3, 12, 4),
        (3, 4, 5, 12, 11, 7, 8),
        (6, 6, 5, 4, 3, 9, 10, 8),
        (12, 12, 13, 99, 12),
        (13, 7, 99),
    ],
)
def test_shows_the_same_deep_pages_from_places_it_remembers(
    api: Api, add: Callable[..., Any], counted_to_three: None, places_are_wide_apart: None,
    ordering: str, numbers: tuple[int, ...],
) -> None:  # fmt: skip
    for number in range(23):
        add(f"Client {number // 2:02}", company="ABC"[number % 3])
    expected = [row["id"] for row in page(api, f"{CUSTOMERS}?page_size=100{ordering}")["results"]]
    for size in (2, 3):
        for number in numbers:
            rows = expected[(number - 1) * size : number * size]
            answer = api.get(f"{CUSTOMERS}?page_size={size}&page={number}{ordering}")
            assert answer.status_code == (200 if rows else 404)
            if rows:
                assert [row["id"] for row in answer.json()["results"]] == rows
                assert bool(answer.json()["next"]) == (number * size < len(expected))


def test_steps_over_the_rows_between_a_place_and_a_page_only(
    api: Api, add: Callable[..., Any], counted_to_three: None, places_are_wide_apart: None,
) -> None:  # fmt: skip
    def skipped(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(api, f"{CUSTOMERS}?page_size=2&page={number}")
        return max(int(found) for query in queries for found in re.findall(r"OFFSET (\d+)", query["sql"]) or [0])

    for number in range(40):
        add(f"Client {number:02}")
    assert [skipped(number) for number in (10, 10, 9, 11, 15, 20, 20, 19)] == [18, 0, 1, 0, 8, 8, 0, 1]


def test_forgets_a_place_after_a_minute(
    api: Api, add: Callable[..., Any], counted_to_three: None, places_are_wide_apart: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for number in range(9):
        add(f"Client {number}")
    address = f"{CUSTOMERS}?page_size=2&page=3"
    assert [row["name"] for row in page(api, address)["results"]] == ["Client 4", "Client 3"]
    add("Newer")
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert [row["name"] for row in page(api, address)["results"]] == ["Client 5", "Client 4"]
