"""Providers: what is kept of them, what is answered, how they are called."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.accounts.second_factor import seal_context as factor_context
from apps.audit.models import AuditLog
from apps.core.outbound import OutboundRefused, check_url, fetch, is_public
from apps.core.sealing import seal, unseal
from apps.core.tenancy import tenant_context
from apps.integrations.client import FAILURES_ALLOWED, ProviderPaused, call_provider
from apps.integrations.models import Provider
from apps.integrations.services import secrets_of
from apps.integrations.tasks import check_providers
from apps.notifications.channels.whatsapp import seal_context as whatsapp_context
from apps.scheduling.google.client import open_tokens, seal_tokens
from tests.conftest import Api
from tests.factories import make_google_account, make_second_factor, make_whatsapp_account

PROVIDERS = "/api/integrations/providers/"
NEW = {
    "name": "new_service",
    "webhook_url": "https://webhook.newservice.com",
    "api_base_url": "https://api.newservice.com",
    "auth_type": "oauth2",
    "secret_key": "your_secret_key",
}
WITH_COMMITS = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def provider_of(user: User) -> Provider:
    with tenant_context(user.tenant_id):
        provider: Provider = Provider.unscoped.get(tenant=user.tenant)
    return provider


def test_takes_a_provider_as_documented_and_answers_no_secret(api: Api, owner: User) -> None:
    answer = api.post(PROVIDERS, NEW | {"credentials": {"client_id": "me", "client_secret": "hush-hush"}})
    assert answer.status_code == 201
    shown = answer.json()
    assert {name: shown[name] for name in ("name", "webhook_url", "api_base_url", "auth_type", "is_active")} == {
        "name": "new_service",
        "webhook_url": "https://webhook.newservice.com",
        "api_base_url": "https://api.newservice.com",
        "auth_type": "oauth2",
        "is_active": True,
    }
    assert shown["has_secret_key"] is True
    at = f"{PROVIDERS}{shown['id']}/"
    everywhere = f"{shown} {api.get(at).json()} {api.get(PROVIDERS).json()} {api.get('/api/audit/logs/').json()}"
    assert "your_secret_key" not in everywhere
    assert "hush-hush" not in everywhere
    stored = provider_of(owner)
    assert b"hush" not in bytes(stored.sealed)
    assert secrets_of(stored) == {
        "secret_key": "your_secret_key",
        "credentials": {"client_id": "me", "client_secret": "hush-hush"},
    }


def test_changes_a_provider_and_keeps_the_secrets_that_are_not_named(api: Api, owner: User) -> None:
    at = f"{PROVIDERS}{api.post(PROVIDERS, NEW).json()['id']}/"
    assert api.patch(at, {"is_active": False}).json()["is_active"] is False
    assert secrets_of(provider_of(owner))["secret_key"] == "your_secret_key"
    api.patch(at, {"secret_key": "another"})
    assert secrets_of(provider_of(owner))["secret_key"] == "another"
    assert api.delete(at).status_code == 204
    with tenant_context(owner.tenant_id):
        actions = AuditLog.unscoped.filter(resource_type="provider").order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["create", "update", "update", "delete"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "With Blanks"}, "name"),
        ({"webhook_url": "ftp://example.com"}, "webhook_url"),
        ({"api_base_url": "https://user:secret@example.com"}, "api_base_url"),
        ({"auth_type": "magic"}, "auth_type"),
        ({"credentials": {"username": "x"}}, "credentials"),
        ({"allowed_ips": ["nowhere"]}, "allowed_ips"),
        ({"rate_limit": -1}, "rate_limit"),
    ],
)
def test_refuses_what_no_provider_can_have(api: Api, change: dict[str, Any], field: str) -> None:
    answer = api.post(PROVIDERS, NEW | change)
    assert answer.status_code == 400
    assert next(iter(answer.json()["details"])).startswith(field)


def test_refuses_a_name_twice_in_a_company_only(api: Api, charlie: User) -> None:
    assert api.post(PROVIDERS, NEW).status_code == 201
    assert api.post(PROVIDERS, NEW).json()["details"] == {"name": ["There is a provider of this name already."]}
    assert Api(charlie).post(PROVIDERS, NEW).status_code == 201


def test_is_for_those_who_administrate(api: Api, colleague: Callable[..., User]) -> None:
    manager = Api(colleague("manager"))
    for path in (PROVIDERS, "/api/integrations/events/", "/api/integrations/health/"):
        assert (manager.get(path).status_code, api.get(path).status_code) == (403, 200)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_knows_what_is_not_in_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_knows_what_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd", "http:"],
)
def test_calls_nothing_in_the_own_network(url: str) -> None:
    with pytest.raises(OutboundRefused):
        fetch("GET", url)


def test_takes_an_address_apart() -> None:
    assert check_url("https://example.com:8443/a?b=c").hostname == "example.com"


class Service(BaseHTTPRequestHandler):
    """A provider's interface that notes what it is asked, and answers what it is told to."""

    asked: list[tuple[str, str, dict[str, str]]] = []
    statuses: list[int] = []

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"access_token": "t0ken", "expires_in": 600}).encode() if self.path == "/token" else b"{}"
        self.send_response(self.statuses.pop(0) if self.statuses else 200)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def service(settings: Any) -> Iterator[str]:
    Service.asked.clear()
    Service.statuses.clear()
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_calls_a_provider_by_its_own_way_of_authentication(api: Api, owner: User, service: str) -> None:
    ways: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"auth_type": "api_key", "credentials": {"api_key": "k1", "header": "X-Key"}}, ("x-key", "k1")),
        ({"auth_type": "basic", "credentials": {"username": "u", "password": "p"}}, ("authorization", "Basic dTpw")),
        (
            {
                "auth_type": "oauth2",
                "credentials": {"client_id": "c", "client_secret": "s", "token_url": f"{service}/token"},
            },
            ("authorization", "Bearer t0ken"),
        ),
    ]
    at = f"{PROVIDERS}{api.post(PROVIDERS, {'name': 'x', 'api_base_url': service}).json()['id']}/"
    for change, (header, value) in ways:
        assert api.patch(at, change).status_code == 200
        assert call_provider(provider_of(owner), "GET", "/items").status == 200
        assert Service.asked[-1][1:] == ("/items", Service.asked[-1][2])
        assert Service.asked[-1][2][header] == value
    call_provider(provider_of(owner), "GET", "/items")
    assert [path for _, path, _ in Service.asked].count("/token") == 1


