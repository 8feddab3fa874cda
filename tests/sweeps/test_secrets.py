"""Planted secrets are found in no answer, log line, mail, task, metric or row, whatever route is called.

Held secrets are those of a company that has all that there are: passwords, tokens, API keys, providers, webhook
endpoints, a second factor, the installation's own. Sent secrets are those that stand in the call itself. A row may hold
what is sealed or hashed; anything in the clear, and the hash of a password in an answer, is found.
"""

import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from inspect import isasyncgen
from io import BytesIO
from typing import Any

import pyotp
import pytest
from celery import current_app
from django.contrib.admin import site
from django.core import mail
from django.db import connection
from django.test import Client as Browser

from apps.accounts.keys import create_api_key
from apps.accounts.models import Role, User
from apps.accounts.second_factor import begin_second_factor, confirm_second_factor
from apps.accounts.services import create_user
from apps.accounts.sessions import start_session
from apps.audit.services import record
from apps.core.tenancy import tenant_context
from apps.integrations.endpoints import create_endpoint
from apps.integrations.services import create_provider
from tests.sweeps.bodies import call_of, situation_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route

OF_SETTINGS = ("CRON_TOKEN", "METRICS_TOKEN", "EMAIL_HOST_PASSWORD", "LANGUAGE_MODEL_KEY", "BACKUP_ENCRYPTION_KEY")
SECRET_NAMES = re.compile("password|secret|token|refresh|credentials|^code$")
IS_SHORT = 12
"""A text as short as this is found by chance."""
FURTHER_SECRETS: dict[str, dict[str, Any]] = {
    "ProviderSerializer": {
        "auth_type": "oauth2",
        "secret_key": "canary-sent-signing-key",
        "credentials": {
            "client_id": "shown",
            "client_secret": "canary-sent-client-secret",
            "token_url": "https://example.com/token",
        },
    },
    "UserSerializer": {"password": "Canary sent password 7"},
    "RegisterSerializer": {"password": "Canary sent password 7"},
    "ChangePasswordSerializer": {"new_password": "Canary sent password 7"},
}
"""Secrets that a body may carry and the usual one does not."""


@dataclass
class Watch(logging.Handler):
    """All that leaves the product while it watches."""

    tenant_id: int
    secrets: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.DEBUG)
        handlers = [handler for handler in logging.getLogger().handlers if handler.formatter is not None]
        self.formatters = [handler.formatter for handler in handlers if handler.formatter is not None]

    __hash__ = logging.Handler.__hash__

    def emit(self, entry: logging.LogRecord) -> None:
        self.seen += [("log", formatter.format(entry)) for formatter in self.formatters]

    def see_task(self, name: str, args: Any = None, kwargs: Any = None, **options: Any) -> None:
        self.seen.append(("task", f"{name} {args} {kwargs} {options.get('headers')}"))

    def see_answer(self, answer: Any) -> None:
        self.seen.append(("answer", f"{answer.headers}"))
        self.seen += [("answer", text) for text in texts_of(answer)]

    def found(self) -> set[tuple[str, str]]:
        """Which secret was seen where."""
        self.seen += [("mail", f"{each.message()}") for each in getattr(mail, "outbox", ())]
        spotted = {
            (place, name) for place, text in self.seen for name, secret in self.secrets.items() if secret in text
        }
        with tenant_context(self.tenant_id):
            return spotted | rows_with(self.secrets)


def texts_of(answer: Any) -> Iterator[str]:
    """The body, and what is packed in it. An endless stream is left alone: it tells what the resource tells."""
    if answer.streaming and (answer.is_async or isasyncgen(answer.streaming_content)):
        return
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    yield content.decode(errors="replace")
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from (archive.read(name).decode(errors="replace") for name in archive.namelist())


