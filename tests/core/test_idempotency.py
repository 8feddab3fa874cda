import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.tenants.idempotency import KEPT
from apps.tenants.models import KeptAnswer
from apps.tenants.tasks import forget_answers
from tests.conftest import Api

KEY = {"Idempotency-Key": "5f0c2a"}
BODY = {"name": "Reader", "permissions": ["clients.view_client"]}


def test_gives_the_first_answer_again(api: Api) -> None:
    first, again = (api.post("/api/auth/roles/", BODY, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert len([role for role in api.get("/api/auth/roles/").json()["results"] if role["slug"] == "reader"]) == 1


def test_repeats_the_headers_of_the_first_answer(api: Api) -> None:
    first, again = (api.post("/api/auth/roles/", BODY, **KEY) for _ in range(2))
    own = {"X-Request-ID", "X-RateLimit-Remaining", "X-RateLimit-Reset"}
    kept = {name: value for name, value in first.headers.items() if name not in own}
    assert {name: again[name] for name in kept} == kept
    assert again["ETag"] == api.get(f"/api/auth/roles/{first.json()['id']}/")["ETag"]


def test_refuses_the_key_for_another_request(api: Api) -> None:
    api.post("/api/auth/roles/", BODY, **KEY)
    for answer in (
        api.post("/api/auth/roles/", BODY | {"name": "Writer"}, **KEY),
        api.post("/api/users/", BODY, **KEY),
    ):
        assert (answer.status_code, answer.json()["error"]) == (422, "idempotency_key_reused")


def test_keeps_the_keys_of_callers_apart(api: Api, charlie: User, colleague: Callable[..., User]) -> None:
    api.post("/api/auth/roles/", BODY, **KEY)
    assert Api(charlie).post("/api/auth/roles/", BODY, **KEY).status_code == 201
    taken = Api(colleague("admin")).post("/api/auth/roles/", BODY, **KEY)
    assert (taken.status_code, list(taken.json()["details"])) == (400, ["slug"])


def test_repeats_a_rules_refusal_too(api: Api) -> None:
    body = {"email": "owner@acme.example", "password": "Password123!"}
    first, again = (api.post("/api/users/", body, **KEY) for _ in range(2))
    assert first.status_code == again.status_code == 400
    assert first.json()["request_id"] == again.json()["request_id"]


def test_keeps_no_refusal_that_came_before_the_work(api: Api, colleague: Callable[..., User]) -> None:
    assert api.post("/api/auth/roles/", {}, **KEY).status_code == 400
    assert api.post("/api/auth/roles/", BODY, **KEY).status_code == 201
    staff = Api(colleague("staff"))
    assert staff.post("/api/auth/roles/", BODY, **KEY).status_code == 403
    assert staff.post("/api/auth/stream-ticket/", {}, **KEY).status_code == 201


def test_keeps_no_failure(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.accounts.views.users import RoleViewSet

    working = RoleViewSet.writes

    def fail(**kwargs: Any) -> None:
        working["create"](**kwargs)
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(RoleViewSet, "writes", {**working, "create": fail})
    with pytest.raises(RuntimeError):
        api.post("/api/auth/roles/", BODY, **KEY)
    monkeypatch.setattr(RoleViewSet, "writes", working)
    answer = api.post("/api/auth/roles/", BODY, **KEY)
    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "tab\tkey"])
def test_refuses_odd_keys(api: Api, key: str) -> None:
    assert api.post("/api/auth/roles/", BODY, **{"Idempotency-Key": key}).status_code == 400


def test_forgets_after_a_day(api: Api) -> None:
    api.post("/api/auth/roles/", BODY, **KEY)
    with tenant_context(api.user.tenant_id):
        KeptAnswer.unscoped.update(created_at=timezone.now() - KEPT - timedelta(minutes=1))
    answer = api.post("/api/auth/roles/", BODY | {"name": "Writer"}, **KEY)
    assert answer.status_code == 201
    assert api.post("/api/auth/roles/", BODY | {"name": "Writer"}, **KEY)["Idempotent-Replayed"] == "true"


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_deletes_what_is_a_day_old(api: Api) -> None:
    api.post("/api/auth/roles/", BODY, **KEY)
    with tenant_context(api.user.tenant_id):
        forget_answers()
        assert KeptAnswer.unscoped.count() == 1
        with time_machine.travel(timezone.now() + KEPT + timedelta(minutes=1)):
            forget_answers()
        assert KeptAnswer.unscoped.count() == 0


def test_stores_no_answer_in_the_clear(api: Api) -> None:
    ticket = api.post("/api/auth/stream-ticket/", {}, **KEY).json()["ticket"]
    with tenant_context(api.user.tenant_id):
        kept = KeptAnswer.unscoped.get()
    assert ticket.encode() not in bytes(kept.body)
    assert KEY["Idempotency-Key"] != kept.key_hash


def twin_of(api: Api) -> Api:
    caller = Api()
    caller.headers = api.headers
    return caller


def at_once(times: int, call: Callable[[], Any]) -> list[Any]:
    """What the call answers to each of as many threads as it has times, all started together."""
    answers: list[Any] = []
    start = threading.Barrier(times)

    def run() -> None:
        start.wait()
        answers.append(call())
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_lets_one_of_many_twins_do_the_work_and_the_others_wait_for_its_answer(api: Api) -> None:
    answers = at_once(8, lambda: twin_of(api).post("/api/auth/roles/", BODY, **KEY))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert [answer.get("Idempotent-Replayed") for answer in answers].count(None) == 1
