"""What happens when things go wrong: a status that tells, the one error body, and nothing stored."""

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.test import Client as Caller

from apps.accounts.models import Role, User
from apps.clients.models import Client
from apps.clients.views import ClientViewSet
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from tests.conftest import Api

TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
BODY = {"error", "message", "detail", "details", "timestamp", "request_id"}


@pytest.fixture
def creating(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Put another service behind `POST /api/clients/`."""

    def replace(service: Callable[..., Any]) -> None:
        monkeypatch.setitem(ClientViewSet.writes, "create", service)  # type: ignore[arg-type]

    return replace


ADA = {"name": "Ada", "email": "ada@example.com"}


@TRANSACTIONAL
def test_a_lock_that_somebody_holds_is_a_409_to_be_tried_again(
    api: Api, owner: User, own: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = own(owner, Client, name="Ada")
    monkeypatch.setitem(connections["default"].settings_dict, "LOCK_TIMEOUT", 30)
    with transaction.atomic("ops"), connections["ops"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM clients_client WHERE id = %s FOR UPDATE", [client.pk])
        answer = api.patch(f"/api/clients/{client.pk}/", {"name": "Grace"})
    assert (answer.status_code, answer.json()["error"], answer.headers["Retry-After"]) == (409, "conflict", "1")
    assert api.get(f"/api/clients/{client.pk}/").json()["name"] == "Ada"
    assert api.patch(f"/api/clients/{client.pk}/", {"name": "Grace"}).status_code == 200


@TRANSACTIONAL
def test_a_change_that_met_a_lock_is_done_at_the_second_try(
    api: Api, owner: User, own: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = own(owner, Client, name="Ada")
    monkeypatch.setitem(connections["default"].settings_dict, "LOCK_TIMEOUT", 30)
    change, tries = ClientViewSet.writes["update"], []
    holder = connections["ops"]

    def change_once_it_is_free(**arguments: Any) -> Any:
        tries.append(1)
        if len(tries) == 2:
            holder.rollback()
        return change(**arguments)

    monkeypatch.setitem(ClientViewSet.writes, "update", change_once_it_is_free)  # type: ignore[arg-type]
    holder.set_autocommit(False)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM clients_client WHERE id = %s FOR UPDATE", [client.pk])
        answer = api.patch(f"/api/clients/{client.pk}/", {"name": "Grace"})
    finally:
        holder.rollback()
        holder.set_autocommit(True)
    assert (answer.status_code, answer.json()["name"], len(tries)) == (200, "Grace", 2)


@TRANSACTIONAL
def test_a_database_that_is_gone_is_a_503(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    answers = {path: Caller().get(path) for path in ("/api/health/", "/health/")}
    answers["/api/clients/"] = Caller().get("/api/clients/", headers=api.headers)
    connection.close()
    assert {path: answer.status_code for path, answer in answers.items()} == {
        "/api/clients/": 503,
        "/api/health/": 503,
        "/health/": 200,
    }
    refusal = answers["/api/clients/"]
    assert (set(refusal.json()), refusal.headers["Retry-After"]) == (BODY, "5")
    health = answers["/api/health/"].json()
    assert (health["status"], health["database"]["status"], health["cache"]["status"]) == ("down", "down", "ok")


def test_a_constraint_that_no_rule_foresaw_is_a_409(api: Api, owner: User, creating: Callable[..., None]) -> None:
    @transaction.atomic
    def collide(*, actor: User, **fields: Any) -> None:
        for name in ("first", "second"):
            Role.unscoped.create(tenant_id=actor.tenant_id, slug="the-same", name=name)

    creating(collide)
    answer = api.post("/api/clients/", ADA)
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert "role_slug_is_unique" in answer.json()["message"]
    with tenant_context(owner.tenant_id):
        assert not Role.unscoped.filter(slug="the-same").exists()


def test_a_rule_names_its_field_or_the_state_of_things(api: Api, creating: Callable[..., None]) -> None:
    def refuse(**kwargs: Any) -> Callable[..., None]:
        def service(*, actor: User, **fields: Any) -> None:
            raise RuleViolation("No.", code="no", **kwargs)

        return service

    creating(refuse(field="name"))
    by_field = api.post("/api/clients/", ADA)
    assert (by_field.status_code, by_field.json()["details"]) == (400, {"name": ["No."]})
    creating(refuse())
    by_state = api.post("/api/clients/", ADA)
    assert (by_state.status_code, by_state.json()["details"], by_state.json()["error"]) == (409, {}, "no")


def test_what_nobody_foresaw_is_a_500_that_tells_nothing(api: Api, creating: Callable[..., None]) -> None:
    def fail(*, actor: User, **fields: Any) -> None:
        raise ZeroDivisionError("the secret ingredient is love")

    creating(fail)
    caller = Caller(raise_request_exception=False)
    answer = caller.post("/api/clients/", ADA, content_type="application/json", headers=api.headers)
    assert (answer.status_code, set(answer.json()), answer.json()["error"]) == (500, BODY, "server_error")
    assert b"secret" not in answer.content
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


def test_names_nested_fields_by_their_path(api: Api, own: Callable[..., Any], owner: User) -> None:
    lines = [{"description": "Work", "unit_price": "1"}, {"description": "", "unit_price": "x"}]
    answer = api.post("/api/invoices/", {"client": own(owner, Client).pk, "line_items": lines})
    assert set(answer.json()["details"]) == {"line_items.1.description", "line_items.1.unit_price"}


class Recorded:
    """Everything that is logged, as production would write it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(logging.getLogger().handlers[0].formatter)

    @property
    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture
def logged() -> Any:
    recorded, root = Recorded(), logging.getLogger()
    level = root.level
    root.addHandler(recorded.handler)
    root.setLevel(logging.DEBUG)
    yield recorded
    root.setLevel(level)
    root.removeHandler(recorded.handler)


def test_a_request_leaves_one_line_with_its_id(anonymous: Api, logged: Recorded) -> None:
    request_id = anonymous.get("/api/").headers["X-Request-ID"]
    (line,) = [line for line in logged.text.splitlines() if '"event": "request"' in line]
    assert request_id in line
    assert '"status": 200' in line


def test_the_logs_carry_no_secret(anonymous: Api, owner: User, creating: Callable[..., None], logged: Recorded) -> None:
    secrets = {"password": "Correct horse 7", "wrong password": "Wrong horse 8", "body": "the body's own words"}
    sign_up = {"email": "new@example.com", "password": secrets["password"], "tenant_name": "New"}
    tokens = anonymous.post("/api/auth/register/", sign_up).json()
    secrets |= {"access token": tokens["access"], "refresh token": tokens["refresh"]}
    log_in = {"username": "new@example.com", "password": secrets["wrong password"]}
    assert anonymous.post("/api/auth/token/", log_in).status_code == 401
    anonymous.post("/api/auth/token/refresh/", {"refresh": tokens["refresh"]})
    anonymous.get("/api/me/", Authorization=f"Bearer {tokens['access']}x")

    def fail(*, actor: User, **fields: Any) -> None:
        local = f"{fields['notes']}"
        raise ZeroDivisionError(f"of {len(local)} characters")

    creating(fail)
    Caller(raise_request_exception=False).post(
        "/api/clients/",
        ADA | {"notes": secrets["body"]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {tokens['access']}"},
    )
    assert "ZeroDivisionError" in logged.text
    assert [name for name, secret in secrets.items() if secret in logged.text] == []


@TRANSACTIONAL
def test_the_errors_of_the_database_are_djangos(owner: User) -> None:
    """Also of the statements that the backend sends by itself."""
    with tenant_context(owner.tenant_id), pytest.raises(IntegrityError), transaction.atomic():
        Client.unscoped.create(tenant_id=owner.tenant_id, name="Nobody's", owner_id=2_000_000_000)
    with pytest.raises(OperationalError), connections["owner"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")
    connections["owner"].close()
