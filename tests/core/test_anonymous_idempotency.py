"""An Idempotency-Key from somebody who is not logged in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from apps.accounts.models import Session, User
from apps.accounts.services.email import make_token
from apps.core.sealing import SealBroken, unseal
from apps.core.tenancy import tenant_context
from apps.tenants.idempotency import KEPT
from apps.tenants.models import AnonymousAnswer, Tenant
from apps.tenants.tasks import forget_answers
from tests.conftest import Api
from tests.core.test_idempotency import at_once

KEY = {"Idempotency-Key": "b71d09"}
SIGN_UP = {"tenant_name": "Newcomers", "email": "ann@newcomers.example", "password": "Password123!"}
LOG_IN = {"email": "owner@acme.example", "password": "Password123!"}
WITH_COMMITS = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def test_signs_a_company_up_once(anonymous: Api) -> None:
    first, again = (anonymous.post("/api/auth/register/", SIGN_UP, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert Tenant.objects.filter(name="Newcomers").count() == 1


def test_begins_one_session(anonymous: Api, owner: User) -> None:
    first, again = (anonymous.post("/api/auth/login/", LOG_IN, **KEY) for _ in range(2))
    assert first.json()["access"] == again.json()["access"]
    with tenant_context(owner.tenant_id):
        assert Session.unscoped.filter(user=owner).count() == 1
    assert anonymous.get("/api/me/", Authorization=f"Bearer {again.json()['access']}").status_code == 200


def test_repeats_what_a_link_in_a_mail_allowed(anonymous: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        body = {"token": make_token(owner, "password-reset"), "password": "Correct horse 7"}
    first, again = (anonymous.post("/api/auth/password-reset/confirm/", body, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    # Without the key the link is used up.
    assert anonymous.post("/api/auth/password-reset/confirm/", body).status_code == 400


def test_mails_one_link(anonymous: Api, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("apps.accounts.login.current_app.send_task", lambda *args, **kwargs: sent.append(args))
    answers = [anonymous.post("/api/auth/password-reset/", {"email": owner.email}, **KEY) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {202}
    assert len(sent) == 1
    assert mail.outbox == []


def test_refuses_the_key_for_another_body(anonymous: Api, owner: User) -> None:
    anonymous.post("/api/auth/login/", LOG_IN, **KEY)
    other = anonymous.post("/api/auth/login/", LOG_IN | {"password": "Password124!"}, **KEY)
    assert (other.status_code, other.json()["error"]) == (422, "idempotency_key_reused")
    assert "access" not in other.json()


def test_counts_each_failed_log_in(anonymous: Api, owner: User) -> None:
    wrong = LOG_IN | {"password": "Password124!"}
    statuses = [anonymous.post("/api/auth/login/", wrong, **KEY).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    assert AnonymousAnswer.objects.count() == 0


def test_gives_no_answer_to_another_address(anonymous: Api, owner: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    first, other = (
        anonymous.post("/api/auth/login/", LOG_IN, **KEY, **{"X-Forwarded-For": address})
        for address in ("192.0.2.1", "192.0.2.2")
    )
    assert (first.status_code, other.status_code) == (200, 200)
    assert "Idempotent-Replayed" not in other
    assert first.json()["access"] != other.json()["access"]


def test_keeps_the_keys_of_paths_and_of_those_logged_in_apart(anonymous: Api, api: Api) -> None:
    anonymous.post("/api/auth/login/", LOG_IN, **KEY)
    for caller, path in ((anonymous, "/api/token/"), (api, "/api/auth/login/")):
        answer = caller.post(path, LOG_IN, **KEY)
        assert (answer.status_code, answer.get("Idempotent-Replayed")) == (200, None)


def test_ends_the_session_of_a_stolen_token_whatever_the_headers(anonymous: Api, owner: User, settings: Any) -> None:
    settings.ROTATE_REFRESH_TOKENS = True
    old = anonymous.post("/api/auth/login/", LOG_IN).json()["refresh"]
    new = anonymous.post("/api/auth/refresh/", {"refresh": old}).json()["refresh"]
    assert anonymous.post("/api/auth/refresh/", {"refresh": old}, **KEY, **{"If-Match": "*"}).status_code == 401
    assert anonymous.post("/api/auth/refresh/", {"refresh": new}).status_code == 401


def test_opens_a_kept_answer_by_the_request_alone(anonymous: Api, owner: User, settings: Any) -> None:
    access = anonymous.post("/api/auth/login/", LOG_IN, **KEY).json()["access"]
    kept = AnonymousAnswer.objects.get()
    assert access.encode() not in bytes(kept.body)
    assert KEY["Idempotency-Key"] not in kept.key_hash
    with pytest.raises(SealBroken):
        unseal(bytes(kept.body), context=b"")


def test_repeats_an_answer_that_an_earlier_key_of_the_installation_sealed(
    anonymous: Api, owner: User, settings: Any
) -> None:
    anonymous.post("/api/auth/login/", LOG_IN, **KEY)
    settings.ENCRYPTION_KEYS = ["a new key", *settings.ENCRYPTION_KEYS]
    assert anonymous.post("/api/auth/login/", LOG_IN, **KEY)["Idempotent-Replayed"] == "true"


@WITH_COMMITS
def test_forgets_after_a_day(anonymous: Api, company: Callable[..., User]) -> None:
    company("Acme")
    anonymous.post("/api/auth/login/", LOG_IN, **KEY)
    forget_answers()
    assert AnonymousAnswer.objects.count() == 1
    with time_machine.travel(timezone.now() + KEPT + timedelta(minutes=1)):
        forget_answers()
    assert AnonymousAnswer.objects.count() == 0


@WITH_COMMITS
@pytest.mark.parametrize(("path", "body", "status"), [("register", SIGN_UP, 201), ("login", LOG_IN, 200)])
def test_lets_one_of_many_twins_do_the_work(
    company: Callable[..., User], path: str, body: dict[str, str], status: int
) -> None:
    company("Acme")
    answers = at_once(8, lambda: Api().post(f"/api/auth/{path}/", body, **KEY))
    assert {answer.status_code for answer in answers} == {status}
    assert len({answer.content for answer in answers}) == 1
    assert [answer.get("Idempotent-Replayed") for answer in answers].count(None) == 1


@WITH_COMMITS
def test_counts_the_failures_of_simultaneous_twins(company: Callable[..., User]) -> None:
    company("Acme")
    wrong = LOG_IN | {"password": "Password124!"}
    answers = at_once(12, lambda: Api().post("/api/auth/login/", wrong, **KEY))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 2


def test_who_founds_another_company_is_answered_again_in_the_own_one(api: Api) -> None:
    first, again = (api.post("/api/auth/register/", SIGN_UP, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
