"""How many rows a list has, without a scan that grows with them: exact as far as that is cheap, then an estimate."""

import json
import time
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

EXACT = 10_000
"""Up to how many rows are counted."""
_REMEMBERED_SECONDS = 60
_MOST_REMEMBERED = 1_000


@dataclass(frozen=True)
class Count:
    """How many rows there are; beyond `EXACT` about how many."""

    number: int
    is_estimate: bool = False


_Query = tuple[str, tuple[Any, ...]]
_remembered: dict[str, tuple[float, int]] = {}


def count_rows(rows: QuerySet[Any]) -> Count:
    """How many rows a query has."""
    return count_with_keys(rows, rows.none())[0]


def count_with_keys(rows: QuerySet[Any], part: QuerySet[Any]) -> tuple[Count, list[Any]]:
    """How many rows a query has, and the keys of a part of it, in its order. One statement.

    A second one asks for the estimate where it is needed; it is good for a minute, in which nothing is counted.
    """
    try:
        query: _Query = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # the filters contradict each other
        return Count(0), []
    estimate = _known_estimate(rows, query)
    columns: list[str] = []
    parameters: list[Any] = []
    if estimate is None:
        columns.append(f"(SELECT count(*) FROM ({query[0]} LIMIT {EXACT + 1}) AS counted)")  # noqa: S608 - Django's own
        parameters += query[1]
    try:
        keys, key_parameters = part.values("pk").query.sql_with_params()
        columns.append(f"ARRAY({keys})")
        parameters += key_parameters
    except EmptyResultSet:
        columns.append("ARRAY[]::bigint[]")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", parameters)
        *counted, found = cursor.fetchone()
    if estimate is None and counted[0] <= EXACT:
        return Count(counted[0]), found
    if estimate is None:
        estimate = _planned_rows(query)
    return Count(max(estimate, EXACT + 1), is_estimate=True), found


def planned_rows(rows: QuerySet[Any]) -> int:
    """How many rows PostgreSQL expects of a query."""
    return _planned_rows(rows.order_by().values("pk").query.sql_with_params())


def has_more_than(rows: QuerySet[Any], number: int) -> bool:
    """Whether a query has more rows; none beyond that are looked at."""
    expected: int | None = getattr(rows.query, "expected_rows", None)
    return rows.order_by()[number : number + 1].exists() if expected is None else expected > number


def expect_about(rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    """The rows, of which it is known that there are about so many, more than `EXACT`; nobody need count them."""
    rows = rows.all()
    rows.query.expected_rows = number  # type: ignore[attr-defined] # copied with all that a query has
    return rows


def _known_estimate(rows: QuerySet[Any], query: _Query) -> int | None:
    expected: int | None = getattr(rows.query, "expected_rows", None)
    if expected is not None:
        return expected
    until, estimate = _remembered.get(_key(query), (0.0, 0))
    return estimate if time.monotonic() < until else None


def _key(query: _Query) -> str:
    return f"{query[0]} {query[1]}"


def _planned_rows(query: _Query) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {query[0]}", query[1])
        (plan,) = cursor.fetchone()
    estimate = int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[_key(query)] = time.monotonic() + _REMEMBERED_SECONDS, estimate
    return estimate
