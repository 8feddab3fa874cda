"""How many rows a list has, without a scan that grows with them: exact as far as that is cheap, then an estimate."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from apps.core.actors import Viewer
from apps.core.stencils import Wording

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
        query = _keys_in_sql(rows.order_by())
    except EmptyResultSet:  # the filters contradict each other
        return Count(0), []
    try:
        keys: _Query = _keys_in_sql(part)
    except EmptyResultSet:
        keys = "SELECT 0::bigint WHERE false", ()
    expected: int | None = getattr(rows.query, "expected_rows", None)
    return _count_with_keys(query, keys, expected)


def count_with_slice(rows: QuerySet[Any], first: int, most: int) -> tuple[Count, list[Any]]:
    """How many rows a query has, and the keys of up to `most` from the one that `first` others precede, in its order.

    The query is put into words once: to count its rows, what orders them is left away, if it is columns.
    """
    try:
        text, parameters = _keys_in_sql(rows)
        unordered, _, order = text.rpartition(" ORDER BY ")
        is_of_columns = bool(rows.query.order_by) and set("%()").isdisjoint(order)
        counted = (unordered, parameters) if is_of_columns else _keys_in_sql(rows.order_by())
    except EmptyResultSet:
        return Count(0), []
    expected: int | None = getattr(rows.query, "expected_rows", None)
    return _count_with_keys(counted, _sliced((text, parameters), first, most), expected)


class Collection:
    """Every row that a viewer sees of a collection, in its order: what most lists ask for, in words written once.

    `rows_of` answers the rows for a viewer of whom only scope and ids are looked at (`apps.core.stencils`).
    """

    def __init__(self, rows_of: Callable[[Viewer], QuerySet[Any]]) -> None:
        self.rows_of = rows_of
        self._counted = Wording(lambda viewer: _keys_in_sql(rows_of(viewer).order_by()))
        self._ordered = Wording(lambda viewer: _keys_in_sql(rows_of(viewer)))

    def count_with_keys(self, viewer: Viewer, first: int, most: int) -> tuple[Count, list[Any]]:
        """How many rows the viewer sees, and the keys of up to `most` from the one that `first` others precede."""
        counted, ordered = self._counted.filled(viewer), self._ordered.filled(viewer)
        if counted is None or ordered is None:
            return Count(0), []
        return _count_with_keys((counted[0], tuple(counted[1])), _sliced(ordered, first, most))


def _keys_in_sql(rows: QuerySet[Any]) -> _Query:
    query: _Query = rows.values("pk").query.sql_with_params()
    return query


def _sliced(query: tuple[str, Sequence[Any]], first: int, most: int) -> _Query:
    return f"{query[0]} LIMIT %s OFFSET %s", (*query[1], most, first)


def _count_with_keys(query: _Query, keys: _Query, expected: int | None = None) -> tuple[Count, list[Any]]:
    """How many rows the first query has, unless about how many is known, and what the second finds."""
    estimate = expected if expected is not None else _remembered_estimate(query)
    columns: list[str] = []
    parameters: list[Any] = []
    if estimate is None:
        columns.append(f"(SELECT count(*) FROM ({query[0]} LIMIT {EXACT + 1}) AS counted)")  # noqa: S608 - Django's own
        parameters += query[1]
    columns.append(f"ARRAY({keys[0]})")
    parameters += keys[1]
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
    return _planned_rows(_keys_in_sql(rows.order_by()))


def has_more_than(rows: QuerySet[Any], number: int) -> bool:
    """Whether a query has more rows; none beyond that are looked at."""
    expected: int | None = getattr(rows.query, "expected_rows", None)
    return rows.order_by()[number : number + 1].exists() if expected is None else expected > number


def expect_about(rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    """The rows, of which it is known that there are about so many, more than `EXACT`; nobody need count them."""
    rows = rows.all()
    rows.query.expected_rows = number  # type: ignore[attr-defined] # copied with all that a query has
    return rows


def _remembered_estimate(query: _Query) -> int | None:
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
