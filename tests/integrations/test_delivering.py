"""From a change to its receiver: signed, at least once, in order, and never into the own network."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connections, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit import relay
from apps.audit.models import AuditLog
from apps.audit.services import record
from apps.core.tenancy import tenant_context
from apps.integrations import delivering, outbox
from apps.integrations.models import WebhookDelivery, WebhookEndpoint
from apps.integrations.tasks import deliver_due, forget_deliveries
from tests.breaking import break_connection
from tests.conftest import Api
from tests.factories import make_webhook_attempt, make_webhook_delivery
from tests.integrations.receiver import Receiver
from tests.outbox import deliver_messages
from tests.relaying import relay_all

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
ENDPOINTS = "/api/webhooks/endpoints/"
DELIVERIES = "/api/webhooks/deliveries/"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with Receiver().listening() as receiver:
        settings.OUTBOUND_ALLOWED_HOSTS = [receiver.host]
        yield receiver


@pytest.fixture
def handed() -> Iterator[list[tuple[int, int]]]:
    """The endpoints that workers were told of; none is really told."""
    handed: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "send_to_workers", handed.extend)
        patch.setattr("apps.integrations.tasks.send_to_workers", handed.extend)
        yield handed


@pytest.fixture
def endpoint(api: Api, receiver: Receiver, handed: Any) -> dict[str, Any]:
    """An endpoint of Acme that is told of clients."""
    made: dict[str, Any] = api.post(ENDPOINTS, {"url": receiver.url, "event_types": ["client.*"]}).json()
    return made


def stored(owner: User, pk: int) -> WebhookEndpoint:
    with tenant_context(owner.tenant_id):
        endpoint: WebhookEndpoint = WebhookEndpoint.unscoped.get(pk=pk)
    return endpoint


def deliveries(owner: User, **values: Any) -> list[WebhookDelivery]:
    with tenant_context(owner.tenant_id):
        return list(WebhookDelivery.unscoped.filter(tenant=owner.tenant, **values).order_by("event_id"))


def lay_out(owner: User, count: int, **values: Any) -> list[WebhookDelivery]:
    """The deliveries, once the relay has laid out so many; any open transaction of the server holds it back."""
    relay_all(outbox.SUBSCRIBER)
    found = deliveries(owner, **values)
    assert len(found) >= count
    return found


def deliver(owner: User, pk: int) -> bool:
    with tenant_context(owner.tenant_id):
        return delivering.deliver_waiting(pk)


def later(owner: User, pk: int, **passed: float) -> None:
    """Deliver as if so much time had passed."""
    with time_machine.travel(timezone.now() + timedelta(**passed), tick=True):
        deliver(owner, pk)


def add_client(api: Api, name: str) -> str:
    return str(api.post("/api/clients/", {"name": name, "email": f"{name}@example.com"}).json()["id"])


def test_posts_a_change_with_old_and_new_values_signed(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any], handed: list[Any]
) -> None:
    pk = add_client(api, "Bob")
    api.patch(f"/api/clients/{pk}/", {"name": "Rob"})
    api.post("/api/auth/roles/", {"slug": "guest", "name": "Guest", "permissions": []})
    lay_out(owner, 2)
    assert set(handed) == {(owner.tenant_id, endpoint["id"])}
    assert deliver(owner, endpoint["id"]) is False
    assert receiver.told() == [(pk, "create"), (pk, "update")]
    assert all(received.is_signed_with(endpoint["secret"]) for received in receiver.came)
    assert not receiver.came[0].is_signed_with("whsec_bm90IHRoZSBzZWNyZXQ=")
    message, data = receiver.came[1].message, receiver.came[1].data
    assert (message["type"], data["type"], data["user"]) == (
        "client.update", "client.update", {"id": owner.pk, "email": owner.email},
    )  # fmt: skip
    assert (data["old_values"]["name"], data["new_values"]["name"]) == ("Bob", "Rob")
    sent = deliveries(owner)
    assert [one.status for one in sent] == ["delivered"] * 2
    assert [received.headers["webhook-id"] for received in receiver.came] == [one.message_id for one in sent]
    assert relay.relay_events(outbox.SUBSCRIBER) == 0


def test_sends_nothing_of_a_change_that_is_rolled_back(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            AuditLog.unscoped.create(
                tenant_id=owner.tenant_id, action="create", resource_type="client", resource_id="never"
            )
            raise ZeroDivisionError

    with tenant_context(owner.tenant_id), pytest.raises(ZeroDivisionError):
        change_and_fail()
    kept = add_client(api, "Bob")
    lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    assert receiver.told() == [(kept, "create")]


def test_a_new_endpoint_is_told_of_nothing_that_was_committed_before_it(
    api: Api, owner: User, receiver: Receiver, handed: Any
) -> None:
    """What was changed before and relayed after it is left out; what was begun before and committed after it comes."""
    add_client(api, "Before")
    with transaction.atomic("owner"), connections["owner"].cursor() as slow:
        slow.execute("SELECT set_config('app.tenant', %s, true)", [str(owner.tenant_id)])
        slow.execute(
            "INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, "
            "ip_address, request_id, timestamp) VALUES (%s, 'create', 'client', 'slow', '{}', '{}', '', '', now())",
            [owner.tenant_id],
        )
        add_client(api, "Between")
        made = api.post(ENDPOINTS, {"url": receiver.url}).json()
    after = add_client(api, "After")
    lay_out(owner, 2)
    deliver(owner, made["id"])
    assert sorted(receiver.told()) == sorted([("slow", "create"), (after, "create")])


def test_a_record_waits_for_its_earlier_change_and_others_go_on(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    first, second = add_client(api, "Ann"), add_client(api, "Bob")
    api.patch(f"/api/clients/{first}/", {"name": "Anna"})
    lay_out(owner, 3)
    receiver.answering = lambda received: 500 if received.data["resource_id"] == first else 200
    deliver(owner, endpoint["id"])
    deliver(owner, endpoint["id"])
    assert sorted(receiver.told()) == sorted([(first, "create"), (second, "create")])
    receiver.answering = lambda received: 200
    later(owner, endpoint["id"], seconds=10)
    assert receiver.told()[2:] == [(first, "create"), (first, "update")]
    ids = [received.headers["webhook-id"] for received in receiver.came if received.data["action"] == "create"]
    assert len(ids) == 3
    assert len(set(ids)) == 2


@pytest.mark.parametrize(("answer", "noted"), [(None, None), (500, 500), (404, 404), (301, 301)])
def test_tries_again_what_is_not_taken(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any], answer: int | None, noted: int | None
) -> None:
    receiver.answering = lambda received: answer
    add_client(api, "Ann")
    (delivery,) = lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    shown = api.get(f"{DELIVERIES}{delivery.pk}/").json()
    assert (shown["status"], shown["attempts"], shown["log"][0]["status_code"]) == ("pending", 1, noted)
    assert bool(shown["log"][0]["error"]) == (answer in (None, 301))
    assert api.get(f"{ENDPOINTS}{endpoint['id']}/").json()["failures"] == 1
    receiver.answering = lambda received: 200
    deliver(owner, endpoint["id"])
    assert len(receiver.came) == 1
    later(owner, endpoint["id"], seconds=10)
    shown = api.get(f"{DELIVERIES}{delivery.pk}/").json()
    assert (shown["status"], shown["attempts"], len(shown["log"])) == ("delivered", 2, 2)
    assert api.get(f"{ENDPOINTS}{endpoint['id']}/").json()["failures"] == 0


def test_waits_longer_from_try_to_try_but_never_past_six_hours() -> None:
    waits = [delivering.wait_after(attempts).total_seconds() for attempts in range(1, 40)]
    assert 4 <= waits[0] <= 6
    assert 12 <= waits[1] <= 18
    assert all(wait <= 6 * 3600 * 1.2 for wait in waits)
    assert sum(waits[:8]) < 3 * 86400


def test_waits_as_long_as_the_receiver_asks(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    receiver.answering, receiver.headers = (lambda received: 429), {"Retry-After": "600"}
    add_client(api, "Ann")
    (delivery,) = lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    (delivery,) = deliveries(owner)
    assert delivery.next_attempt_at
    assert delivery.next_attempt_at - timezone.now() > timedelta(seconds=590)


def test_an_endpoint_that_takes_nothing_for_three_days_is_switched_off_and_its_owners_told(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    receiver.answering = lambda received: 503
    pk = add_client(api, "Ann")
    lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    later(owner, endpoint["id"], days=2, hours=23)
    assert stored(owner, endpoint["id"]).is_active
    later(owner, endpoint["id"], days=3, minutes=1)
    off = api.get(f"{ENDPOINTS}{endpoint['id']}/").json()
    assert (off["is_active"], off["disabled_reason"]) == (False, "It has taken nothing for three days.")
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.filter(action="disable", resource_id=str(endpoint["id"])).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        deliver_messages(owner)
    (told,) = mail.outbox
    assert (told.to, receiver.host in told.subject) == ([owner.email], True)
    assert "It has taken nothing for three days." in told.body
    assert api.get("/api/workflow-notifications/?kind=integrations.endpoint_disabled").json()["count"] == 2
    came = len(receiver.came)
    deliver(owner, endpoint["id"])
    assert len(receiver.came) == came
    receiver.answering = lambda received: 200
    api.patch(f"{ENDPOINTS}{endpoint['id']}/", {"is_active": True})
    deliver(owner, endpoint["id"])
    assert receiver.told()[came:] == [(pk, "create")]


def test_an_endpoint_that_is_gone_is_switched_off_at_once(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    receiver.answering = lambda received: 410
    add_client(api, "Ann")
    lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    assert stored(owner, endpoint["id"]).disabled_reason == "It answered 410 Gone."


def test_what_alone_is_never_taken_is_given_up_and_the_record_goes_on(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    first = add_client(api, "Ann")
    api.patch(f"/api/clients/{first}/", {"name": "Anna"})
    lay_out(owner, 2)
    receiver.answering = lambda received: 422 if received.data["action"] == "create" else 200
    deliver(owner, endpoint["id"])
    other = add_client(api, "Bob")
    api.patch(f"/api/clients/{other}/", {"name": "Ben"})
    with tenant_context(owner.tenant_id):  # the other's creation came through before
        lay_out(owner, 4)
        WebhookDelivery.unscoped.filter(resource_id=other, event_type="client.create").update(status="delivered")
    later(owner, endpoint["id"], hours=5)
    assert (other, "update") in receiver.told()
    later(owner, endpoint["id"], days=3, minutes=1)
    later(owner, endpoint["id"], days=3, minutes=2)
    given_up = deliveries(owner, status="failed")
    assert [(one.resource_id, one.event_type) for one in given_up] == [(first, "client.create")]
    assert receiver.told()[-1] == (first, "update")
    assert stored(owner, endpoint["id"]).is_active
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.filter(action="give_up", resource_id=str(given_up[0].pk)).exists()
    receiver.answering = lambda received: 200
    assert api.post(f"{DELIVERIES}{given_up[0].pk}/resend/").status_code == 200
    deliver(owner, endpoint["id"])
    assert receiver.came[-1].headers["webhook-id"] == given_up[0].message_id


def test_signs_with_both_secrets_while_one_is_being_replaced(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    new = api.post(f"{ENDPOINTS}{endpoint['id']}/rotate-secret/", {"overlap_hours": 1}).json()["secret"]
    add_client(api, "Ann")
    lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    assert receiver.came[0].is_signed_with(new)
    assert receiver.came[0].is_signed_with(endpoint["secret"])
    add_client(api, "Bob")
    lay_out(owner, 2)
    later(owner, endpoint["id"], hours=2)
    assert receiver.came[1].is_signed_with(new)
    assert not receiver.came[1].is_signed_with(endpoint["secret"])


def test_a_ping_comes_to_its_endpoint_only(api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]) -> None:
    other = api.post(ENDPOINTS, {"url": f"{receiver.url}&other"}).json()
    assert api.post(f"{ENDPOINTS}{endpoint['id']}/ping/").status_code == 202
    lay_out(owner, 1, event_type="webhookendpoint.ping")
    deliver(owner, endpoint["id"])
    assert receiver.told() == [(str(endpoint["id"]), "ping")]
    assert deliveries(owner, endpoint_id=other["id"], event_type="webhookendpoint.ping") == []


def test_a_company_is_told_of_its_own_only(
    api: Api, owner: User, charlie: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    theirs = add_client(Api(charlie), "Theirs")
    ours = add_client(api, "Ours")
    lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    assert receiver.told() == [(ours, "create")]
    assert (theirs, deliveries(charlie)) == (theirs, [])


def test_the_log_holds_no_signature_and_a_bounded_answer(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    receiver.headers, receiver.body = {"Set-Cookie": "session=hush", "X-Request-ID": "r-1"}, b"\0\xff" + b"x" * 100_000
    receiver.answering = lambda received: 200
    add_client(api, "Ann")
    (delivery,) = lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    (attempt,) = api.get(f"{DELIVERIES}{delivery.pk}/").json()["log"]
    assert attempt["request_headers"]["Webhook-Signature"] == "v1,***"
    assert (attempt["response_headers"]["x-request-id"], "hush" in str(attempt)) == ("r-1", False)
    assert len(attempt["response_body"]) == delivering.MOST_ANSWER


def test_a_payload_that_is_too_large_comes_without_its_values(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    with tenant_context(owner.tenant_id):
        record(actor=owner, action="update", target=owner.tenant, new={"name": "x"})
        AuditLog.unscoped.create(
            tenant_id=owner.tenant_id,
            action="update",
            resource_type="client",
            resource_id="1",
            new_values={"notes": "x" * outbox.MOST_BYTES},
        )
    lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    data = receiver.came[0].data
    assert (data["new_values"], data["is_shortened"]) == ({}, True)


def test_follows_no_redirect(api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]) -> None:
    with Receiver().listening() as private:
        receiver.answering, receiver.headers = (lambda received: 307), {"Location": private.url}
        add_client(api, "Ann")
        (delivery,) = lay_out(owner, 1)
        deliver(owner, endpoint["id"])
        assert (len(receiver.came), private.came) == (1, [])
    (attempt,) = api.get(f"{DELIVERIES}{delivery.pk}/").json()["log"]
    assert (attempt["status_code"], attempt["response_headers"]["location"]) == (307, private.url)


Resolved = Callable[..., list[Any]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the name server answers for a host, one answer after the other; the last one stays."""
    answers: dict[str, list[str]] = {}
    ask: Resolved = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        if host not in answers or options.get("flags"):
            return ask(host, port, *args, **options)
        known = answers[host]
        address = known.pop(0) if len(known) > 1 else known[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return answers


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.168.1.1"])
def test_calls_no_name_that_has_come_to_lead_into_the_own_network(
    api: Api, owner: User, receiver: Receiver, handed: Any, names: dict[str, list[str]], address: str
) -> None:
    names["hooks.example.com"] = [address]
    url = f"http://hooks.example.com:{receiver.port}/"
    made = api.post(ENDPOINTS, {"url": url, "event_types": ["client.*"]}).json()
    add_client(api, "Ann")
    (delivery,) = lay_out(owner, 1)
    deliver(owner, made["id"])
    (attempt,) = api.get(f"{DELIVERIES}{delivery.pk}/").json()["log"]
    assert attempt["error"] == "hooks.example.com is not in the public internet"
    assert (attempt["status_code"], receiver.came) == (None, [])


def test_calls_the_address_that_it_has_looked_at_whatever_the_name_leads_to_next(
    api: Api, owner: User, receiver: Receiver, handed: Any, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["hooks.example.com"] = ["93.184.215.14", "127.0.0.1"]
    called: list[str] = []

    def connect(place: tuple[str, int], *args: Any) -> Any:
        called.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    url = f"http://hooks.example.com:{receiver.port}/"
    made = api.post(ENDPOINTS, {"url": url, "event_types": ["client.*"]}).json()
    add_client(api, "Ann")
    lay_out(owner, 1)
    deliver(owner, made["id"])
    assert (called, receiver.came) == (["93.184.215.14"], [])


def test_one_worker_at_a_time_sends_to_an_endpoint(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any]
) -> None:
    for number in range(12):
        add_client(api, f"Client-{number}")
    lay_out(owner, 12)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        deliver(owner, endpoint["id"])
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver(owner, endpoint["id"])
    assert len(receiver.came) == len({received.headers["webhook-id"] for received in receiver.came}) == 12


def test_what_was_taken_is_noted_though_the_connection_broke_meanwhile(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, breaks = delivering._settle, iter([break_connection])

    def break_and_settle(*args: Any) -> Any:
        for break_once in breaks:
            break_once()
        return settle(*args)

    monkeypatch.setattr(delivering, "_settle", break_and_settle)
    add_client(api, "Ann")
    lay_out(owner, 1)
    deliver(owner, endpoint["id"])
    deliver(owner, endpoint["id"])
    assert ([one.status for one in deliveries(owner)], len(receiver.came)) == (["delivered"], 1)


def test_what_a_worker_dropped_is_sent_by_the_next(
    api: Api, owner: User, receiver: Receiver, endpoint: dict[str, Any], handed: list[Any]
) -> None:
    add_client(api, "Ann")
    lay_out(owner, 1)
    with tenant_context(owner.tenant_id):
        WebhookEndpoint.unscoped.update(leased_until=timezone.now() + delivering.LEASE)
    handed.clear()
    deliver_due()
    deliver(owner, endpoint["id"])
    assert (handed, receiver.came) == ([], [])
    with time_machine.travel(timezone.now() + delivering.LEASE + timedelta(seconds=1), tick=True):
        deliver_due()
    assert handed == [(owner.tenant_id, endpoint["id"])]
    later(owner, endpoint["id"], minutes=2)
    assert len(receiver.came) == 1


def test_forgets_what_is_old_and_keeps_what_waits(
    api: Api, owner: User, endpoint: dict[str, Any], settings: Any
) -> None:
    with tenant_context(owner.tenant_id):
        old = stored(owner, endpoint["id"])
        waiting = make_webhook_delivery(owner, endpoint=old)
        for status in ("delivered", "failed"):
            make_webhook_attempt(owner, delivery=make_webhook_delivery(owner, endpoint=old, status=status))
    forget_deliveries()
    assert len(deliveries(owner)) == 3
    with time_machine.travel(timezone.now() + timedelta(days=settings.WEBHOOK_LOG_DAYS + 1), tick=False):
        forget_deliveries()
    assert [one.pk for one in deliveries(owner)] == [waiting.pk]