def test_fetches_a_new_token_once_where_the_kept_one_is_refused(api: Api, owner: User, service: str) -> None:
    credentials = {"client_id": "c", "client_secret": "s", "token_url": f"{service}/token"}
    api.post(PROVIDERS, {"name": "x", "api_base_url": service, "auth_type": "oauth2", "credentials": credentials})
    provider = provider_of(owner)
    call_provider(provider, "GET", "/items")
    Service.asked.clear()
    Service.statuses[:] = [401, 200, 200]
    assert call_provider(provider, "POST", "/items").status == 200
    assert [path for _, path, _ in Service.asked] == ["/items", "/token", "/items"]
    Service.statuses[:] = [401, 200, 401]
    assert call_provider(provider, "POST", "/items").status == 401


def test_follows_no_redirect_and_tries_again_what_failed(api: Api, owner: User, service: str) -> None:
    api.post(PROVIDERS, {"name": "x", "api_base_url": service})
    Service.statuses[:] = [302]
    assert call_provider(provider_of(owner), "GET", "/").status == 302
    Service.statuses[:] = [500, 502]
    assert call_provider(provider_of(owner), "GET", "/").status == 200
    Service.statuses[:] = [500]
    assert call_provider(provider_of(owner), "POST", "/").status == 500


def test_leaves_a_provider_in_peace_that_does_not_answer(api: Api, owner: User, service: str) -> None:
    api.post(PROVIDERS, {"name": "x", "api_base_url": service})
    Service.statuses[:] = [500] * FAILURES_ALLOWED * 2
    provider = provider_of(owner)
    assert [call_provider(provider, "GET", "/").status for _ in range(2)] == [500, 500]
    asked = len(Service.asked)
    with pytest.raises(ProviderPaused):
        call_provider(provider, "GET", "/")
    assert len(Service.asked) == asked


@WITH_COMMITS
def test_says_how_each_provider_answers(api: Api, service: str) -> None:
    api.post(PROVIDERS, {"name": "well", "api_base_url": service})
    api.post(PROVIDERS, {"name": "inside", "api_base_url": "http://169.254.169.254/"})
    api.post(PROVIDERS, {"name": "unasked"})
    check_providers()
    health = api.get("/api/integrations/health/").json()
    assert health["status"] == "down"
    assert {name: found["status"] for name, found in health["providers"].items()} == {
        "well": "healthy",
        "inside": "down",
        "unasked": "unknown",
    }
    assert health["providers"]["well"]["response_time"] >= 0
    assert health["providers"]["well"]["last_check"]


@WITH_COMMITS
def test_seals_secrets_anew_under_a_new_key(api: Api, owner: User, settings: Any) -> None:
    api.post(PROVIDERS, NEW)
    settings.ENCRYPTION_KEYS = ["a new key", *settings.ENCRYPTION_KEYS]
    call_command("rotate_secrets", json=True)
    settings.ENCRYPTION_KEYS = ["a new key"]
    assert secrets_of(provider_of(owner))["secret_key"] == "your_secret_key"


@WITH_COMMITS
def test_seals_tokens_and_second_factors_anew_as_well(owner: User, settings: Any) -> None:
    with tenant_context(owner.tenant_id):
        whatsapp = make_whatsapp_account(
            owner, sealed_token=seal(b"of Meta", context=whatsapp_context(owner.tenant_id))
        )
        google = make_google_account(owner, user=owner)
        seal_tokens(google, {"refresh_token": "of Google"})
        google.save()
        factor = make_second_factor(owner, user=owner, secret=seal(b"of an app", context=factor_context(owner)))
    settings.ENCRYPTION_KEYS = ["a new key", *settings.ENCRYPTION_KEYS]
    call_command("rotate_secrets", json=True)
    settings.ENCRYPTION_KEYS = ["a new key"]
    with tenant_context(owner.tenant_id):
        for row in (whatsapp, google, factor):
            row.refresh_from_db()
        assert unseal(bytes(whatsapp.sealed_token), context=whatsapp_context(owner.tenant_id)) == b"of Meta"
        assert open_tokens(google) == {"refresh_token": "of Google"}
        assert unseal(bytes(factor.secret), context=factor_context(owner)) == b"of an app"
