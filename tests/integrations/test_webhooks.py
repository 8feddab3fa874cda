"""Webhooks that come in: whose they are, what is kept, what they do."""

import json
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.integrations import intake, processing
from apps.integrations.models import WebhookEvent
from apps.integrations.tasks import process_due, process_event
from apps.invoices.models import RecurringInvoice
from tests.breaking import break_connection
from tests.conftest import Api
from tests.documents import add_client, add_invoice
from tests.integrations.conftest import event_of, post, process, sign, sign_as_standard

CREATED = {
    "event_type": "user.created",
    "event_id": "evt_123",
    "data": {"user_id": "123", "email": "user@example.com", "name": "John Doe"},
}
PAID = {
    "event_type": "payment.succeeded",
    "event_id": "evt_456",
    "data": {"payment_id": "pay_123", "amount": 1000, "currency": "usd"},
}
WITH_COMMITS = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def user_named(owner: User, email: str) -> User | None:
    with tenant_context(owner.tenant_id):
        user: User | None = User.unscoped.select_related("role").filter(tenant=owner.tenant, email=email).first()
    return user


def test_keeps_an_event_before_it_answers(api: Api, owner: User, services: dict[str, int], sent: list[Any]) -> None:
    answer = post("user", CREATED)
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted"})
    event = event_of(owner, "evt_123")
    assert (event.status, event.event_type, event.data) == ("accepted", "user.created", CREATED["data"])
    assert sent == [("integrations.process_event", owner.tenant_id, event.pk)]
    again = post("user", CREATED)
    assert (again.status_code, again.json()) == (200, {"status": "duplicate"})
    (shown,) = api.get("/api/integrations/events/").json()["results"]
    assert (shown["event_id"], shown["provider"], shown["status"]) == ("evt_123", "user_service", "accepted")


def test_adds_changes_and_deactivates_the_user(owner: User, services: dict[str, int]) -> None:
    post("user", CREATED)
    assert process(owner, "evt_123").status == "processed"
    user = user_named(owner, "user@example.com")
    assert user
    assert (user.first_name, user.last_name, user.role_slug) == ("John", "Doe", "user")
    post("user", {"event_type": "user.updated", "event_id": "e2", "data": {"user_id": "123", "first_name": "Jack"}})
    post("user", {"event_type": "user.deleted", "event_id": "e3", "data": {"user_id": "123"}})
    assert process(owner, "e2").status == process(owner, "e3").status == "processed"
    user = user_named(owner, "user@example.com")
    assert user
    assert (user.first_name, user.is_active) == ("Jack", False)


def test_does_not_go_back_when_events_come_out_of_order(owner: User, services: dict[str, int]) -> None:
    for event_id, name, occurred_at in (
        ("late", "New", "2024-03-02T00:00:00Z"),
        ("early", "Old", "2024-03-01T00:00:00Z"),
    ):
        data = {"user_id": "7", "email": "ann@example.com", "first_name": name}
        post("user", {"event_type": "user.updated", "event_id": event_id, "occurred_at": occurred_at, "data": data})
        process(owner, event_id)
    user = user_named(owner, "ann@example.com")
    assert user
    assert user.first_name == "New"
    assert event_of(owner, "early").status == "ignored"


def test_touches_no_administrator(owner: User, services: dict[str, int]) -> None:
    post("user", {"event_type": "user.deleted", "event_id": "e", "data": {"user_id": "1", "email": owner.email}})
    event = process(owner, "e")
    assert (event.status, event.error) == ("failed", "An administrator is changed by people only.")
    user = user_named(owner, owner.email)
    assert user
    assert user.is_active


@pytest.fixture
def invoice(api: Api, owner: User) -> dict[str, Any]:
    """A sent invoice of 1100.00."""
    return add_invoice(api, add_client(owner), status="sent")


@pytest.mark.parametrize("name", ["invoice_number", "reference"])
def test_books_a_payment_on_the_invoice_that_is_named(
    api: Api, owner: User, services: dict[str, int], invoice: dict[str, Any], name: str
) -> None:
    post("payment", PAID | {"data": {**PAID["data"], name: invoice["invoice_number"]}})
    assert process(owner, "evt_456").status == "processed"
    shown = api.get(f"/api/invoices/{invoice['id']}/").json()
    assert (shown["paid_amount"], shown["payments"][0]["reference"]) == ("10.00", "pay_123")
    assert process(owner, "evt_456").status == "processed"
    assert api.get(f"/api/invoices/{invoice['id']}/").json()["paid_amount"] == "10.00"


