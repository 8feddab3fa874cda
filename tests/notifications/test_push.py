"""Messages to browsers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from py_vapid import Vapid02

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.notifications.channels.push import encode_key, public_key
from apps.notifications.models import PushSubscription
from tests.conftest import Api
from tests.notifications.conftest import Queue, again, stored
from tests.notifications.servers import Browser, HttpService, in_turn

pytestmark = pytest.mark.django_db(databases=["default", "owner", "ops"])
Send = Callable[[], None]
REGISTER = "/api/push-notifications/register/"
UNREGISTER = "/api/push-notifications/unregister/"


def browsers_of(user: User) -> list[PushSubscription]:
    with tenant_context(user.tenant_id):
        return list(PushSubscription.unscoped.filter(user=user).order_by("id"))


def test_only_the_browser_can_read_what_is_pushed_to_it(
    api: Api, browser: Browser, push_server: HttpService, send: Send
) -> None:
    queued = api.post("/api/push-notifications/test/")
    assert (queued.status_code, queued.json()["status"], queued.json()["channel"]) == (202, "pending", "push")
    send()
    ((path, headers, body),) = push_server.requests
    told = browser.read(body)
    assert (path, told["title"], told["id"]) == ("/push/1", "Test of Acme", queued.json()["id"])
    assert b"Acme" not in body
    assert (headers["content-encoding"], headers["urgency"]) == ("aes128gcm", "high")
    assert 0 < len(headers["topic"]) <= 32
    assert Vapid02.verify(headers["authorization"])
    assert f"k={api.get('/api/push-notifications/key/').json()['public_key']}" in headers["authorization"]
    assert api.get(f"/api/workflow-notifications/{queued.json()['id']}/").json()["status"] == "sent"


def test_a_browser_that_registers_again_is_the_same_one(api: Api, owner: User, browser: Browser) -> None:
    again = api.post(REGISTER, browser.subscription())
    assert again.status_code == 200
    assert [one.endpoint for one in browsers_of(owner)] == [browser.endpoint]


def test_a_browser_is_told_what_its_last_user_is_told(
    api: Api, owner: User, colleague: Callable[..., User], browser: Browser
) -> None:
    clerk = colleague("staff")
    assert Api(clerk).post(REGISTER, browser.subscription()).status_code == 200
    assert (browsers_of(owner), len(browsers_of(clerk))) == ([], 1)


def test_unregisters_the_own_browsers_only(
    api: Api, owner: User, colleague: Callable[..., User], browser: Browser
) -> None:
    body = {"endpoint": browser.endpoint}
    assert Api(colleague("staff")).post(UNREGISTER, body).status_code == 404
    assert api.post(UNREGISTER, body).status_code == 204
    assert api.post(UNREGISTER, body).status_code == 404
    assert browsers_of(owner) == []
    refusal = api.post("/api/push-notifications/test/")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "no_browser")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/push",
        "https://10.0.0.8/push",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/push",
        "https://[64:ff9b::7f00:1]/push",
        "https://100.64.0.1/push",
        "http://93.184.216.34/push",
        "https://user:secret@93.184.216.34/push",
        "file:///etc/passwd",
        "https://nowhere.invalid/push",
    ],
)
def test_refuses_addresses_that_are_no_push_services(api: Api, owner: User, endpoint: str) -> None:
    refusal = api.post(REGISTER, Browser(endpoint).subscription())
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, ["endpoint"]), refusal.content
    assert browsers_of(owner) == []


def test_calls_no_address_that_has_become_private(
    api: Api, browser: Browser, push_server: HttpService, send: Send, settings: Any
) -> None:
    queued = api.post("/api/push-notifications/test/").json()
    settings.OUTBOUND_ALLOWED_HOSTS = []
    send()
    shown = api.get(f"/api/workflow-notifications/{queued['id']}/").json()
    assert (shown["status"], push_server.tries) == ("failed", 0)
    assert "not in the public internet" in shown["error"]


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        ({"p256dh": "AAAA"}, "keys.p256dh"),
        ({"p256dh": "???"}, "keys.p256dh"),
        ({"auth": "AAAA"}, "keys.auth"),
        ({"auth": ""}, "keys.auth"),
    ],
)
def test_refuses_keys_that_are_none(api: Api, push_server: HttpService, keys: dict[str, str], field: str) -> None:
    body = Browser(f"{push_server.address}/push/1").subscription()
    refusal = api.post(REGISTER, body | {"keys": body["keys"] | keys})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])


@pytest.mark.parametrize("status", ["404", "410"])
def test_forgets_a_browser_that_is_gone(
    api: Api, owner: User, browser: Browser, push_server: HttpService, send: Send, status: str
) -> None:
    push_server.mood = in_turn(status)
    queued = api.post("/api/push-notifications/test/").json()
    send()
    shown = api.get(f"/api/workflow-notifications/{queued['id']}/").json()
    assert (shown["status"], shown["error"]) == ("failed", "The user has no browser registered.")
    assert browsers_of(owner) == []


def test_a_browser_that_was_reached_is_not_told_twice_because_of_another(
    api: Api, owner: User, browser: Browser, push_server: HttpService, send: Send
) -> None:
    second = Browser(f"{push_server.address}/push/2")
    api.post(REGISTER, second.subscription())
    push_server.mood = in_turn("take", "503", "take")
    queued = api.post("/api/push-notifications/test/").json()
    send()
    assert [path for path, _, _ in push_server.requests] == ["/push/1"]
    again(owner)
    send()
    assert [path for path, _, _ in push_server.requests] == ["/push/1", "/push/2"]
    assert api.get(f"/api/workflow-notifications/{queued['id']}/").json()["status"] == "sent"


def test_what_is_given_twice_replaces_itself(
    queue: Queue, owner: User, browser: Browser, push_server: HttpService, send: Send
) -> None:
    push_server.mood = in_turn("hang_up", "take")
    notification = queue(channel="push", user=owner, recipient=owner.username)
    send()
    assert stored(notification).status == "pending"
    again(owner)
    send()
    first, second = push_server.requests
    assert first[1]["topic"] == second[1]["topic"]
    assert browser.read(first[2])["tag"] == browser.read(second[2])["tag"]


def test_does_not_push_to_who_has_switched_it_off(
    api: Api, queue: Queue, owner: User, browser: Browser, push_server: HttpService, send: Send
) -> None:
    waiting = queue(channel="push", user=owner, recipient=owner.username)
    api.patch("/api/user-settings/me/", {"push_notifications": False})
    send()
    assert (stored(waiting).status, push_server.tries) == ("cancelled", 0)
    assert stored(waiting).error == "The user has switched this channel off."
    refusal = api.post("/api/push-notifications/test/")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "switched_off")


def test_an_administrator_tests_a_colleagues_browsers(
    api: Api, owner: User, colleague: Callable[..., User], charlie: User, browser: Browser, push_server: HttpService,
    send: Send,
) -> None:  # fmt: skip
    clerk = colleague("staff")
    body = {"user": owner.pk, "title": "Hello", "body": "<b>World</b>"}
    assert Api(clerk).post("/api/push-notifications/send-test/", body).status_code == 403
    assert api.post("/api/push-notifications/send-test/", body | {"user": charlie.pk}).status_code == 400
    assert api.post("/api/push-notifications/send-test/", body | {"user": clerk.pk}).status_code == 409
    assert api.post("/api/push-notifications/send-test/", body).status_code == 202
    send()
    told = browser.read(push_server.requests[0][2])
    assert (told["title"], told["body"]) == ("Hello", "<b>World</b>")


def test_development_prints_instead_of_sending(
    api: Api, browser: Browser, push_server: HttpService, send: Send, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.NOTIFICATIONS_PRINTED = True
    queued = api.post("/api/push-notifications/test/").json()
    with caplog.at_level("INFO"):
        send()
    assert api.get(f"/api/workflow-notifications/{queued['id']}/").json()["status"] == "sent"
    assert "notification_printed" in caplog.text
    assert push_server.tries == 0


def test_signs_with_the_key_that_the_command_makes(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    derived = public_key()
    call_command("vapid_keys")
    line, comment = capsys.readouterr().out.splitlines()
    name, _, settings.VAPID_PRIVATE_KEY = line.partition("=")
    assert (name, comment.rpartition(" ")[2]) == ("VAPID_PRIVATE_KEY", public_key())
    assert public_key() != derived
    call_command("vapid_keys", json=True)
    assert '"public_key"' in capsys.readouterr().out
    assert len(encode_key(b"\0" * 65)) == 87
