"""What can be read at one address has a version there: an ETag, 304 where the caller has it, 412 for a stale one."""

from collections import defaultdict

import pytest

from tests.sweeps.bodies import NOT_BY_ONE_CALL, call_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route

_methods: dict[str, set[str]] = defaultdict(set)
for one in ROUTES:
    _methods[one.pattern].add(one.method)

RESOURCES = [
    route
    for route in ROUTES
    if route.method == "get"
    and not route.is_list
    and (route.view_action == "retrieve" or _methods[route.pattern] & {"put", "patch", "delete"})
]
"""What answers one row, or is read and changed at the same address."""
CHANGES = [
    route
    for route in ROUTES
    if route.operation
    and "412" in route.operation["responses"]
    and str(route) not in NOT_BY_ONE_CALL
    and "multipart/form-data" not in route.operation.get("requestBody", {}).get("content", {})
]
"""What heeds `If-Match`; uploads have tests of their own."""


@pytest.mark.parametrize("route", RESOURCES, ids=str)
def test_answers_a_version_and_nothing_to_whoever_has_it(route: Route, ground: Ground) -> None:
    caller = ground.caller(route)
    url, _ = call_of(route, ground)
    read = caller.get(url)
    assert (read.status_code, read["ETag"]) == (200, caller.get(url)["ETag"])
    unchanged = caller.get(url, **{"If-None-Match": read["ETag"]})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", read["ETag"])
    assert caller.get(url, **{"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("route", RESOURCES, ids=str)
def test_documents_the_version(route: Route) -> None:
    assert route.operation
    assert "304" in route.operation["responses"]
    assert {"$ref": "#/components/parameters/If-None-Match"} in route.operation["parameters"]
    assert "ETag" in route.operation["responses"]["200"]["headers"]


@pytest.mark.parametrize("route", CHANGES, ids=str)
def test_changes_nothing_in_another_version(route: Route, ground: Ground) -> None:
    url, body = call_of(route, ground)
    answer = ground.caller(route).request(route.method, url, body, **{"If-Match": '"another"'})
    assert (answer.status_code, answer.json()["error"]) == (412, "precondition_failed")