def test_lets_a_person_say_what_an_unmatched_payment_is_for(
    api: Api, owner: User, services: dict[str, int], invoice: dict[str, Any]
) -> None:
    post("payment", PAID)
    event = process(owner, "evt_456")
    assert event.status == "unmatched"
    at = f"/api/integrations/events/{event.pk}/"
    assigned = api.post(f"{at}assign/", {"invoice": invoice["id"]})
    assert (assigned.status_code, assigned.json()["status"]) == (200, "processed")
    assert api.get(f"/api/invoices/{invoice['id']}/").json()["paid_amount"] == "10.00"
    assert api.post(f"{at}assign/", {"invoice": invoice["id"]}).status_code == 409
    assert api.post(f"{at}replay/").status_code == 409


def test_books_nothing_in_another_currency_or_above_what_is_open(
    api: Api, owner: User, services: dict[str, int], invoice: dict[str, Any]
) -> None:
    named = PAID["data"] | {"invoice_number": invoice["invoice_number"]}  # type: ignore[operator]
    post("payment", PAID | {"event_id": "euros", "data": named | {"currency": "eur"}})
    post("payment", PAID | {"event_id": "much", "data": named | {"amount": 10_000_000}})
    post("payment", PAID | {"event_id": "text", "data": named | {"amount": "ten"}})
    assert [process(owner, name).status for name in ("euros", "much", "text")] == ["unmatched", "failed", "failed"]
    assert api.get(f"/api/invoices/{invoice['id']}/").json()["paid_amount"] == "0.00"


def test_notes_a_payment_that_failed(api: Api, owner: User, services: dict[str, int], invoice: dict[str, Any]) -> None:
    data = {"payment_id": "p", "amount": 5, "invoice_number": invoice["invoice_number"], "reason": "no funds"}
    post("payment", {"event_type": "payment.failed", "event_id": "f", "data": data})
    assert process(owner, "f").status == "processed"
    (noted,) = api.get("/api/audit/logs/?action=payment_failed").json()["results"]
    assert (noted["resource_id"], noted["new_values"]["reason"]) == (str(invoice["id"]), "no funds")


SUBSCRIBED = {
    "subscription_id": "sub_1", "email": "Jane@Example.com", "plan": "Hosting", "amount": 4900, "quantity": 2,
    "interval": "month",
}  # fmt: skip


def subscribe(owner: User, event_id: str, verb: str = "updated", **data: Any) -> WebhookEvent:
    """Post an event of the subscription and process it."""
    body = {"event_type": f"subscription.{verb}", "event_id": event_id, "data": {"subscription_id": "sub_1"} | data}
    assert post("payment", body).status_code == 202
    return process(owner, event_id)


def schedules(api: Api) -> list[dict[str, Any]]:
    return list(api.get("/api/recurring-invoices/?ordering=id").json()["results"])


@pytest.fixture
def jane(owner: User) -> Client:
    return add_client(owner, name="Jane", email="jane@example.com")


def test_lays_out_the_schedule_of_a_new_subscription(
    api: Api, owner: User, services: dict[str, int], jane: Client
) -> None:
    assert subscribe(owner, "s1", "created", **SUBSCRIBED).status == "processed"
    (schedule,) = schedules(api)
    assert (schedule["client"], schedule["frequency"], schedule["status"]) == (jane.pk, "monthly", "active")
    (line,) = schedule["line_items"]
    assert (line["description"], line["quantity"], line["unit_price"]) == ("Hosting", 2, "49.00")


