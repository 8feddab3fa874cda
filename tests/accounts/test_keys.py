from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from apps.accounts.models import ApiKey, User
from apps.core.tenancy import tenant_context
from tests.conftest import Api


def bearer_of(key: str) -> Api:
    caller = Api()
    caller.headers["Authorization"] = f"Api-Key {key}"
    return caller


def test_makes_a_key_that_is_shown_once_and_stored_hashed(api: Api) -> None:
    made = api.post("/api/auth/api-keys/", {"name": "Till"})
    assert made.status_code == 201
    key = made.json()["key"]
    (listed,) = api.get("/api/auth/api-keys/").json()["results"]
    assert key.startswith(listed["prefix"])
    assert "key" not in listed
    with tenant_context(api.user.tenant_id):
        assert key not in str(ApiKey.unscoped.values().get())

    program = bearer_of(key)
    assert program.get("/api/me/").json()["role"] == "owner"
    assert program.get("/api/users/").status_code == 200
    assert api.get("/api/auth/api-keys/").json()["results"][0]["last_used_at"]
    assert api.delete(f"/api/auth/api-keys/{listed['id']}/").status_code == 204
    assert program.get("/api/me/").status_code == 401


def test_limits_a_key_to_the_rights_it_was_given(api: Api) -> None:
    body = {"name": "Reader", "permissions": ["clients.view_client"]}
    program = bearer_of(api.post("/api/auth/api-keys/", body).json()["key"])
    assert program.get("/api/clients/").status_code == 200
    assert program.post("/api/clients/", {"name": "Bob", "email": "b@example.com"}).status_code == 403
    assert program.get("/api/users/").status_code == 403


def test_gives_a_key_no_right_that_its_maker_lacks_or_loses(api: Api, colleague: Callable[..., User]) -> None:
    maker = colleague("staff")
    theirs = Api(maker)
    refused = theirs.post("/api/auth/api-keys/", {"name": "X", "permissions": ["accounts.add_user"]})
    assert refused.status_code == 403
    body = {"name": "X", "permissions": ["clients.add_client", "clients.view_client"]}
    program = bearer_of(theirs.post("/api/auth/api-keys/", body).json()["key"])
    assert program.post("/api/clients/", {"name": "Bob", "email": "b@example.com"}).status_code == 201
    role = api.post("/api/auth/roles/", {"name": "Looker", "permissions": ["clients.view_client"]}).json()
    api.patch(f"/api/users/{maker.pk}/", {"role": role["id"]})
    assert program.get("/api/clients/").status_code == 200
    assert program.post("/api/clients/", {"name": "Rob", "email": "r@example.com"}).status_code == 403


@pytest.mark.parametrize("end", ["deactivate", "delete"])
def test_ends_a_key_with_its_maker(api: Api, colleague: Callable[..., User], end: str) -> None:
    maker = colleague("staff")
    program = bearer_of(Api(maker).post("/api/auth/api-keys/", {"name": "X"}).json()["key"])
    assert program.get("/api/me/").status_code == 200
    at = f"/api/users/{maker.pk}/"
    assert (api.patch(at, {"is_active": False}) if end == "deactivate" else api.delete(at)).status_code < 300
    assert program.get("/api/me/").status_code == 401


def test_refuses_an_expired_key(api: Api) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    program = bearer_of(api.post("/api/auth/api-keys/", {"name": "X", "expires_at": soon.isoformat()}).json()["key"])
    assert program.get("/api/me/").status_code == 200
    with time_machine.travel(soon + timedelta(minutes=1)):
        assert program.get("/api/me/").status_code == 401
    past = api.post("/api/auth/api-keys/", {"name": "X", "expires_at": "2020-01-01T00:00:00Z"})
    assert (past.status_code, list(past.json()["details"])) == (400, ["expires_at"])


def test_lets_no_key_make_keys_or_change_passwords(api: Api) -> None:
    program = bearer_of(api.post("/api/auth/api-keys/", {"name": "X"}).json()["key"])
    assert program.post("/api/auth/api-keys/", {"name": "Y"}).status_code == 403
    body = {"old_password": "Password123!", "new_password": "Another-Pass-77"}
    assert program.post("/api/user-profile/change_password/", body).status_code == 403
    assert program.get("/api/auth/sessions/").status_code == 403


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "sk_1_" + "a" * 43,
        "sk_999999999999999999_" + "a" * 43,
        "sk__" + "a" * 43,
        "sk_1_é",
        "sk_1_" + "a" * 9000,
    ],
    ids=range(7),
)
def test_refuses_made_up_keys(anonymous: Api, key: str) -> None:
    assert bearer_of(key).get("/api/me/").status_code == 401


def test_shows_nobody_the_keys_and_sessions_of_others(api: Api, colleague: Callable[..., User]) -> None:
    theirs = Api(colleague("admin"))
    made = theirs.post("/api/auth/api-keys/", {"name": "X"}).json()
    session = theirs.get("/api/auth/sessions/").json()["results"][0]
    assert api.get("/api/auth/api-keys/").json()["count"] == 0
    assert api.delete(f"/api/auth/api-keys/{made['id']}/").status_code == 404
    assert api.delete(f"/api/auth/sessions/{session['id']}/").status_code == 404


def test_takes_a_stream_ticket_for_a_key(api: Api) -> None:
    program = bearer_of(api.post("/api/auth/api-keys/", {"name": "X"}).json()["key"])
    assert program.post("/api/auth/stream-ticket/").status_code == 201
