"""What each action makes of a row in each of its states: docs/moves.tsv holds every pair, and every pair is tried.

A cell says the state afterwards, or how the call was refused. `make moves` writes the file anew. A changed cell is
another rule: read the difference.
"""

import csv
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError

from apps.core.tenancy import tenant_context
from tests.sweeps.bodies import FURTHER, NOT_BY_ONE_CALL, good_body, situation_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route
from tests.sweeps.test_access import OF_A_ROW, row_of
from tests.sweeps.test_bodies import reads_json, undone

TABLE = settings.BASE_DIR / "docs" / "moves.tsv"
STATES = ("status", "stage", "prospect_status")
"""Columns that say in which state a row is."""
WORDS = ("notes", "name", "title", "description")
"""Fields that take any word."""
IMPOSSIBLE, HIDDEN = "-", "404"

Table = dict[tuple[str, str, str], str]


def states_of(route: Route) -> list[tuple[str, str]]:
    """The states of the route's model, each with its column."""
    columns = {field.name: field for field in route.model._meta.concrete_fields}
    return [
        (name, str(state))
        for name in STATES
        if name in columns
        for state, _ in columns[name].flatchoices
        if columns[name].choices
    ]


MOVING = [
    route
    for route in OF_A_ROW
    if route.method in ("post", "patch", "delete") and reads_json(route) and states_of(route)
]


def committed() -> Table:
    if not TABLE.exists():
        return {}
    with TABLE.open(newline="") as file:
        return {
            (row["operation"], row["column"], row["state"]): row["answer"]
            for row in csv.DictReader(file, delimiter="\t")
        }


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    """The committed moves; those that were found instead, where the file is to be written."""
    if "WRITE_MOVES" not in os.environ:
        yield committed()
        return
    found: Table = {}
    yield found
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["operation", "column", "state", "answer"])
        order = {str(route): (route.pattern, route.method) for route in ROUTES}
        writer.writerows([*key, answer] for key, answer in sorted(found.items(), key=lambda cell: order[cell[0][0]]))


def row_in(route: Route, ground: Ground, column: str, state: str) -> Any:
    """A row in a state; None where the database does not allow it."""
    situation = situation_of(route) | {column: state}
    try:
        with undone():
            ground.own(route.model, **situation)
    except IntegrityError:
        return None
    row = ground.own(route.model, **situation)
    with tenant_context(ground.owner.tenant_id):
        row.refresh_from_db()
    return row if getattr(row, column) == state else None


def change_of(route: Route, ground: Ground) -> dict[str, Any]:
    """A body with which the action does its work; for a correction, other words."""
    if route.serializer is None or route.method == "delete":
        return {}
    if route.view_action != "partial_update":
        return good_body(route.serializer, ground)
    writable = {name for name, field in route.serializer.fields.items() if not field.read_only}
    return {name: "changed" for name in WORDS if name in writable}


def answer_of(route: Route, ground: Ground, column: str, state: str) -> str:
    row = row_in(route, ground, column, state)
    if row is None:
        return IMPOSSIBLE
    with tenant_context(ground.owner.tenant_id):
        further = {name: FURTHER[name](row) for name in route.parameters if name in FURTHER}
    before = row_of(route.model, row)
    body = change_of(route, ground)
    answer = ground.caller(route).request(
        route.method, route.url(row, **further), None if route.method == "delete" else body
    )
    assert answer.status_code < 500
    with tenant_context(ground.owner.tenant_id):
        left = route.model._base_manager.filter(pk=row.pk).values_list(column, flat=True).first()
    if answer.status_code >= 400:
        assert row_of(route.model, row) == before, "refused, and changed all the same"
        return HIDDEN if answer.status_code == 404 else f"{answer.status_code} {answer.json()['error']}"
    return "gone" if left is None else str(left)


@pytest.mark.parametrize("route", [route for route in MOVING if str(route) not in NOT_BY_ONE_CALL], ids=str)
def test_moves_from_each_state_as_the_table_says(route: Route, table: Table, ground: Ground) -> None:
    answers = {}
    for column, state in states_of(route):
        with undone():
            answers[str(route), column, state] = answer_of(route, ground, column, state)
    if "WRITE_MOVES" in os.environ:
        table.update(answers)
    assert {cell: table.get(cell) for cell in answers} == answers, "Run `make moves` and read the difference."


def test_the_table_names_no_move_that_is_gone() -> None:
    wanted = {
        (str(route), *state) for route in MOVING if str(route) not in NOT_BY_ONE_CALL for state in states_of(route)
    }
    assert committed().keys() - wanted == set()