def test_lets_the_customers_schedule_follow_the_subscription(
    api: Api, owner: User, services: dict[str, int], jane: Client
) -> None:
    line = {"description": "Hosting", "quantity": 1, "unit_price": "10.00", "taxes": [{"name": "SST", "rate": "0.08"}]}
    made = api.post("/api/recurring-invoices/", {"client": jane.pk, "line_items": [line]}).json()
    assert subscribe(owner, "s1", email="jane@example.com", amount=2500, quantity=3).status == "processed"
    (schedule,) = schedules(api)
    assert schedule["id"] == made["id"]
    (line,) = schedule["line_items"]
    assert (line["unit_price"], line["quantity"], line["taxes"]) == ("25.00", 3, [{"name": "SST", "rate": "0.08"}])
    with tenant_context(owner.tenant_id):  # its first period has been invoiced
        RecurringInvoice.unscoped.update(start_date=date.today() - timedelta(days=10), next_period=1)
    for number, (told, expected) in enumerate(
        [({"status": "past_due"}, "paused"), ({"status": "active"}, "active"), ({"status": "canceled"}, "ended")]
    ):
        assert subscribe(owner, f"move-{number}", **told).status == "processed"
        assert schedules(api)[0]["status"] == expected
    assert api.get(f"/api/audit/logs/?resource_type=recurringinvoice&resource_id={made['id']}").json()["count"] == 5


@pytest.mark.parametrize(("verb", "expected"), [("paused", "paused"), ("deleted", "paused"), ("updated", "active")])
def test_the_type_alone_tells_what_became_of_a_subscription(
    api: Api, owner: User, services: dict[str, int], jane: Client, verb: str, expected: str
) -> None:
    subscribe(owner, "s1", "created", **SUBSCRIBED)
    assert subscribe(owner, "s2", verb).status == "processed"
    assert schedules(api)[0]["status"] == expected


def test_a_subscription_does_not_go_back_when_events_come_out_of_order(
    api: Api, owner: User, services: dict[str, int], jane: Client
) -> None:
    subscribe(owner, "s1", "created", **SUBSCRIBED)
    for event_id, amount, occurred_at in (
        ("late", 200, "2199-02-01T00:00:00Z"),
        ("early", 100, "2199-01-01T00:00:00Z"),
    ):
        data = {"subscription_id": "sub_1", "amount": amount}
        body = {"event_type": "subscription.updated", "event_id": event_id, "occurred_at": occurred_at, "data": data}
        assert post("payment", body).status_code == 202
        process(owner, event_id)
    assert schedules(api)[0]["line_items"][0]["unit_price"] == "2.00"
    assert event_of(owner, "early").status == "ignored"


def test_a_person_says_which_schedule_follows_a_subscription(
    api: Api, owner: User, services: dict[str, int], jane: Client
) -> None:
    line = {"description": "Hosting", "quantity": 1, "unit_price": "10.00"}
    made = [
        api.post("/api/recurring-invoices/", {"client": jane.pk, "line_items": [line]}).json()["id"] for _ in range(2)
    ]
    event = subscribe(owner, "s1", email="jane@example.com", amount=2500)
    assert event.status == "unmatched"
    at = f"/api/integrations/events/{event.pk}/assign/"
    assert api.post(at, {}).json()["details"].keys() == {"recurring_invoice"}
    assert api.post(at, {"recurring_invoice": made[1]}).json()["status"] == "processed"
    assert subscribe(owner, "s2", amount=3000).status == "processed"
    assert [row["line_items"][0]["unit_price"] for row in schedules(api)] == ["10.00", "30.00"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, "unmatched"),
        ({"email": "nobody@example.com"}, "unmatched"),
        ({"email": "jane@example.com"}, "unmatched"),
        ({"email": ["jane@example.com"]}, "unmatched"),
        (SUBSCRIBED | {"amount": "ten"}, "failed"),
        (SUBSCRIBED | {"amount": -1}, "failed"),
        (SUBSCRIBED | {"amount": 10**30}, "failed"),
        (SUBSCRIBED | {"quantity": 0}, "failed"),
        (SUBSCRIBED | {"interval": "day"}, "failed"),
        (SUBSCRIBED | {"interval_count": True}, "failed"),
        (SUBSCRIBED | {"start_date": "soon"}, "failed"),
        (SUBSCRIBED | {"currency": "QQQ"}, "failed"),
        (SUBSCRIBED | {"subscription_id": None}, "failed"),
    ],
)
def test_lays_out_nothing_of_what_a_subscription_does_not_say_soundly(
    api: Api, owner: User, services: dict[str, int], jane: Client, data: dict[str, Any], status: str
) -> None:
    assert subscribe(owner, "s1", "created", **data).status == status
    assert schedules(api) == []


