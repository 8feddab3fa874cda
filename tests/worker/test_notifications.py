"""The outbox on real processes: servers that break off and answer late, and a worker that is killed in between."""

import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from celery import current_app

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.notifications.channels.push import topic_of
from apps.notifications.channels.whatsapp import callback_of
from apps.notifications.models import Notification, PushSubscription
from apps.notifications.sending import deliver
from apps.notifications.services import queueing
from apps.notifications.services.queueing import queue_notification
from apps.tenants.actors import SystemActor
from tests.conftest import Api
from tests.notifications.servers import (
    Browser,
    HttpService,
    MailServer,
    messages_at,
    moody,
    push_service,
    serving_http,
    serving_mail,
    whatsapp,
)
from tests.worker.test_servers import process, read_events, serving, until

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]
OF_EACH = 25
TROUBLE = {"drop": 0.15, "hang_up": 0.15, "late": 0.04}
"""A third of what the servers do with what they are given."""


@dataclass
class World:
    mail: MailServer
    meta: HttpService
    push: HttpService

    def environment(self, queue: str) -> dict[str, str]:
        return {
            "TEST_QUEUE": queue,
            "NOTIFICATIONS_PRINTED": "0",
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.port),
            "WHATSAPP_API_URL": f"{self.meta.address}/v23.0",
            "WHATSAPP_PHONE_NUMBER_ID": "1001",
            "WHATSAPP_TOKEN": "secret-token",
            "OUTBOUND_ALLOWED_HOSTS": f"{self.meta.host},{self.push.host}",
        }


@pytest.fixture
def world() -> Iterator[World]:
    """The servers of the world, all of them unreliable."""
    with ExitStack() as stack:
        mail = stack.enter_context(serving_mail(moody(1, **TROUBLE)))
        meta = stack.enter_context(serving_http(whatsapp, moody(2, **TROUBLE)))
        push = stack.enter_context(serving_http(push_service, moody(3, **TROUBLE)))
        yield World(mail, meta, push)


@pytest.fixture
def told(owner: User, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Notification]:
    """Write a message into the outbox that nobody is told of: the sweep has to find it."""
    monkeypatch.setattr(queueing, "send_to_worker", lambda notification: None)

    def tell(channel: str, **values: Any) -> Notification:
        with tenant_context(owner.tenant_id):
            queued = queue_notification(
                actor=SystemActor(owner.tenant), kind="test", channel=channel, subject="Hello", **values
            )
            Notification.unscoped.update(offered_until=None)
        return queued

    return tell


def stored(owner: User, channel: str) -> list[Notification]:
    with tenant_context(owner.tenant_id):
        return list(Notification.unscoped.filter(channel=channel).order_by("id"))


def test_each_message_arrives_once_or_says_why_not_whatever_breaks_and_whoever_is_killed(
    owner: User, world: World, told: Callable[..., Notification], tmp_path: Path
) -> None:
    browser = Browser(f"{world.push.address}/push/1")
    keys = browser.subscription()["keys"]
    with tenant_context(owner.tenant_id):
        PushSubscription.unscoped.create(tenant_id=owner.tenant_id, user=owner, endpoint=browser.endpoint, **keys)
    for number in range(OF_EACH):
        told("email", recipient=f"reader{number}@client.example")
        told("whatsapp", recipient=f"6012345{number:04}")
        told("push", recipient=owner.username, user=owner)
    queue = f"outbox-{os.getpid()}"
    command = ["celery", "-A", "config", "worker", "--concurrency=4", "--pool=prefork", "-Q", queue, "-n", queue]

    looks = count()

    def settled(least: int) -> bool:
        """Whether so many messages have ended; sweeps now and then, as beat does."""
        if next(looks) % 20 == 0:
            current_app.send_task("notifications.offer_due", queue=queue)
        with tenant_context(owner.tenant_id):
            return Notification.unscoped.exclude(status="pending").count() >= least

    with process(command, tmp_path / "worker.log", **world.environment(queue)) as worker:
        until(lambda: settled(OF_EACH), "the worker sends some", worker)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    with process(command, tmp_path / "worker.log", **world.environment(queue)) as worker:
        until(lambda: settled(3 * OF_EACH), "the next worker sends the rest", worker)

    mails, messages, pushes = (stored(owner, channel) for channel in ("email", "whatsapp", "push"))
    assert {one.status for one in mails + messages + pushes} <= {"sent", "failed"}
    assert all(one.error for one in mails + messages + pushes if one.status == "failed")

    # A mailbox keeps one mail of a name.
    arrived = {str(mail["To"]): name for name, mail in world.mail.mailbox.items()}
    assert len(world.mail.mailbox) == len(arrived)
    assert all(arrived[one.recipient] == one.external_reference for one in mails if one.status == "sent")
    assert len([one for one in mails if one.status == "sent"]) >= OF_EACH - 1

    # WhatsApp has no names: nothing is given to it twice.
    given = Counter(message["biz_opaque_callback_data"] for message in messages_at(world.meta))
    assert set(given.values()) <= {1}
    assert {callback_of(one) for one in messages if one.status == "sent"} <= given.keys()
    # Eight of the 25 meet trouble; a few more were at it when the worker was killed, or the machine stood still.
    assert len([one for one in messages if one.status == "sent"]) >= OF_EACH // 3
    in_doubt = [one for one in messages if one.status == "failed"]
    assert all("may have arrived" in one.error for one in in_doubt)

    # A browser shows one message of a tag.
    tags = Counter(browser.read(body)["tag"] for _, _, body in world.push.requests)
    assert {topic_of(one) for one in pushes if one.status == "sent"} <= tags.keys()
    assert len(tags) <= OF_EACH
    assert len([one for one in pushes if one.status == "sent"]) >= OF_EACH - 1


def test_a_listener_is_told_messages_as_they_are_queued_sent_and_read(
    api: Api, owner: User, told: Callable[..., Notification], tmp_path: Path
) -> None:
    with (
        serving(tmp_path) as server,
        httpx.stream(
            "GET",
            f"{server}/api/workflow-notifications/stream/",
            headers=api.headers | {"Accept": "text/event-stream"},
            timeout=30,
        ) as stream,
    ):
        events = read_events(stream.iter_lines())

        def next_states() -> list[str]:
            event = next(events)
            assert event["event"] == "notifications"
            return [row["status"] for row in json.loads(event["data"])]

        assert next_states() == []
        notification = told("in_app", recipient=owner.username, user=owner)
        assert next_states() == ["pending"]
        with tenant_context(owner.tenant_id):
            deliver(notification.pk)
        assert next_states() == ["sent"]
        assert api.post(f"/api/workflow-notifications/{notification.pk}/mark-read/").status_code == 200
        assert next_states() == ["read"]
