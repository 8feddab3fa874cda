"""Reads that SQL answers and reads that the serializer answers are the same reads."""

from typing import Any

import pytest

from apps.core import compiled, viewsets
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route

READS = [route for route in ROUTES if route.view_action in ("list", "retrieve")]


def test_some_reads_are_compiled() -> None:
    assert [route for route in READS if compiled.compiled_read(route.view.get_serializer_class())]


@pytest.mark.parametrize("route", READS, ids=str)
def test_answers_the_same_compiled_and_serialized(
    route: Route, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [ground.own(route.model) for _ in range(3)]
    url = route.url(rows[-1] if route.is_detail else None)
    fast: Any = ground.api.get(url)
    monkeypatch.setattr(viewsets, "compiled_read", lambda serializer_class: None)
    slow: Any = ground.api.get(url)
    assert (fast.status_code, fast.json()) == (200, slow.json())


@pytest.mark.parametrize("route", [route for route in READS if not route.is_detail], ids=str)
def test_answers_an_empty_list_to_a_filter_that_no_row_can_pass(route: Route, ground: Ground) -> None:
    ground.own(route.model)
    answer = ground.api.get(f"{route.url()}?created_at__gte=9999-12-31")
    assert (answer.status_code, answer.json()["results"]) == (200, [])
