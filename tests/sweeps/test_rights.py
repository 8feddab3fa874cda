"""Who may call what: docs/rights.tsv names each operation with its answer to each role, and every cell is tried.

`make rights` writes the file anew. A change of a line is a change of somebody's rights: read the difference.
"""

import csv
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from apps.accounts.models import Role
from apps.accounts.roles import BUILT_IN
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.factories import make_user
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route
from tests.sweeps.test_access import body_of

TABLE = settings.BASE_DIR / "docs" / "rights.tsv"
ROLES = ["anonymous", *reversed(BUILT_IN), "platform"]
REFUSALS = {401: "log in", 403: "refused"}

Table = dict[str, dict[str, str]]


def committed() -> Table:
    if not TABLE.exists():
        return {}
    with TABLE.open(newline="") as file:
        return {row.pop("operation"): row for row in csv.DictReader(file, delimiter="\t")}


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    """The committed rights; those that were found instead, where the file is to be written."""
    if "WRITE_RIGHTS" not in os.environ:
        yield committed()
        return
    found: Table = {}
    yield found
    with TABLE.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["operation", *ROLES], delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {"operation": operation, **answers}
            for operation, answers in sorted(found.items(), key=lambda line: line[0].partition(" ")[::-1])
        )


@pytest.fixture(scope="module")
def callers(module_ground: Ground) -> dict[str, Api]:
    """One caller of each built-in role, of one company, beside nobody and the platform's superuser."""
    owner = module_ground.owner
    with tenant_context(owner.tenant_id):
        roles = {role.slug: role for role in Role.unscoped.filter(tenant_id=owner.tenant_id)}
        people = {slug: Api(make_user(owner, role=roles[slug])) for slug in BUILT_IN}
    return {"anonymous": module_ground.anonymous, **people, "platform": module_ground.platform}


def answer_to(caller: Api, route: Route) -> Any:
    # Nothing stands at this path and nothing is in the body: whoever is let in gets no further.
    return caller.request(route.method, route.url(), body_of(route))


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_answers_each_role_as_the_table_says(
    route: Route, table: Table, callers: dict[str, Api], ground: Ground
) -> None:
    answers = {role: REFUSALS.get(answer_to(callers[role], route).status_code, "yes") for role in ROLES}
    if "WRITE_RIGHTS" in os.environ:
        table[str(route)] = answers
    assert table.get(str(route)) == answers, "Run `make rights` and read the difference of docs/rights.tsv."


def test_the_table_names_no_operation_that_is_gone() -> None:
    assert committed().keys() - {str(route) for route in ROUTES} == set()
