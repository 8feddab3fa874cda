"""Messages by WhatsApp, their receipts, and what people write back."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from apps.accounts.models import User
from apps.clients.models import Client, Interaction
from apps.core.tenancy import tenant_context
from apps.notifications.channels.whatsapp import callback_of, sender_of
from apps.notifications.models import Notification, WhatsAppAccount, WhatsAppMessage
from tests.conftest import Api
from tests.documents import add_client
from tests.notifications.conftest import Queue, again, customer, stored
from tests.notifications.servers import HttpService, in_turn, messages_at
from tests.outbox import deliver_messages

pytestmark = pytest.mark.django_db(databases=["default", "owner", "ops"])
Send = Callable[[], None]
WEBHOOK = "/api/notifications/whatsapp/webhook/"
ACCOUNT = "/api/notifications/whatsapp/account/"
PHONE = "60123456789"


@pytest.fixture(autouse=True)
def agreed(settings: Any) -> None:
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = "app-secret", "agreed"


@pytest.fixture
def message(queue: Queue, client: Client) -> Callable[..., Notification]:
    return lambda **values: queue(**{"channel": "whatsapp", "recipient": PHONE, "client": client} | values)


def signed(body: bytes, secret: str = "app-secret") -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def hook(value: dict[str, Any], number: str = "1001") -> bytes:
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, **value}
    entry = [{"id": "1", "changes": [{"field": "messages", "value": value}]}]
    return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()


def tell(api: Api, value: dict[str, Any], number: str = "1001") -> Any:
    body = hook(value, number)
    answer = api.request("post", WEBHOOK, body, **signed(body))
    assert answer.status_code == 200, answer.content
    return answer.json()


def receipt(status: str, **values: Any) -> dict[str, Any]:
    return {
        "statuses": [{"id": "wamid.1", "status": status, "timestamp": "1700000000", "recipient_id": PHONE} | values]
    }


def letter(text: str, message_id: str = "wamid.in.1", **values: Any) -> dict[str, Any]:
    message = {"from": PHONE, "id": message_id, "timestamp": "1700000000", "type": "text", "text": {"body": text}}
    contacts = [{"wa_id": PHONE, "profile": {"name": "Ada"}}]
    return {"contacts": contacts, "messages": [message | values]}


def test_hands_a_text_to_the_cloud_api(
    api: Api, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send
) -> None:
    notification = message()
    send()
    ((path, headers, _),) = whatsapp_server.requests
    (told,) = messages_at(whatsapp_server)
    assert (path, headers["authorization"]) == ("/v23.0/1001/messages", "Bearer secret-token")
    assert (told["to"], told["type"], told["text"]["body"]) == (PHONE, "text", "Hello\n\nDear Ada")
    assert told["biz_opaque_callback_data"] == callback_of(notification)
    shown = api.get(f"/api/workflow-notifications/{notification.pk}/").json()
    assert (shown["status"], shown["external_reference"]) == ("sent", "wamid.1")


def test_carries_the_text_in_a_template_where_there_is_one(
    message: Callable[..., Notification], whatsapp_server: HttpService, send: Send, settings: Any
) -> None:
    settings.WHATSAPP_TEMPLATE, settings.WHATSAPP_TEMPLATE_LANGUAGE = "notice", "ms"
    message()
    send()
    (told,) = messages_at(whatsapp_server)
    assert (told["type"], told["template"]["name"], told["template"]["language"]) == (
        "template", "notice", {"code": "ms"},
    )  # fmt: skip
    (component,) = told["template"]["components"]
    assert component["parameters"] == [{"type": "text", "text": "Hello Dear Ada"}]


def test_does_not_send_again_what_may_have_arrived(
    message: Callable[..., Notification], whatsapp_server: HttpService, send: Send, owner: User
) -> None:
    whatsapp_server.mood = in_turn("hang_up")
    notification = message()
    for _ in range(3):
        send()
        again(owner)
    held = stored(notification)
    assert (held.status, whatsapp_server.tries) == ("failed", 1)
    assert "may have arrived" in held.error


def test_a_receipt_settles_what_was_in_doubt(
    api: Api, anonymous: Api, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send
) -> None:
    whatsapp_server.mood = in_turn("hang_up")
    notification = message()
    send()
    told = receipt("delivered", biz_opaque_callback_data=callback_of(notification))
    assert tell(anonymous, told) == {"statuses": 1, "messages": 0}
    settled = stored(notification)
    assert (settled.status, settled.error, settled.external_reference) == ("delivered", "", "wamid.1")
    assert settled.sent_at is not None


def test_a_worker_that_died_at_it_leaves_a_message_in_doubt(
    message: Callable[..., Notification], whatsapp_server: HttpService, send: Send, owner: User
) -> None:
    notification, moment = message(), datetime.now(UTC)
    with tenant_context(owner.tenant_id):
        Notification.unscoped.update(attempts=1, lease_expires_at=moment, handed_over_at=moment)
    with time_machine.travel(moment + timedelta(minutes=5)):
        send()
    held = stored(notification)
    assert (held.status, whatsapp_server.tries) == ("failed", 0)
    assert "the worker ended in between" in held.error


@pytest.mark.parametrize("mood", ["429", "500", "503"])
def test_tries_again_what_was_surely_not_taken(
    message: Callable[..., Notification], whatsapp_server: HttpService, send: Send, owner: User, mood: str
) -> None:
    whatsapp_server.mood = in_turn(mood, "take")
    notification = message()
    send()
    assert stored(notification).error == f"WhatsApp answered {mood}."
    again(owner)
    send()
    assert (stored(notification).status, len(messages_at(whatsapp_server))) == ("sent", 1)


def test_tries_again_where_nobody_could_be_reached(
    message: Callable[..., Notification], send: Send, settings: Any
) -> None:
    settings.WHATSAPP_API_URL, settings.OUTBOUND_ALLOWED_HOSTS = "http://127.0.0.1:1", ["127.0.0.1:1"]
    settings.WHATSAPP_PHONE_NUMBER_ID, settings.WHATSAPP_TOKEN = "1001", "secret-token"
    notification = message()
    send()
    assert (stored(notification).status, stored(notification).attempts) == ("pending", 1)


def test_says_what_whatsapp_said_and_what_is_not_set_up(
    message: Callable[..., Notification], whatsapp_server: HttpService, send: Send, settings: Any
) -> None:
    whatsapp_server.mood = in_turn("400")
    refused = message()
    send()
    settings.WHATSAPP_TOKEN = ""
    unset = message()
    send()
    assert [(stored(one).status, stored(one).error) for one in (refused, unset)] == [
        ("failed", "WhatsApp answered 400: No."),
        ("failed", "WhatsApp is not set up: a number and a token are needed."),
    ]


def test_says_in_the_companys_language_what_became_of_a_message_in_another(
    api: Api, owner: User, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send
) -> None:
    api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"language": "ms"}})
    whatsapp_server.mood = in_turn("400")
    notification = message(language="id")
    send()
    assert stored(notification).error == "WhatsApp menjawab 400: No."


def test_verifies_the_webhook_for_who_knows_the_word(anonymous: Api) -> None:
    answer = anonymous.get(f"{WEBHOOK}?hub.mode=subscribe&hub.verify_token=agreed&hub.challenge=1158201444")
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    for query in ("hub.mode=subscribe&hub.verify_token=other", "hub.mode=other&hub.verify_token=agreed", ""):
        assert anonymous.get(f"{WEBHOOK}?{query}&hub.challenge=1").status_code == 403


def test_refuses_forged_webhooks(anonymous: Api, settings: Any) -> None:
    body = hook(receipt("read"))
    forged = [{}, signed(body, "other"), signed(body + b" "), {"X-Hub-Signature-256": "sha256="}]
    for headers in forged:
        refusal = anonymous.request("post", WEBHOOK, body, **headers)
        assert (refusal.status_code, refusal.json()["error"]) == (401, "invalid_signature")
    settings.WHATSAPP_APP_SECRET = ""
    assert anonymous.request("post", WEBHOOK, body, **signed(body, "")).status_code == 401


def test_receipts_move_a_message_up_only_and_once(
    anonymous: Api, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send
) -> None:
    notification = message()
    send()
    seen = []
    for status in ("sent", "read", "delivered", "read", "failed"):
        told = tell(anonymous, receipt(status))
        seen.append((told["statuses"], stored(notification).status))
    assert seen == [(0, "sent"), (1, "read"), (0, "read"), (0, "read"), (0, "read")]
    assert stored(notification).read_at == datetime.fromtimestamp(1700000000, UTC)


def test_a_receipt_of_failure_gives_the_reason(
    anonymous: Api, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send
) -> None:
    notification = message()
    send()
    told = receipt("failed", errors=[{"code": 131047, "title": "Re-engagement message"}])
    assert tell(anonymous, told)["statuses"] == 1
    assert tell(anonymous, receipt("sent"))["statuses"] == 0
    assert (stored(notification).status, stored(notification).error) == ("failed", "131047 Re-engagement message")


def test_a_receipt_of_the_sending_before_last_does_not_count(
    api: Api, anonymous: Api, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send
) -> None:
    notification = message()
    send()
    old = callback_of(notification)
    api.post(f"/api/workflow-notifications/{notification.pk}/resend/")
    assert tell(anonymous, receipt("read", biz_opaque_callback_data=old))["statuses"] == 0
    assert stored(notification).status == "pending"


def test_keeps_what_a_customer_writes_once(
    api: Api, anonymous: Api, message: Callable[..., Notification], client: Client, whatsapp_server: HttpService
) -> None:
    message()
    assert [tell(anonymous, letter("When is it done?")) for _ in range(2)] == [
        {"statuses": 0, "messages": 1}, {"statuses": 0, "messages": 0},
    ]  # fmt: skip
    (kept,) = api.get("/api/notifications/whatsapp/messages/").json()["results"]
    assert (kept["client"], kept["text"], kept["name"]) == (client.pk, "When is it done?", "Ada")
    (note,) = api.get(f"/api/clients/{client.pk}/").json()["interactions"]
    assert (note["subject"], note["description"]) == ("WhatsApp", "When is it done?")


def test_keeps_what_a_stranger_writes_to_the_companys_number(
    api: Api, anonymous: Api, owner: User, client: Client
) -> None:
    with tenant_context(owner.tenant_id):
        WhatsAppAccount.unscoped.create(tenant_id=owner.tenant_id, phone_number_id="2002", sealed_token=b"")
    stranger = letter("Hi", **{"from": "4915112345678", "type": "image", "image": {"caption": "Passport"}})
    assert tell(anonymous, stranger, "2002")["messages"] == 1
    (kept,) = api.get("/api/notifications/whatsapp/messages/").json()["results"]
    assert (kept["client"], kept["phone"], kept["text"]) == (None, "4915112345678", "Passport")


@pytest.mark.parametrize(
    ("held", "is_theirs"),
    [("+60 12-345 6789", True), ("0060123456789", True), ("012 345 6789", True), ("+62 12 345 6789", False)],
)
def test_knows_a_customers_telephone_however_it_is_written(
    anonymous: Api, owner: User, held: str, is_theirs: bool
) -> None:
    theirs = customer(owner, held)
    with tenant_context(owner.tenant_id):
        WhatsAppAccount.unscoped.create(tenant_id=owner.tenant_id, phone_number_id="2002", sealed_token=b"")
    tell(anonymous, letter("Hi"), "2002")
    with tenant_context(owner.tenant_id):
        assert WhatsAppMessage.unscoped.get().client_id == (theirs.pk if is_theirs else None)
        assert Interaction.unscoped.count() == int(is_theirs)


def test_a_message_to_nobodys_number_is_nobodys(anonymous: Api, owner: User, client: Client) -> None:
    assert tell(anonymous, letter("Hi"), "9009") == {"statuses": 0, "messages": 0}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"entry": None},
        {"entry": [None, {"changes": "no"}, {"changes": [{"value": []}]}]},
        {"entry": [{"changes": [{"value": {"statuses": [{}], "messages": [{}, 5], "contacts": [{"profile": 1}]}}]}]},
        {"entry": [{"changes": [{"value": {"statuses": [{"status": "read", "id": 5, "timestamp": "9" * 40}]}}]}]},
    ],
)
def test_skips_what_it_does_not_understand(anonymous: Api, body: Any) -> None:
    raw = json.dumps(body).encode()
    answer = anonymous.request("post", WEBHOOK, raw, **signed(raw))
    assert (answer.status_code, answer.json()) == (200, {"statuses": 0, "messages": 0})


def test_a_company_cannot_move_anothers_messages(
    anonymous: Api, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send, charlie: User
) -> None:
    """Who has a number may write anything into what comes back with its receipts."""
    notification = message()
    send()
    with tenant_context(charlie.tenant_id):
        WhatsAppAccount.unscoped.create(tenant_id=charlie.tenant_id, phone_number_id="3003", sealed_token=b"")
    told = receipt("read", biz_opaque_callback_data=callback_of(notification))
    assert tell(anonymous, told, "3003")["statuses"] == 0
    assert stored(notification).status == "sent"


def test_a_company_writes_from_its_own_number(
    api: Api, owner: User, charlie: User, message: Callable[..., Notification], whatsapp_server: HttpService, send: Send
) -> None:
    assert api.get(ACCOUNT).json()["phone_number_id"] == ""
    assert list(api.put(ACCOUNT, {"phone_number_id": "2002"}).json()["details"]) == ["token"]
    assert list(api.put(ACCOUNT, {"phone_number_id": "../1", "token": "t"}).json()["details"]) == ["phone_number_id"]
    shown = api.put(ACCOUNT, {"phone_number_id": "2002", "token": "own-token", "template": "notice"})
    assert (shown.status_code, "token" in shown.json()) == (200, False)
    with tenant_context(owner.tenant_id):
        assert b"own-token" not in bytes(WhatsAppAccount.unscoped.get().sealed_token)
        sender = sender_of(owner.tenant_id)
        assert sender is not None
        assert (sender.token, sender.template) == ("own-token", "notice")
    assert api.put(ACCOUNT, {"phone_number_id": "2002"}).json()["template"] == ""
    message()
    send()
    path, headers, _ = whatsapp_server.requests[-1]
    assert (path, headers["authorization"]) == ("/v23.0/2002/messages", "Bearer own-token")
    theirs = {"phone_number_id": "2002", "token": "stolen"}
    for number in ("2002", "1001"):
        refusal = Api(charlie).put(ACCOUNT, theirs | {"phone_number_id": number})
        assert (refusal.status_code, refusal.json()["error"]) == (409, "number_taken")
    assert api.delete(ACCOUNT).status_code == 204
    assert api.delete(ACCOUNT).status_code == 404


def test_claims_no_number_that_whatsapp_does_not_give_it(api: Api, whatsapp_server: HttpService) -> None:
    whatsapp_server.mood = in_turn("401")
    refusal = api.put(ACCOUNT, {"phone_number_id": "2002", "token": "guessed"})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, ["token"])
    assert api.get(ACCOUNT).json()["phone_number_id"] == ""


def test_only_an_administrator_tests_or_sets_the_number(
    api: Api, owner: User, colleague: Callable[..., User], client: Client, whatsapp_server: HttpService
) -> None:
    clerk, path = Api(colleague("staff")), "/api/push-notifications/send-test-whatsapp/"
    assert clerk.post(path, {"to": PHONE}).status_code == 403
    assert clerk.get(ACCOUNT).status_code == 403
    assert api.post(path, {"to": "+60 12 345 6789", "message": "Hi"}).status_code == 202
    queued = api.post(path, {"customer": client.pk}).json()
    assert (queued["client"], queued["recipient"], queued["status"]) == (client.pk, PHONE, "pending")
    for body, field in (
        ({}, "to"),
        ({"to": "12"}, "to"),
        ({"customer": add_client(owner, email="b@c.example").pk}, "customer"),
    ):
        refusal = api.post(path, body)
        assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])
    deliver_messages(owner)
    assert [told["text"]["body"] for told in messages_at(whatsapp_server)] == [
        "Test of Acme\n\nHi",
        "Test of Acme\n\nThis is a test: messages from Acme arrive here.",
    ]
