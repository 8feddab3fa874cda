"""Whatever schemathesis makes of the document, for three callers: no 5xx, no answer that the document does not know, no
body taken that the document forbids. `make fuzz` sends many times as much, by chance anew each time."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import transaction

from apps.accounts.models import Role
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.contract import find_path
from tests.factories import make_user
from tests.sweeps.bodies import call_of
from tests.sweeps.conftest import Ground
from tests.sweeps.fuzzing import (
    EXAMPLES,
    Call,
    Following,
    answer_of_step,
    call_of_step,
    calls_of,
    is_valid,
    state_machine,
)
from tests.sweeps.routes import ROUTES, Route
from tests.sweeps.test_bodies import undone
from tests.sweeps.uploads import FORMS_ONLY, good_form

ROUTE_OF = {(route.method, find_path(route.url())): route for route in ROUTES}
FUZZED = [route for route in ROUTES if not route.is_page]


@pytest.fixture(scope="module")
def staff(module_ground: Ground) -> Api:
    """A colleague with the rights of the built-in role of that name."""
    owner = module_ground.owner
    with tenant_context(owner.tenant_id):
        return Api(make_user(owner, role=Role.unscoped.get(tenant_id=owner.tenant_id, slug="staff")))


def fault_of(route: Route, caller: Api, call: Call) -> str:
    """What is wrong with the answer; empty when nothing is. Whatever was done is undone."""
    with undone():
        return answered(route, caller, call)[1]


def answered(route: Route, caller: Api, call: Call) -> tuple[Any, str]:
    """The answer, and what is wrong with it."""
    try:
        # What fails in the database fails alone.
        with transaction.atomic():
            response = caller.request(call.method, call.path, call.body, call.content_type, **call.headers)
    except Exception as exc:
        return None, f"{type(exc).__name__}: {exc}"
    if response.status_code >= 500:
        return response, f"{response.status_code} {response.content[:300]!r}"
    if response.status_code < 300 and not is_valid(route, call):
        return response, f"{response.status_code} for a body that the document forbids"
    return response, ""


@pytest.mark.parametrize("route", FUZZED, ids=str)
def test_keeps_to_its_document_whatever_it_is_sent(route: Route, ground: Ground, staff: Api) -> None:
    url, good = call_of(route, ground)
    callers = {"owner": ground.caller(route), "staff": staff, "nobody": ground.anonymous}
    faults = [
        f"{name}: {call}\n  {fault}"
        for call in calls_of(route, url, good)
        for name, caller in callers.items()
        if (fault := fault_of(route, caller, call))
    ]
    assert not faults, "\n".join(faults)


@dataclass
class Met:
    """What the steps from row to row have come to."""

    faults: list[str] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    """The operations that did what they were asked to do with what an answer had told."""


def steps_of(ground: Ground, staff: Api, met: Met) -> Any:
    """The state machine at work: each request is made by two callers to see, and by the owner to go on from."""

    class Steps(state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.whole = ExitStack()
            self.whole.enter_context(undone())
            self.told: list[str] = []
            self.control = Following(self._transitions, self._root_labels)

        def teardown(self) -> None:
            self.whole.close()

        def step(self, input: Any) -> Any:
            route = ROUTE_OF[input.case.operation.method.lower(), input.case.operation.path]
            url, good = call_of(route, ground)
            good = good_form(route, ground) if route in FORMS_ONLY else good
            call = call_of_step(input, route, url, good, is_plain=len(self.told) % 2 == 0)
            for name, caller in (("staff", staff), ("nobody", ground.anonymous)):
                if fault := fault_of(route, caller, call):
                    met.faults.append("\n  ".join([f"{name}: {call}", fault, *self.told]))
            response, fault = answered(route, ground.caller(route), call)
            self.told.append(f"after {call} {response and response.status_code}")
            if fault:
                met.faults.append("\n  ".join([f"owner: {fault}", *self.told]))
            if response is None:
                return None
            if input.transition is not None and input.applied_parameters and response.status_code < 300:
                met.linked.add(str(route))
            return answer_of_step(input, call, response)

    return Steps


def test_keeps_to_its_document_from_row_to_row(ground: Ground, staff: Api, settings: Any, tmp_path: Path) -> None:
    """Requests that follow from one another: what one answer tells, the next asks for, changes or deletes."""
    settings.MEDIA_ROOT = str(tmp_path)
    met = Met()
    steps_of(ground, staff, met).run(
        settings=hypothesis.settings(
            max_examples=EXAMPLES * 5 or 15,
            stateful_step_count=10,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
    )
    assert not met.faults, "\n".join(met.faults)
    assert len(met.linked) > 5