def rows_with(secrets: dict[str, str]) -> set[tuple[str, str]]:
    """The tables with a row of the bound company, or of none, that holds a secret in the clear."""
    at_rest = {name: secret for name, secret in secrets.items() if not name.startswith("hash of")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
            "AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        # Bytes are written as digits.
        any_of = "|".join(re.escape(form) for text in at_rest.values() for form in (text, text.encode().hex()))
        whole = " UNION ALL ".join(f"SELECT '{table}', t::text FROM {table} t WHERE t::text ~ %s" for table in tables)
        cursor.execute(whole, [any_of] * len(tables))
        rows = cursor.fetchall()
    return {
        (table, name)
        for table, row in rows
        for name, secret in at_rest.items()
        if secret in row or secret.encode().hex() in row
    }


def plant(ground: Ground, settings: Any) -> dict[str, str]:
    """Give the company one of every secret that can be held; answers them by name."""
    planted = {name: f"canary-{name.lower()}-0a1b2c" for name in OF_SETTINGS}
    for name, value in planted.items():
        setattr(settings, name, value)
    planted |= {"SECRET_KEY": settings.SECRET_KEY}
    owner = ground.owner
    with tenant_context(owner.tenant_id):
        password, role = "Canary held password 7", Role.unscoped.get(tenant=owner.tenant, slug="staff")
        colleague = create_user(actor=owner, email="canary@ours.example", password=password, role=role)
        colleague = User.unscoped.get(pk=colleague.pk)
        factor = begin_second_factor(actor=colleague, password=password)
        session = start_session(actor=colleague)
        code = pyotp.TOTP(factor.secret).now()
        codes = confirm_second_factor(actor=colleague, session=colleague.sessions.get().key, code=code)
        create_provider(
            actor=owner,
            name="canary_service",
            auth_type="api_key",
            secret_key="canary-held-signing-key",
            credentials={"api_key": "canary-held-api-key", "header": "X-Api-Key"},
        )
        _, signing = create_endpoint(actor=owner, url="https://example.com/canary", event_types=["client.*"])
        planted |= {
            "password": password,
            "hash of the password": User.unscoped.get(pk=colleague.pk).password,
            "access token": session.access,
            "refresh token": session.refresh,
            "API key": create_api_key(actor=owner, name="canary").key,
            "second factor": factor.secret,
            "provider's signing key": "canary-held-signing-key",
            "provider's API key": "canary-held-api-key",
            "webhook endpoint's secret": signing,
        } | {f"recovery code {number}": code for number, code in enumerate(codes)}
    return planted


def sent_secrets(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a body that are secret by their name or by that of what they stand in."""
    if isinstance(node, dict):
        for name, value in node.items():
            inside = path or (name if SECRET_NAMES.search(name) else "")
            yield from sent_secrets(value, inside and f"{path}.{name}".strip("."))
    elif isinstance(node, str) and path and len(node) >= IS_SHORT and not node.startswith("https:"):
        yield f"sent {path}", node


@pytest.fixture
def watch(ground: Ground, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    watch = Watch(ground.owner.tenant_id, plant(ground, settings))
    monkeypatch.setattr(current_app._get_current_object(), "send_task", watch.see_task)
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    root.addHandler(watch)
    mail.outbox = []
    yield watch
    root.removeHandler(watch)


def body_for(route: Route, body: dict[str, Any]) -> dict[str, Any]:
    if route.serializer is None:
        return body
    names = {ancestor.__name__ for ancestor in type(route.serializer).__mro__}
    for serializer, secrets in FURTHER_SECRETS.items():
        if serializer in names:
            writable = {name for name, each in route.serializer.fields.items() if not each.read_only}
            body = body | {name: value for name, value in secrets.items() if name in writable}
    return body


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.is_page], ids=str)
def test_lets_no_secret_out(route: Route, ground: Ground, watch: Watch) -> None:
    url, body = call_of(route, ground)
    body = body_for(route, body)
    caller = ground.caller(route)
    watch.secrets |= dict(sent_secrets(body))
    watch.secrets |= {"caller's token": caller.headers.get("Authorization", "Bearer none-is-sent").partition(" ")[2]}
    is_read = route.method in ("get", "delete")
    headers = {"Idempotency-Key": "canary"} if route.method == "post" else {}
    watch.see_answer(caller.request(route.method, url, None if is_read else body, **headers))
    assert watch.found() == set()


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_a_refusal_repeats_no_secret(method: str, ground: Ground, watch: Watch) -> None:
    """What is refused is not told again: neither a whole body nor the value that was wrong."""
    wrong = {"password": "canary-refused", "secret_key": ["canary-refused"], "credentials": "canary-refused"}
    watch.secrets = {"refused": "canary-refused"}
    for route in ROUTES:
        if route.method == method and not route.is_page and route.serializer is not None:
            row = ground.own(route.model, **situation_of(route)) if route.is_detail and route.model else None
            url = route.url(row)
            names = [name for name in route.serializer.fields if SECRET_NAMES.search(name)]
            watch.see_answer(
                ground.caller(route).request(method, url, wrong | {name: ["canary-refused"] for name in names})
            )
    assert watch.found() == set()


def test_metrics_hold_no_secret(ground: Ground, watch: Watch) -> None:
    for secret in ("password", "API key", "refresh token"):
        ground.anonymous.post(
            "/api/auth/login/", {"username": watch.secrets[secret], "password": watch.secrets[secret]}
        )
        ground.anonymous.get("/api/clients/", Authorization=f"Api-Key {watch.secrets[secret]}x")
        ground.anonymous.get(f"/api/no-such-thing/{watch.secrets[secret]}/")
    watch.seen.clear()
    metrics = Browser().get("/metrics", headers={"Authorization": f"Bearer {watch.secrets['METRICS_TOKEN']}"})
    assert metrics.status_code == 200
    watch.see_answer(metrics)
    assert watch.found() == set()


def test_the_admin_shows_no_secret(ground: Ground, watch: Watch) -> None:
    browser = Browser()
    with tenant_context(ground.owner.tenant_id):
        browser.force_login(ground.platform.user)
    shown = 0
    for model in site._registry:
        prefix = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        answer = browser.get(prefix)
        if answer.status_code == 200:
            shown += 1
            watch.see_answer(answer)
            for path in sorted(set(re.findall(rf'href="({prefix}[^"/]+/change/)', answer.content.decode())))[:3]:
                watch.see_answer(browser.get(path))
    assert shown > 30
    assert watch.found() == set()


LEAKS: dict[str, Callable[[Ground, str], Any]] = {
    "log": lambda ground, secret: logging.getLogger("apps").info("leaked", extra={"what": secret}),
    "task": lambda ground, secret: current_app.send_task("leaked", args=[secret]),
    "mail": lambda ground, secret: mail.send_mail("leaked", secret, None, ["somebody@example.com"]),
    "audit_auditlog": lambda ground, secret: record(
        actor=ground.owner, action="tested", target=ground.owner, new={"phone": secret}
    ),
}


@pytest.mark.parametrize("place", LEAKS)
def test_the_watch_finds_a_secret_that_is_let_out(place: str, ground: Ground, watch: Watch) -> None:
    with tenant_context(ground.owner.tenant_id):
        LEAKS[place](ground, watch.secrets["API key"])
    assert (place, "API key") in watch.found()


def test_the_watch_finds_a_secret_in_an_answer_and_in_a_packed_file(ground: Ground, watch: Watch) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", watch.secrets["password"])
    for content in (watch.secrets["access token"].encode(), packed.getvalue()):
        answer = ground.anonymous.get("/api/health/")
        answer.content = content
        watch.see_answer(answer)
    assert watch.found() == {("answer", "access token"), ("answer", "password")}