def test_keeps_what_it_does_not_know(owner: User, services: dict[str, int]) -> None:
    post("user", {"event_type": "moon.risen", "event_id": "m"})
    assert process(owner, "m").status == "ignored"


REFUSED: dict[str, Callable[[bytes], dict[str, str]]] = {
    "nothing": lambda body: {},
    "another secret": lambda body: sign(body, "another"),
    "another body": lambda body: sign(body + b" "),
    "too old": lambda body: sign(body, at=int(time.time()) - 301),
    "too new": lambda body: sign(body, at=int(time.time()) + 400),
    "another time": lambda body: sign(body) | {"X-Webhook-Timestamp": str(int(time.time()) - 7)},
    "no time": lambda body: sign(body) | {"X-Webhook-Timestamp": "now"},
    "a short digest": lambda body: sign(body) | {"X-Webhook-Signature": "sha256=abc"},
    "another scheme": lambda body: {**sign(body), "X-Webhook-Signature": "md5=" + "0" * 64},
    "odd letters": lambda body: sign(body) | {"X-Webhook-Signature": "sha256=" + "z" * 64},
    "a broken standard one": lambda body: {
        "Webhook-Id": "x", "Webhook-Timestamp": str(int(time.time())), "Webhook-Signature": "v1,???",
    },
}  # fmt: skip


@pytest.mark.parametrize("forgery", REFUSED)
def test_refuses_a_forged_or_stale_signature(owner: User, services: dict[str, int], forgery: str) -> None:
    raw = json.dumps(CREATED).encode()
    answer = post("user", raw, REFUSED[forgery](raw))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_signature")
    with tenant_context(owner.tenant_id):
        assert not WebhookEvent.unscoped.exists()


def test_refuses_a_body_that_is_too_large_or_was_cut_off(services: dict[str, int], settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    large = json.dumps(CREATED | {"data": {"notes": "x" * 1000}}).encode()
    assert post("user", large).status_code == 413
    whole = json.dumps(CREATED).encode()
    assert post("user", whole[:-10], sign(whole)).status_code == 401
    assert post("user", whole[:-10]).status_code == 400


def test_looks_at_the_signature_before_the_body(services: dict[str, int]) -> None:
    assert post("user", b"{not json", {}).status_code == 401
    assert post("user", b"{not json").status_code == 400
    assert post("user", b'"text"').status_code == 400
    assert post("user", b"\xff\xfe").status_code == 400
    assert post("user", {"event_type": "user.created"}).json()["details"] == {"event_id": ["This field is required."]}
    assert post("user", {"event_type": "x", "event_id": "e", "data": []}).status_code == 400


def test_reads_the_headers_of_standard_webhooks_too(api: Api, owner: User, services: dict[str, int]) -> None:
    secret = "whsec_c2VjcmV0LW9mLXRoZS1zdGFuZGFyZA=="
    api.patch(f"/api/integrations/providers/{services['user_service']}/", {"secret_key": secret})
    raw = json.dumps({"event_type": "user.created", "data": CREATED["data"]}).encode()
    assert post("user", raw, sign_as_standard(raw, "msg_1", secret)).status_code == 202
    assert event_of(owner, "msg_1").event_type == "user.created"
    assert post("user", raw, sign_as_standard(raw, "msg_2", secret, at=int(time.time()) - 400)).status_code == 401


def test_finds_the_company_by_the_secret(owner: User, charlie: User, services: dict[str, int]) -> None:
    body = {"name": "user_service", "secret_key": "the-other-secret"}
    assert Api(charlie).post("/api/integrations/providers/", body).status_code == 201
    assert post("user", CREATED, secret="the-other-secret").status_code == 202
    assert event_of(charlie, "evt_123").tenant_id == charlie.tenant_id
    with tenant_context(owner.tenant_id):
        assert not WebhookEvent.unscoped.exists()


def test_compares_a_bounded_number_of_companies_unless_one_is_named(
    api: Api, owner: User, charlie: User, services: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"name": "user_service", "secret_key": "the-other-secret"}
    assert Api(charlie).post("/api/integrations/providers/", body).status_code == 201
    monkeypatch.setattr(intake, "MOST_COMPARED", 1)
    assert post("user", CREATED).status_code == 401
    for number, company in enumerate((owner.tenant.domain, str(owner.tenant_id))):
        assert post("user", CREATED | {"event_id": f"e{number}"}, query=f"?tenant={company}").status_code == 202
    assert post("user", CREATED | {"event_id": "e2"}).status_code == 202
    for other in (charlie.tenant.domain, "nobody.example", "0", "%00"):
        assert post("user", CREATED | {"event_id": "e3"}, query=f"?tenant={other}").status_code == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"is_active": False}, 401),
        ({"secret_key": "changed"}, 401),
        ({"allowed_ips": ["192.0.2.0/24"]}, 403),
        ({"allowed_ips": ["192.0.2.0/24", "127.0.0.0/8"]}, 202),
        ({"rate_limit": 0}, 429),
        ({"rate_limit": 1}, 202),
    ],
)
def test_goes_by_the_providers_settings(
    api: Api, services: dict[str, int], change: dict[str, Any], status: int
) -> None:
    assert api.patch(f"/api/integrations/providers/{services['user_service']}/", change).status_code == 200
    assert post("user", CREATED).status_code == status


