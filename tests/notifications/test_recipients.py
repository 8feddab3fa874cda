"""Who is told how and when: preferred channels, switches, quiet hours, and the way out of e-mails."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Reader

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.notifications.letters import Letter
from apps.notifications.models import Notification
from apps.notifications.services.queueing import notify_client, notify_user
from apps.tenants.actors import SystemActor
from apps.tenants.quiet import after_quiet, check_hours
from tests.conftest import Api
from tests.factories import make_push_subscription
from tests.notifications.conftest import Queue, stored
from tests.notifications.servers import MailServer

Send = Callable[[], None]
HELLO = Letter("Hello", "Dear reader")
NIGHT = datetime(2024, 3, 10, 23, 30, tzinfo=UTC)


@pytest.fixture
def told(owner: User) -> Callable[..., Notification | None]:
    """Tell a customer something of an application."""

    def tell(client: Client, **values: Any) -> Notification | None:
        with tenant_context(owner.tenant_id):
            client = Client.unscoped.get(pk=client.pk)
            values = {"kind": "workflow.deadline", "letter": HELLO, "key": datetime.now(UTC).isoformat()} | values
            return notify_client(actor=SystemActor(owner.tenant), client=client, **values)

    return tell


@pytest.mark.parametrize(
    ("fields", "channel", "recipient"),
    [
        ({}, "email", "ada@client.example"),
        ({"preferred_channel": "whatsapp"}, "whatsapp", "60123456789"),
        ({"preferred_channel": "whatsapp", "phone": ""}, "email", "ada@client.example"),
        ({"email": ""}, "whatsapp", "60123456789"),
        ({"email": "", "phone": "12"}, None, None),
        ({"preferred_channel": "none"}, None, None),
        ({"unsubscribed_at": datetime(2024, 1, 1, tzinfo=UTC)}, "whatsapp", "60123456789"),
    ],
)
def test_tells_a_customer_on_the_channel_they_prefer(
    told: Callable[..., Notification | None], owner: User, client: Client, fields: dict[str, Any], channel: str | None,
    recipient: str | None,
) -> None:  # fmt: skip
    with tenant_context(owner.tenant_id):
        Client.unscoped.filter(pk=client.pk).update(**fields)
    notification = told(client)
    assert (notification and notification.channel, notification and notification.recipient) == (channel, recipient)


def test_the_preferred_channel_is_a_field_of_the_customer(api: Api, client: Client) -> None:
    path = f"/api/clients/{client.pk}/"
    assert api.get(path).json()["preferred_channel"] == ""
    assert api.patch(path, {"preferred_channel": "whatsapp"}).json()["preferred_channel"] == "whatsapp"
    assert api.patch(path, {"preferred_channel": "pigeon"}).status_code == 400
    assert api.patch(path, {"unsubscribed_at": "2024-01-01T00:00:00Z"}).json()["unsubscribed_at"] is None


def test_a_user_is_told_by_what_is_not_switched_off(api: Api, owner: User) -> None:
    def channels(**values: Any) -> list[str]:
        with tenant_context(owner.tenant_id):
            user = User.unscoped.select_related("tenant").get(pk=owner.pk)
            key = datetime.now(UTC).isoformat()
            sent = notify_user(actor=user, user=user, kind="alert", letter=HELLO, key=key, **values)
        return [notification.channel for notification in sent]

    assert channels() == ["email", "in_app"]
    with tenant_context(owner.tenant_id):
        make_push_subscription(owner)
    assert channels() == ["email", "push", "in_app"]
    assert channels(channels=["whatsapp"], is_shown=False) == []
    api.patch("/api/user-settings/me/", {"email_notifications": False, "whatsapp_number": "+60 12 345 6789"})
    assert channels() == ["push", "in_app"]
    assert channels(channels=["email", "whatsapp"], is_shown=False) == ["whatsapp"]


@pytest.mark.parametrize(
    ("moment", "hours", "zone", "expected"),
    [
        ("2024-03-10T23:30:00+00:00", "22:00-07:00", "UTC", "2024-03-11T07:00:00+00:00"),
        ("2024-03-11T06:59:00+00:00", "22:00-07:00", "UTC", "2024-03-11T07:00:00+00:00"),
        ("2024-03-11T07:00:00+00:00", "22:00-07:00", "UTC", "2024-03-11T07:00:00+00:00"),
        ("2024-03-11T12:00:00+00:00", "12:00-14:00", "UTC", "2024-03-11T14:00:00+00:00"),
        ("2024-03-11T15:30:00+00:00", "22:00-07:00", "Asia/Kuala_Lumpur", "2024-03-12T07:00:00+08:00"),
        ("2024-03-11T15:30:00+00:00", "", "Asia/Kuala_Lumpur", "2024-03-11T15:30:00+00:00"),
        # The night in which the clocks go forward, and the one in which they go back.
        ("2024-03-30T23:00:00+00:00", "22:00-07:00", "Europe/Berlin", "2024-03-31T05:00:00+00:00"),
        ("2024-10-26T22:00:00+00:00", "22:00-07:00", "Europe/Berlin", "2024-10-27T06:00:00+00:00"),
    ],
)
def test_quiet_hours_end_as_the_clocks_go(moment: str, hours: str, zone: str, expected: str) -> None:
    assert after_quiet(datetime.fromisoformat(moment), hours, ZoneInfo(zone)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("hours", ["22-7", "22:00-22:00", "24:00-07:00", "22:00 - 07:00", "night", 5, None])
def test_hours_that_are_none_are_refused(hours: Any) -> None:
    assert check_hours(hours)


def test_a_user_sets_quiet_hours(api: Api) -> None:
    refusal = api.patch("/api/user-settings/me/", {"quiet_hours": "late"})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, ["quiet_hours"])
    assert api.patch("/api/user-settings/me/", {"quiet_hours": "22:00-07:00"}).json()["quiet_hours"] == "22:00-07:00"


def test_waits_for_the_end_of_the_companys_quiet_hours_unless_it_is_urgent(
    queue: Queue, send: Send, owner: User, mail_server: MailServer
) -> None:
    owner.tenant.settings = {"quiet_hours": "22:00-07:00", "timezone": "Asia/Kuala_Lumpur"}
    owner.tenant.save(update_fields=["settings"])
    owner.tenant.__dict__.pop("preferences", None)
    with time_machine.travel(datetime(2024, 3, 10, 15, tzinfo=UTC), tick=False):  # 23:00 there
        waiting = queue(subject="Can wait")
        queue(subject="Cannot", is_urgent=True)
        send()
    assert [message["Subject"] for message in mail_server.arrived] == ["Cannot"]
    assert stored(waiting).next_attempt_at == datetime(2024, 3, 10, 23, tzinfo=UTC)
    with time_machine.travel(datetime(2024, 3, 10, 23, tzinfo=UTC), tick=False):
        send()
    assert len(mail_server.arrived) == 2


def test_a_users_own_hours_and_clock_come_before_the_companys(
    api: Api, queue: Queue, send: Send, owner: User, mail_server: MailServer
) -> None:
    api.patch("/api/user-settings/me/", {"quiet_hours": "22:00-07:00", "timezone": "America/New_York"})
    fresh = User.unscoped.select_related("tenant")
    with tenant_context(owner.tenant_id):
        user = fresh.get(pk=owner.pk)
    with time_machine.travel(NIGHT, tick=False):  # 19:30 in New York
        queue(user=user)
        send()
    assert len(mail_server.arrived) == 1
    with time_machine.travel(datetime(2024, 3, 11, 3, tzinfo=UTC), tick=False):
        assert queue(user=user).next_attempt_at == datetime(2024, 3, 11, 11, tzinfo=UTC)


def test_a_retry_keeps_quiet_too(queue: Queue, send: Send, owner: User, mail_server: MailServer) -> None:
    notification = queue()
    owner.tenant.settings = {"quiet_hours": "00:00-23:59"}
    owner.tenant.save(update_fields=["settings"])
    with time_machine.travel(datetime.now(UTC).replace(hour=12), tick=False):
        with tenant_context(owner.tenant_id):
            Notification.unscoped.update(next_attempt_at=datetime.now(UTC))
        send()
    assert (stored(notification).attempts, stored(notification).lease_expires_at, mail_server.tries) == (0, None, 0)


def unsubscribe_address(mail_server: MailServer) -> str:
    (mail, *_) = mail_server.arrived
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(mail["List-Unsubscribe"]).strip("<>").partition("localhost:8000")[2]


def test_one_click_ends_a_customers_mails_and_opening_the_page_does_not(
    told: Callable[..., Notification | None], client: Client, send: Send, mail_server: MailServer
) -> None:
    told(client)
    send()
    path = unsubscribe_address(mail_server)
    reader = Reader(enforce_csrf_checks=True)
    page = reader.get(path)
    assert (page.status_code, b"<form method=" in page.content, b"Acme" in page.content) == (200, True, True)
    waiting = told(client)
    assert waiting is not None
    assert waiting.channel == "email"
    for _ in range(2):
        assert reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    send()
    assert (stored(waiting).status, stored(waiting).error) == ("cancelled", "The customer has unsubscribed.")
    later = told(client)
    assert later is not None
    assert later.channel == "whatsapp"
    assert len(mail_server.arrived) == 1


def test_one_click_switches_a_users_mails_off(
    api: Api, queue: Queue, owner: User, send: Send, mail_server: MailServer
) -> None:
    queue(user=owner, recipient=owner.email)
    send()
    assert Reader().post(unsubscribe_address(mail_server)).status_code == 200
    assert api.get("/api/user-settings/me/").json()["email_notifications"] is False


@pytest.mark.django_db
def test_a_forged_way_out_is_none(queue: Queue, send: Send, mail_server: MailServer, owner: User) -> None:
    queue(user=owner)
    send()
    path = unsubscribe_address(mail_server)
    for forged in (f"{path[:-3]}x/", "/unsubscribe/nothing/"):
        assert Reader().post(forged).status_code == 404


def test_a_mail_on_business_has_no_way_out(queue: Queue, client: Client, send: Send, mail_server: MailServer) -> None:
    queue(kind="business.letter", client=client)
    send()
    assert mail_server.arrived[0]["List-Unsubscribe"] is None
