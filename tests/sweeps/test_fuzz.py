"""Whatever schemathesis makes of the document, for three callers: no 5xx, no answer that the document does not know, no
body taken that the document forbids. `make fuzz` sends many times as much, by chance anew each time."""

import pytest

from apps.accounts.models import Role
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.factories import make_user
from tests.sweeps.bodies import call_of
from tests.sweeps.conftest import Ground
from tests.sweeps.fuzzing import Call, calls_of, is_valid
from tests.sweeps.routes import ROUTES, Route
from tests.sweeps.test_bodies import undone

FUZZED = [route for route in ROUTES if not route.is_page]


@pytest.fixture(scope="module")
def staff(module_ground: Ground) -> Api:
    """A colleague with the rights of the built-in role of that name."""
    owner = module_ground.owner
    with tenant_context(owner.tenant_id):
        return Api(make_user(owner, role=Role.unscoped.get(tenant_id=owner.tenant_id, slug="staff")))


def fault_of(route: Route, caller: Api, call: Call) -> str:
    """What is wrong with the answer; empty when nothing is."""
    try:
        with undone():
            response = caller.request(call.method, call.path, call.body, call.content_type, **call.headers)
    except Exception as exc:
        return f"{type(exc).__name__}: {exc}"
    if response.status_code >= 500:
        return f"{response.status_code} {response.content[:300]!r}"
    if response.status_code < 300 and not is_valid(route, call):
        return f"{response.status_code} for a body that the document forbids"
    return ""


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
