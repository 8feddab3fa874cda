"""Tokens that are forged, stolen, swapped or outlived."""

import base64
import json
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as django_settings
from django.db import connections

from apps.accounts.models import Role, User
from apps.accounts.services import users
from tests.conftest import Api
from tests.parallel import together_after, unlock

PASSWORD = "Password123!"
KEY: str = django_settings.SECRET_KEY


def log_in(email: str, password: str = PASSWORD, **headers: str) -> Any:
    return Api().post("/api/auth/login/", {"email": email, "password": password}, **headers)


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, KEY, algorithms=["HS256"]))


def encode(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


FORGERIES: dict[str, Callable[[str, str], str]] = {
    "nothing": lambda access, refresh: "",
    "words": lambda access, refresh: "let me in",
    "null": lambda access, refresh: "null",
    "dots": lambda access, refresh: "..",
    "bytes": lambda access, refresh: "é" * 20,
    "very long": lambda access, refresh: "a" * 6000,
    "cut short": lambda access, refresh: access[:-5],
    "without a signature": lambda access, refresh: access.rpartition(".")[0] + ".",
    "without an algorithm": lambda access, refresh: f"{encode({'alg': 'none', 'typ': 'JWT'})}.{access.split('.')[1]}.",
    "NoNe as algorithm": lambda access, refresh: f"{encode({'alg': 'NoNe'})}.{access.split('.')[1]}.",
    "a header of its own key": lambda access, refresh: jwt.encode(
        claims_of(access), "x" * 32, headers={"jwk": {"kty": "oct", "k": "eHg"}}
    ),
    "the name of an empty file as key": lambda access, refresh: _signed_with_nothing(
        f"{encode({'alg': 'HS256', 'typ': 'JWT', 'kid': '../../../../dev/null'})}.{access.split('.')[1]}.x"
    ),
    "a statement as name of the key": lambda access, refresh: jwt.encode(
        claims_of(access), "x" * 32, headers={"kid": "1' UNION SELECT 'x"}
    ),
    "an address of a key": lambda access, refresh: jwt.encode(
        claims_of(access), "x" * 32, headers={"jku": "http://127.0.0.1/key", "x5u": "http://127.0.0.1/key"}
    ),
    "a key pair": lambda access, refresh: jwt.encode(claims_of(access), _key_pair(), "RS256"),
    "another key": lambda access, refresh: jwt.encode(claims_of(access), KEY[::-1]),
    "an empty key": lambda access, refresh: _signed_with_nothing(access),
    "another algorithm": lambda access, refresh: jwt.encode(claims_of(access), KEY, "HS512"),
    "changed claims": lambda access, refresh: ".".join(
        [access.split(".")[0], encode(claims_of(access) | {"user_id": 1}), access.split(".")[2]]
    ),
    "the refresh token": lambda access, refresh: refresh,
    "no kind": lambda access, refresh: jwt.encode(_without(access, "token_type"), KEY),
    "no session": lambda access, refresh: jwt.encode(_without(access, "session"), KEY),
    "no end": lambda access, refresh: jwt.encode(_without(access, "exp"), KEY),
    "another session": lambda access, refresh: jwt.encode(claims_of(access) | {"session": str(uuid4())}, KEY),
    "another user": lambda access, refresh: jwt.encode(claims_of(access) | {"user_id": 10**9}, KEY),
    "another tenant": lambda access, refresh: jwt.encode(claims_of(access) | {"tenant_id": 10**9}, KEY),
    "a tenant that is a statement": lambda access, refresh: jwt.encode(
        claims_of(access) | {"tenant_id": "1; DROP TABLE accounts_user"}, KEY
    ),
    "a session that is a list": lambda access, refresh: jwt.encode(claims_of(access) | {"session": []}, KEY),
    "an end long ago": lambda access, refresh: jwt.encode(claims_of(access) | {"exp": 1}, KEY),
    "an end that is no time": lambda access, refresh: jwt.encode(_without(access, "exp") | {"iat": "x"}, KEY),
}


def _without(access: str, claim: str) -> dict[str, Any]:
    return {name: value for name, value in claims_of(access).items() if name != claim}


@cache
def _key_pair() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _signed_with_nothing(access: str) -> str:
    import hashlib
    import hmac

    head = access.rpartition(".")[0]
    return f"{head}.{base64.urlsafe_b64encode(hmac.digest(b'', head.encode(), hashlib.sha256)).rstrip(b'=').decode()}"


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_refuses_a_forged_token(owner: User, forge: Callable[[str, str], str]) -> None:
    tokens = log_in(owner.email).json()
    forged = forge(tokens["access"], tokens["refresh"])
    caller = Api()
    caller.headers["Authorization"] = f"Bearer {forged}"
    for answer in (caller.get("/api/me/"), caller.get("/api/users/"), caller.post("/api/clients/", {})):
        assert answer.status_code == 401
    expected = (200,) if forged == tokens["refresh"] else (400, 401)
    assert Api().post("/api/auth/token/verify/", {"token": forged}).status_code in expected
    assert Api().post("/api/auth/token/refresh/", {"refresh": forged}).status_code in expected


def test_takes_no_session_of_somebody_else(owner: User, charlie: User) -> None:
    mine, theirs = (claims_of(log_in(user.email).json()["access"]) for user in (owner, charlie))
    for swapped in (mine | {"session": theirs["session"]}, theirs | {"session": mine["session"]}):
        caller = Api()
        caller.headers["Authorization"] = f"Bearer {jwt.encode(swapped, KEY)}"
        assert caller.get("/api/me/").status_code == 401


def test_ends_an_access_token_with_its_time(api: Api) -> None:
    assert api.get("/api/me/").status_code == 200
    with time_machine.travel(time.time() + 601):
        assert api.get("/api/me/").status_code == 401


@pytest.mark.parametrize(
    ("login", "refresh"),
    [
        ("/api/auth/token/", "/api/auth/token/refresh/"),
        ("/api/auth/login/", "/api/auth/refresh/"),
        ("/api/token/", "/api/token/refresh/"),
        ("/api/api-token-auth/", "/api/auth/refresh/"),
    ],
)
@pytest.mark.parametrize("key", ["username", "email"])
def test_logs_in_and_refreshes_at_every_door(owner: User, login: str, refresh: str, key: str) -> None:
    answer = Api().post(login, {key: owner.email, "password": PASSWORD})
    assert answer.status_code == 200
    user = answer.json()["user"]
    assert user == {
        "id": owner.pk, "email": owner.email, "username": owner.username, "first_name": "", "last_name": "",
        "role": "owner", "tenant": {"id": owner.tenant_id, "name": "Acme", "domain": "acme.example"},
    }  # fmt: skip
    tokens = answer.json()
    for _ in range(2):
        access = Api().post(refresh, {"refresh": tokens["refresh"]}).json()["access"]
    assert Api().post("/api/auth/token/verify/", {"token": access}).status_code == 200


def test_ends_a_session_at_log_out_with_its_refresh_token(owner: User, charlie: User) -> None:
    tokens, others = log_in(owner.email).json(), log_in(owner.email).json()
    caller = Api()
    caller.headers["Authorization"] = f"Bearer {tokens['access']}"
    foreign = log_in(charlie.email).json()["refresh"]
    for bad in (foreign, "broken"):
        answer = caller.post("/api/auth/logout/", {"refresh": bad})
        assert (answer.status_code, answer.json()["detail"]) == (400, "Invalid refresh token")
    answer = caller.post("/api/user-profile/logout/", {"refresh": tokens["refresh"]})
    assert (answer.status_code, answer.json()) == (205, {"detail": "Logged out"})
    assert caller.get("/api/me/").status_code == 401
    assert Api().post("/api/auth/token/refresh/", {"refresh": tokens["refresh"]}).status_code == 401
    assert Api().post("/api/auth/token/refresh/", {"refresh": others["refresh"]}).status_code == 200


def test_answers_the_same_for_a_wrong_password_and_for_nobody(owner: User) -> None:
    wrong, nobody = log_in(owner.email, "wrong").json(), log_in("nobody@acme.example", "wrong").json()
    for answer in (wrong, nobody):
        del answer["timestamp"], answer["request_id"]
    assert wrong == nobody


def test_hashes_once_whether_or_not_there_is_an_account(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    original = MD5PasswordHasher.encode

    def encode_and_note(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return original(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode_and_note)
    log_in(owner.email, "wrong")
    log_in("nobody@acme.example", "wrong")
    assert hashed == ["wrong", "wrong"]


def test_slows_down_who_guesses_an_account(company: Callable[..., User]) -> None:
    owner = company(f"Acme{uuid4().hex}")
    statuses = [log_in(owner.email, "wrong").status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    refused = log_in(owner.email.upper())
    assert (refused.status_code, refused.json()["error"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 900


def test_of_1000_guesses_from_rotating_addresses_ten_reach_the_password(
    company: Callable[..., User], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TRUSTED_PROXIES = 1
    owner = company(f"Acme{uuid4().hex}")
    checked = []
    check = User.check_password

    def check_and_note(user: User, password: str) -> bool:
        checked.append(password)
        return check(user, password)

    monkeypatch.setattr(User, "check_password", check_and_note)
    for number in range(1_000):
        address = f"203.{number % 7}.{number % 251}.{number % 253}"
        forged = {"X-Forwarded-For": address, "User-Agent": f"{number}", "X-Real-IP": address}
        name = owner.email.upper() if number % 2 else f" {owner.email}"
        assert log_in(name, f"guess {number}", **forged).status_code in (401, 429)
    assert len(checked) == 10


def test_lets_the_owner_in_from_a_known_address_while_strangers_guess(
    company: Callable[..., User], settings: Any
) -> None:
    owner = company(f"Acme{uuid4().hex}")
    settings.TRUSTED_PROXIES = 1
    home, away = {"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-For": "203.0.113.9"}
    assert log_in(owner.email, **home).status_code == 200
    assert [log_in(owner.email, "wrong", **away).status_code for _ in range(11)][-1] == 429
    assert log_in(owner.email, **home).status_code == 200
    assert log_in(owner.email, **away).status_code == 429


def test_slows_down_who_guesses_many_accounts(db: None, settings: Any) -> None:
    settings.LOGIN_FAILURES_PER_ADDRESS, settings.TRUSTED_PROXIES = 5, 1
    there = {"X-Forwarded-For": f"203.0.113.{uuid4().int % 250}, 198.51.100.{uuid4().int % 250}"}
    statuses = [log_in(f"user{number}@acme.example", **there).status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]


@pytest.mark.parametrize("length", [72, 73, 4000])
def test_reads_a_long_password_to_its_end(api: Api, length: int) -> None:
    password = "Aé" * (length // 3) + "x"
    user = {"email": "long@acme.example", "password": password}
    assert api.post("/api/users/", user).status_code == 201
    assert log_in(user["email"], password).status_code == 200
    assert log_in(user["email"], password[:-1]).status_code == 401


def test_refuses_a_password_of_a_megabyte_without_hashing_it(api: Api) -> None:
    huge = "x" * 1_000_000
    assert log_in("owner@acme.example", huge).status_code == 400
    assert api.post("/api/users/", {"email": "long@acme.example", "password": huge}).status_code == 400


def test_counts_refused_tokens_against_the_address(db: None, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"anonymous": 3}
    settings.TRUSTED_PROXIES = 1
    caller = Api()
    caller.headers |= {"Authorization": "Bearer forged", "X-Forwarded-For": f"198.51.100.{uuid4().int % 250}"}
    answers = [caller.get("/api/me/") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0", "0"]
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_lets_exactly_the_limit_through_at_once(api: Api, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"admin": 10}
    assert together(24, lambda number: api_like(api).get("/api/me/").status_code) == [200] * 10 + [429] * 14


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_keeps_one_owner_when_all_are_demoted_at_once(api: Api, colleague: Callable[..., User]) -> None:
    owners = [api.user, *(colleague("owner", f"owner{number}") for number in range(3))]
    callers = [Api(user) for user in owners]

    def demote_the_next(number: int) -> int:
        at = f"/api/users/{owners[(number + 1) % 4].pk}/"
        return int(callers[number].patch(at, {"role": "admin"}).status_code)

    statuses = together(4, demote_the_next)
    assert statuses.count(200) <= 3
    assert User.unscoped.using("ops").filter(
        role__slug="owner", tenant_id=api.user.tenant_id
    ).count() == 4 - statuses.count(200)


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_without_the_lock_two_owners_demote_each_other(
    api: Api, colleague: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    owners = [api.user, colleague("owner", "second")]
    callers = [Api(user) for user in owners]
    unlock(monkeypatch, Role)
    monkeypatch.setattr(users, "_keep_an_owner", together_after(users._keep_an_owner))

    def demote_the_other(number: int) -> int:
        return int(callers[number].patch(f"/api/users/{owners[1 - number].pk}/", {"role": "admin"}).status_code)

    assert together(2, demote_the_other) == [200, 200]
    assert not User.unscoped.using("ops").filter(role__slug="owner", tenant_id=api.user.tenant_id).exists()


def api_like(api: Api) -> Api:
    caller = Api()
    caller.headers = api.headers
    return caller


def together(count: int, work: Callable[[int], int]) -> list[int]:
    """What `count` threads answer that work at the same time, sorted."""
    answers: list[int] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        answers.append(work(number))
        connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)
