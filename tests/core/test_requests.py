"""The frame of every request: its id, its headers, its path, its address."""

import gc
import logging
import re
import weakref
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from django.test import Client
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.core.addresses import client_address
from apps.core.views import SchemaView, _write_document
from tests.conftest import Api


@pytest.mark.parametrize("given", ["abcdefgh", "6f1c2b9e-0d5a.4c7f_9b3e", "A" * 128])
def test_keeps_a_request_id(given: str, api: Api) -> None:
    assert api.get("/api/me/", **{"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "A" * 129, "with blank", "a<script>b", "über-lang"])
def test_gives_an_id_of_its_own_instead_of_an_odd_one(given: str, api: Api) -> None:
    answered = api.get("/api/me/", **{"X-Request-ID": given}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", answered)


def test_names_the_request_in_an_errors_body(anonymous: Api) -> None:
    refusal = anonymous.get("/api/me/")
    assert refusal.json()["request_id"] == refusal.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "path", ["/", "/health/", "/api/", "/api/nowhere/", "/api/schema/swagger-ui/", "/admin/login/"]
)
def test_sets_the_security_headers(path: str, db: None) -> None:
    headers = Client().get(path).headers
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/api/schema/swagger-ui/", "/api/schema/redoc/", "/admin/login/"])
def test_pages_have_a_content_security_policy(path: str, db: None) -> None:
    policy = Client().get(path).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_answers_to_callers_with_a_token_are_not_stored(api: Api, anonymous: Api) -> None:
    assert api.get("/api/me/").headers["Cache-Control"] == "no-store"
    assert api.get("/api/clients/").headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in anonymous.get("/api/").headers


def preflight(origin: str, path: str = "/api/clients/") -> Any:
    return Client().options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, idempotency-key",
        },
    )


def test_lets_the_origins_of_the_settings_call(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
    headers = preflight("https://app.example.org").headers
    assert headers["Access-Control-Allow-Origin"] == "https://app.example.org"
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert {"authorization", "idempotency-key", "x-tenant"} <= set(headers["Access-Control-Allow-Headers"].split(", "))


def test_lets_no_other_origin_call(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
    for origin in ("https://evil.example", "https://app.example.org.evil.example", "null", "http://app.example.org"):
        assert "Access-Control-Allow-Origin" not in preflight(origin).headers
    assert "Access-Control-Allow-Origin" not in preflight("https://app.example.org", "/admin/login/").headers


def test_a_path_without_its_slash_keeps_the_body_of_a_post(api: Api) -> None:
    created = api.post("/api/clients", {"name": "Ada", "email": "ada@example.com"})
    assert (created.status_code, created.json()["name"]) == (201, "Ada")
    path = f"/api/clients/{created.json()['id']}"
    assert api.patch(path, {"name": "Grace"}).json()["name"] == "Grace"
    assert api.get(path).json() == api.get(f"{path}/").json()
    assert api.get("/api/clients?search=grace").json()["count"] == 1
    assert api.delete(path).status_code == 204


def test_head_answers_as_get_does_without_a_body(api: Api) -> None:
    answer = api.request("head", "/api/clients/")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2"),
        (2, "3.3.3.3", "9.9.9.9"),
        (1, "", "9.9.9.9"),
    ],
)
def test_believes_only_the_proxies_it_trusts(
    proxies: int, forwarded: str, address: str, settings: Any, rf: Any
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="9.9.9.9")
    assert client_address(request) == address


def test_the_log_names_request_tenant_and_user_and_forgets_them(
    api: Api, anonymous: Api, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, Any]] = []
    logger = logging.getLogger("apps.requests")
    monkeypatch.setattr(logger, "info", lambda *args, **kwargs: lines.append(structlog.contextvars.get_contextvars()))
    answer = api.get("/api/clients/")
    anonymous.get("/api/")
    first, second = lines
    assert first["request_id"] == answer.headers["X-Request-ID"]
    assert (first["tenant_id"], first["user_id"]) == (owner.tenant_id, owner.pk)
    assert not {"tenant_id", "user_id"} & second.keys()


@pytest.mark.parametrize("wanted", ["application/vnd.oai.openapi", "application/vnd.oai.openapi+json"])
def test_the_document_is_written_once_however_often_it_is_asked_for(
    wanted: str, anonymous: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []

    def make(**_: Any) -> dict[str, Any]:
        made.append({})
        return made[-1]

    monkeypatch.setattr(SchemaView, "generator_class", lambda: SimpleNamespace(get_schema=make))
    _write_document.cache_clear()
    answers = [anonymous.get(f"/api/schema/{query}", Accept=wanted) for query in ("", "?lang=en", "?version=1%0A2")]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len(made) == 1
    _write_document.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/clients/", "/api/clients/0/", "/api/me/"])
def test_an_answered_request_waits_for_no_garbage_collector(
    api: Api, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    views: list[weakref.ref[APIView]] = []
    finalize = APIView.finalize_response

    def note(self: APIView, *args: Any, **kwargs: Any) -> Any:
        views.append(weakref.ref(self))
        return finalize(self, *args, **kwargs)

    monkeypatch.setattr(APIView, "finalize_response", note)
    gc.disable()
    try:
        api.get(path)
        assert [view() for view in views] == [None]
    finally:
        gc.enable()
