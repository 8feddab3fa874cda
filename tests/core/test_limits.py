from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core import limits
from apps.core.limits import count_attempt, count_calls, forget_attempts, move_epochs
from tests.conftest import Api

CALLERS = 64


def own_address() -> dict[str, str]:
    """An address that nobody has called from."""
    return {"REMOTE_ADDR": f"192.0.2.{uuid4().hex}"}


@pytest.fixture
def limit_of_ten(settings: Any) -> None:
    settings.RATE_LIMITS = dict.fromkeys(("anonymous", "user", "admin", "tenant"), 10)


def test_lets_exactly_ten_of_64_simultaneous_calls_through(limit_of_ten: None) -> None:
    address = own_address()

    def call(_: int) -> Any:
        return Client().get("/api/", **address)

    with ThreadPoolExecutor(CALLERS) as threads:
        answers = list(threads.map(call, range(CALLERS)))
    assert sorted(answer.status_code for answer in answers) == [200] * 10 + [429] * 54
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert (refused.json()["error"], refused.headers["X-RateLimit-Remaining"]) == ("throttled", "0")


def test_counts_down_in_the_headers(limit_of_ten: None) -> None:
    address = own_address()
    left = [Client().get("/api/", **address).headers["X-RateLimit-Remaining"] for _ in range(12)]
    assert left == ["9", "8", "7", "6", "5", "4", "3", "2", "1", "0", "0", "0"]


def test_addresses_do_not_use_up_each_others_calls(limit_of_ten: None) -> None:
    first = own_address()
    for _ in range(11):
        last = Client().get("/api/", **first)
    assert last.status_code == 429
    assert Client().get("/api/", **own_address()).status_code == 200


def test_a_forged_address_header_counts_for_nothing(limit_of_ten: None) -> None:
    address = own_address()
    statuses = [Client().get("/api/", headers={"X-Forwarded-For": f"10.0.0.{n}"}, **address) for n in range(11)]
    assert statuses[-1].status_code == 429


def test_shows_whichever_limit_has_least_left(api: Api, settings: Any) -> None:
    settings.RATE_LIMITS = {"anonymous": 5, "user": 50, "admin": 500, "tenant": 100}
    assert api.get("/api/me/").headers["X-RateLimit-Limit"] == "100"
    settings.RATE_LIMITS = {"anonymous": 5, "user": 50, "admin": 80, "tenant": 100}
    assert api.get("/api/me/").headers["X-RateLimit-Limit"] == "80"


def test_a_tenants_own_limit_holds_for_its_users_together(api: Api, owner: User, colleague: Any) -> None:
    owner.tenant.settings["requests_per_hour"] = 3
    owner.tenant.save(update_fields=["settings"])
    other = Api(colleague("staff"))
    assert [caller.get("/api/me/").status_code for caller in (api, other, api, other)] == [200, 200, 200, 429]


def test_health_is_neither_counted_nor_limited(limit_of_ten: None) -> None:
    address = own_address()
    answers = [Client().get("/health/", **address) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert "X-RateLimit-Limit" not in answers[0].headers


def test_counts_exactly_under_64_threads() -> None:
    key = f"test:{uuid4().hex}"
    with ThreadPoolExecutor(CALLERS) as threads:
        counts = [counted[0] for counted, _ in threads.map(lambda _: count_calls([key]), range(CALLERS))]
    assert sorted(counts) == list(range(1, CALLERS + 1))


def test_an_epoch_stays_until_it_is_moved() -> None:
    key = f"user:{uuid4().hex}"
    _, before = count_calls([], [key])
    _, still = count_calls([], [key])
    move_epochs(key)
    _, after = count_calls([], [key])
    assert before == still != after


def test_attempts_are_counted_until_they_are_forgotten() -> None:
    key = f"test:{uuid4().hex}"
    assert [count_attempt(key, 60)[0] for _ in range(3)] == [1, 2, 3]
    assert 0 < count_attempt(key, 60)[1] <= 60
    forget_attempts(key)
    assert count_attempt(key, 60)[0] == 1


def test_without_redis_calls_get_through_and_nothing_remembered_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise limits.RedisError

    monkeypatch.setattr(limits, "_connection", gone)
    assert count_calls(["a", "b"], ["c"]) == ([0, 0], None)
    assert Client().get("/api/", **own_address()).status_code == 200
