"""Who gets in, on every route."""

import time
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.conf import settings

from apps.accounts.sessions import start_session
from apps.core.permissions import PERSON, PLATFORM, PUBLIC, SIGNED_IN
from apps.core.tenancy import tenant_context
from tests.sweeps.bodies import situation_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route

GUARDED = [route for route in ROUTES if route.requirement != PUBLIC]
OF_A_ROW = [route for route in ROUTES if route.is_detail and route.model]


def body_of(route: Route) -> dict[str, Any] | None:
    return None if route.method in ("get", "delete") else {}


def refusal(response: Any) -> tuple[int, dict[str, Any]]:
    """What a refusal tells: its status and its body but for time and id of the request."""
    body = response.json()
    return response.status_code, {name: body[name] for name in ("error", "message", "detail", "details")}


def row_of(model: Any, instance: Any) -> dict[str, Any]:
    with tenant_context(getattr(instance, "tenant_id", None)):
        row: dict[str, Any] = model._base_manager.filter(pk=instance.pk).values().get()
    return row


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_wants_a_token(route: Route, ground: Ground) -> None:
    response = ground.anonymous.request(route.method, route.url(), body_of(route))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", [route for route in GUARDED if route.requirement not in (SIGNED_IN, PERSON)], ids=str)
def test_wants_a_right_that_a_role_without_rights_does_not_give(route: Route, ground: Ground) -> None:
    own = ground.own(route.model, **situation_of(route)) if route in OF_A_ROW else None
    response = ground.powerless.request(route.method, route.url(own), body_of(route))
    assert response.status_code == 403


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_lets_the_owner_of_the_company_through(route: Route, ground: Ground) -> None:
    own = ground.own(route.model, **situation_of(route)) if route in OF_A_ROW else None
    response = ground.api.request(route.method, route.url(own), body_of(route))
    assert (response.status_code == 403) == (route.requirement == PLATFORM)
    assert response.status_code != 401


NAMES_NO_ROW = {
    "GET /api/backups/download/<str:filename>/": "a file of the installation",
    "POST /api/dashboard/celery/tasks/<str:task_name>/execute/": "a task on the allow-list",
}
"""Paths with a name in them that is no row's, with the reason."""


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.is_detail and str(route) not in NAMES_NO_ROW], ids=str
)
def test_has_a_model_whose_rows_its_path_names(route: Route) -> None:
    assert route.model, f"{route.cls.__name__} has a row in its path: let it declare `model`, so that sweeps reach it."


@pytest.mark.parametrize("route", OF_A_ROW, ids=str)
def test_hides_another_tenants_row(route: Route, ground: Ground) -> None:
    theirs = ground.foreign(route.model, **situation_of(route))
    before = row_of(route.model, theirs)
    answer = ground.api.request(route.method, route.url(theirs), body_of(route))
    of_nothing = ground.api.request(route.method, route.url(), body_of(route))
    assert answer.status_code == (403 if route.requirement == PLATFORM else 404)
    assert refusal(answer) == refusal(of_nothing)
    assert row_of(route.model, theirs) == before


@pytest.mark.parametrize("route", [route for route in OF_A_ROW if "int" in route.parameters.values()], ids=str)
def test_has_nothing_at_ids_that_cannot_be_stored(route: Route, ground: Ground) -> None:
    name = next(iter(route.parameters))
    for number in (0, 2**63, 10**30):
        response = ground.api.request(route.method, route.url(**{name: number}), body_of(route))
        assert response.status_code == (403 if route.requirement == PLATFORM else 404)


def forgeries(ground: Ground) -> dict[str, str]:
    with tenant_context(ground.owner.tenant_id):
        pair = start_session(actor=ground.owner)
    claims = jwt.decode(pair.access, options={"verify_signature": False})
    head, payload, signature = pair.access.split(".")
    return {
        "words": "not a token",
        "no bytes of text": "\xff\xfe",
        "a refresh token": pair.refresh,
        "no signature": f"{head}.{payload}.",
        "half a signature": f"{head}.{payload}.{signature[:10]}",
        "no algorithm": jwt.encode(claims, None, algorithm="none"),
        "another key": jwt.encode(claims, "another-key-of-at-least-32-bytes!", algorithm="HS256"),
        "another algorithm": jwt.encode(claims, settings.SECRET_KEY, algorithm="HS512"),
        "yesterday's": jwt.encode(claims | {"exp": int(time.time()) - 1}, settings.SECRET_KEY, algorithm="HS256"),
        "another session": jwt.encode(claims | {"session": str(uuid4())}, settings.SECRET_KEY, algorithm="HS256"),
        "another tenant": jwt.encode(
            claims | {"tenant_id": ground.stranger.tenant_id}, settings.SECRET_KEY, algorithm="HS256"
        ),
        "another user": jwt.encode(claims | {"user_id": ground.stranger.pk}, settings.SECRET_KEY, algorithm="HS256"),
        "no user": jwt.encode(
            {name: value for name, value in claims.items() if name != "user_id"}, settings.SECRET_KEY, algorithm="HS256"
        ),
        "a user beyond all numbers": jwt.encode(claims | {"user_id": 10**30}, settings.SECRET_KEY, algorithm="HS256"),
        "a user that is a list": jwt.encode(claims | {"user_id": [1]}, settings.SECRET_KEY, algorithm="HS256"),
    }


@pytest.mark.parametrize("route", [route for route in ROUTES if route.cls.authentication_classes], ids=str)
def test_refuses_forged_tokens(route: Route, ground: Ground) -> None:
    answers = {
        forgery: ground.anonymous.request(
            route.method, route.url(), body_of(route), Authorization=f"Bearer {token}"
        ).status_code
        for forgery, token in forgeries(ground).items()
    }
    assert answers == dict.fromkeys(answers, 401)