def test_stops_who_tries_signatures(services: dict[str, int], settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"anonymous": 3}
    assert [post("user", CREATED, {}).status_code for _ in range(5)] == [401] * 3 + [429] * 2
    assert post("user", CREATED).status_code == 202


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the handler of `user.created` was called; it breaks each time."""
    calls: list[int] = []

    def fail(actor: Any, event: WebhookEvent) -> None:
        calls.append(event.pk)
        raise RuntimeError("the moon is in the way")

    monkeypatch.setitem(processing.HANDLERS, "user.created", fail)
    return calls


def test_tries_again_after_one_two_and_four_minutes_then_fails_and_can_be_replayed(
    api: Api, owner: User, services: dict[str, int], breaking: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    post("user", CREATED)
    waits = []
    for _ in range(3):
        event = process(owner, "evt_123")
        assert event.status == "accepted"
        assert event.next_attempt_at
        waits.append(round((event.next_attempt_at - timezone.now()).total_seconds(), -1))
    event = process(owner, "evt_123")
    assert (waits, event.status, len(breaking)) == ([60, 120, 240], "failed", 4)
    assert "the moon is in the way" in event.error
    monkeypatch.undo()
    replayed = api.post(f"/api/integrations/events/{event.pk}/replay/")
    assert (replayed.status_code, replayed.json()["status"]) == (200, "accepted")
    assert process(owner, "evt_123").status == "processed"


@WITH_COMMITS
def test_takes_up_what_is_due_and_what_the_queue_lost(owner: User, services: dict[str, int]) -> None:
    post("user", CREATED)
    process_due()
    assert event_of(owner, "evt_123").status == "accepted"
    with tenant_context(owner.tenant_id):
        WebhookEvent.unscoped.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    process_due()
    assert event_of(owner, "evt_123").status == "processed"


@WITH_COMMITS
def test_an_event_is_processed_though_the_connection_broke(
    owner: User, services: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, attempts = processing.HANDLERS["user.created"], []

    def break_and_handle(actor: Any, event: WebhookEvent) -> Any:
        attempts.append(event.pk)
        if len(attempts) == 1:
            break_connection()
        return handle(actor, event)

    monkeypatch.setitem(processing.HANDLERS, "user.created", break_and_handle)
    post("user", CREATED)
    process_event(owner.tenant_id, event_of(owner, "evt_123").pk)
    event = event_of(owner, "evt_123")
    assert (event.status, event.attempts, len(attempts)) == ("processed", 0, 2)


@WITH_COMMITS
def test_accepts_one_of_many_that_come_at_once(owner: User, services: dict[str, int]) -> None:
    statuses: list[int] = []
    start = threading.Barrier(6)

    def send() -> None:
        start.wait()
        statuses.append(post("user", CREATED).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 5 + [202]
