"""The outbox: a message is a row first, is sent once, and says what became of it."""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.notifications import sending
from apps.notifications.channels.email import send_email
from apps.notifications.models import Notification
from apps.tenants.models import Tenant
from tests.breaking import break_connection
from tests.conftest import Api
from tests.factories import make_notification, make_user
from tests.notifications.conftest import Queue, again, stored
from tests.notifications.servers import MailServer, in_turn
from tests.parallel import all_at_once

Send = Callable[[], None]
TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def test_sends_a_mail_once_and_says_so(api: Api, queue: Queue, send: Send, mail_server: MailServer) -> None:
    notification = queue()
    (waiting,) = api.get("/api/workflow-notifications/").json()["results"]
    assert (waiting["status"], waiting["recipient"], waiting["sent_at"]) == ("pending", "ada@client.example", None)
    send()
    send()
    (arrived,) = mail_server.arrived
    assert (arrived["Subject"], arrived["To"]) == ("Hello", "ada@client.example")
    shown = api.get(f"/api/workflow-notifications/{notification.pk}/").json()
    assert (shown["status"], shown["attempts"], shown["external_reference"]) == ("sent", 1, arrived["Message-ID"])


def test_a_message_is_gone_with_the_transaction_that_it_tells_of(queue: Queue, owner: User) -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    with tenant_context(owner.tenant_id):
        assert not Notification.unscoped.exists()


def test_tells_the_same_cause_once(queue: Queue, send: Send, mail_server: MailServer) -> None:
    first = queue(key="deadline:1")
    send()
    assert queue(key="deadline:1", subject="Again").pk == first.pk
    send()
    assert [message["Subject"] for message in mail_server.arrived] == ["Hello"]


def test_tries_again_later_with_the_same_name_until_it_is_taken(
    queue: Queue, send: Send, owner: User, mail_server: MailServer
) -> None:
    mail_server.mood = in_turn("hang_up", "451", "take")
    notification = queue()
    before = datetime.now(UTC)
    send()
    held = stored(notification)
    assert (held.status, held.attempts, held.lease_expires_at) == ("pending", 1, None)
    assert held.next_attempt_at >= before + sending.RETRIES[0]
    send()
    assert mail_server.tries == 1, "not before its time"
    again(owner)
    send()
    assert "451" in stored(notification).error
    again(owner)
    send()
    ended = stored(notification)
    assert (ended.status, ended.attempts, ended.error) == ("sent", 3, "")
    # The first was taken before the connection broke: the second copy has its name, by which it is dropped.
    assert (len(mail_server.arrived), len(mail_server.mailbox)) == (2, 1)


def test_fails_with_the_reason_after_the_last_attempt(
    api: Api, queue: Queue, send: Send, owner: User, mail_server: MailServer
) -> None:
    mail_server.mood = in_turn("451")
    notification = queue()
    for _ in range(10):
        send()
        again(owner)
    shown = api.get(f"/api/workflow-notifications/{notification.pk}/").json()
    assert (shown["status"], shown["attempts"], shown["error"]) == ("failed", len(sending.RETRIES) + 1, "451 No.")
    assert mail_server.tries == len(sending.RETRIES) + 1
    with tenant_context(owner.tenant_id):
        (event,) = AuditLog.unscoped.filter(resource_type="notification", action="fail")
        assert event.new_values["error"] == "451 No."


def test_fails_at_once_where_the_mail_server_will_never_take_it(
    queue: Queue, send: Send, mail_server: MailServer
) -> None:
    mail_server.mood = in_turn("550")
    notification = queue()
    send()
    assert (stored(notification).status, stored(notification).error) == ("failed", "550 No.")


def test_leaves_a_mail_server_in_peace_that_does_not_answer(queue: Queue, send: Send, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notifications = [queue() for _ in range(8)]
    in_app = queue(channel="in_app")
    send()
    attempts = [stored(notification).attempts for notification in notifications]
    assert attempts == [1, 1, 1, 1, 1, 0, 0, 0], "the last ones were not even tried"
    assert stored(in_app).status == "sent", "the other channels go on"


def test_another_channel_is_sent_where_one_fails(
    queue: Queue, send: Send, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> str:
        raise RuntimeError("broken")

    monkeypatch.setitem(sending.SENDERS, Notification.Channel.PUSH, fail)
    broken, whole = queue(channel="push"), queue()
    send()
    assert (stored(broken).status, stored(broken).error) == ("pending", "RuntimeError: broken")
    assert stored(whole).status == "sent"


@TRANSACTIONAL
def test_offers_the_channels_in_turn(owner: User, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[str] = []
    monkeypatch.setattr(sending, "send_to_worker", lambda notification: offered.append(notification.channel))
    for channel in ("whatsapp", "whatsapp", "whatsapp", "email"):
        queue(channel=channel)
    assert sending.offer_due() == 0, "they were just put on the queue"
    with time_machine.travel(datetime.now(UTC) + sending.OFFER * 2):
        assert sending.offer_due() == 4
        assert sending.offer_due() == 0
    assert offered == ["email", "whatsapp", "whatsapp", "whatsapp"]


def test_what_a_killed_worker_held_is_free_when_its_lease_ends(
    queue: Queue, send: Send, owner: User, mail_server: MailServer
) -> None:
    notification = queue()
    with tenant_context(owner.tenant_id):
        Notification.unscoped.update(attempts=1, lease_expires_at=datetime.now(UTC) + timedelta(seconds=60))
    send()
    assert stored(notification).status == "pending"
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=61)):
        send()
    assert (stored(notification).status, stored(notification).attempts) == ("sent", 2)


def test_a_message_that_kills_its_worker_each_time_ends(queue: Queue, send: Send, owner: User) -> None:
    notification = queue()
    with tenant_context(owner.tenant_id):
        Notification.unscoped.update(
            attempts=len(sending.RETRIES) + 1, lease_expires_at=datetime(2024, 1, 1, tzinfo=UTC)
        )
    send()
    assert (stored(notification).status, mail.outbox) == ("failed", [])
    assert stored(notification).error == "The worker died each time it tried."


@TRANSACTIONAL
def test_several_workers_at_once_send_a_message_once(
    api: Api, queue: Queue, owner: User, mail_server: MailServer
) -> None:
    notifications = [queue() for _ in range(5)]
    start = Barrier(4, timeout=20)

    def work(caller: Api, n: int) -> None:
        start.wait()
        with tenant_context(owner.tenant_id):
            for notification in notifications:
                sending.deliver(notification.pk)

    all_at_once(api, work, 4, callers=4)
    assert len(mail_server.arrived) == 5
    assert {stored(notification).attempts for notification in notifications} == {1}


@TRANSACTIONAL
def test_notes_a_failure_though_the_connection_broke(
    queue: Queue, send: Send, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(notification: Notification) -> str:
        break_connection()
        return str(Tenant.objects.count())

    notification = queue()
    with monkeypatch.context() as patch:
        patch.setattr(sending, "objection", fail)
        send()
    held = stored(notification)
    assert (held.status, held.attempts, held.lease_expires_at) == ("pending", 1, None)
    assert held.error.startswith("OperationalError: ")
    with time_machine.travel(datetime.now(UTC) + sending.RETRIES[0] + timedelta(seconds=1)):
        send()
    assert (stored(notification).status, len(mail_server.arrived)) == ("sent", 1)


@TRANSACTIONAL
def test_a_mail_that_was_taken_is_noted_though_the_connection_broke_meanwhile(
    queue: Queue, send: Send, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send_and_break(*args: Any) -> str:
        reference = send_email(*args)
        break_connection()
        return reference

    monkeypatch.setitem(sending.SENDERS, "email", send_and_break)
    notification = queue()
    send()
    assert (stored(notification).status, len(mail_server.arrived)) == ("sent", 1)


def test_waits_for_its_time(queue: Queue, send: Send, mail_server: MailServer) -> None:
    queue(scheduled_for=datetime.now(UTC) + timedelta(hours=1))
    send()
    assert mail_server.arrived == []
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1, seconds=1)):
        send()
    assert len(mail_server.arrived) == 1


def test_cancels_what_waits_and_nothing_else(api: Api, queue: Queue, send: Send, owner: User) -> None:
    waiting = queue(scheduled_for=datetime.now(UTC) + timedelta(hours=1))
    path = f"/api/workflow-notifications/{waiting.pk}/cancel/"
    assert api.post(path).json()["status"] == "cancelled"
    refusal = api.post(path)
    assert (refusal.status_code, refusal.json()["error"]) == (409, "not_pending")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        send()
    assert mail.outbox == []
    held = queue()
    with tenant_context(owner.tenant_id):
        Notification.unscoped.filter(pk=held.pk).update(lease_expires_at=datetime.now(UTC) + timedelta(seconds=60))
    refusal = api.post(f"/api/workflow-notifications/{held.pk}/cancel/")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "being_sent")


def test_sends_again_to_the_present_address_under_another_name(
    api: Api, queue: Queue, send: Send, client: Client, mail_server: MailServer
) -> None:
    notification = queue(client=client)
    path = f"/api/workflow-notifications/{notification.pk}/resend/"
    refusal = api.post(path)
    assert (refusal.status_code, refusal.json()["error"]) == (409, "still_pending")
    send()
    api.patch(f"/api/clients/{client.pk}/", {"email": "new@client.example"})
    shown = api.post(path).json()
    assert (shown["status"], shown["recipient"], shown["sent_at"]) == ("pending", "new@client.example", None)
    send()
    assert [message["To"] for message in mail_server.arrived] == ["ada@client.example", "new@client.example"]
    assert len(mail_server.mailbox) == 2
    api.patch(f"/api/customers/{client.pk}/", {"email": ""})
    with tenant_context(client.tenant_id):
        Client.unscoped.update(email="")
    refusal = api.post(path)
    assert (refusal.status_code, refusal.json()["error"]) == (409, "no_address")


def test_markup_and_line_breaks_in_a_subject_are_text(queue: Queue, send: Send, mail_server: MailServer) -> None:
    queue(subject="<script>alert(1)</script>\r\nBcc: everybody@example.com", body="<b>bold</b>")
    send()
    (arrived,) = mail_server.arrived
    assert arrived["Subject"] == "<script>alert(1)</script> Bcc: everybody@example.com"
    assert arrived["Bcc"] is None
    assert (arrived.get_content_type(), arrived.get_content().strip()) == ("text/plain", "<b>bold</b>")


def test_a_colleague_with_the_own_rows_sees_the_own_messages(api: Api, owner: User, colleague: Any) -> None:
    clerk = colleague("sales_person")
    with tenant_context(owner.tenant_id):
        own = make_notification(owner, owner_id=None, user=clerk, channel="in_app")
        make_notification(owner)
        others = make_notification(owner, user=make_user(owner), channel="in_app")
    caller = Api(clerk)
    assert [row["id"] for row in caller.get("/api/workflow-notifications/").json()["results"]] == [own.pk]
    read = caller.post(f"/api/workflow-notifications/{own.pk}/mark-read/").json()
    assert (read["status"], read["read_at"] is None) == ("read", False)
    assert caller.post(f"/api/workflow-notifications/{others.pk}/mark-read/").status_code == 404
    assert len(api.get("/api/workflow-notifications/?status=read").json()["results"]) == 1


def test_what_was_not_sent_cannot_be_read(api: Api, queue: Queue) -> None:
    refusal = api.post(f"/api/workflow-notifications/{queue().pk}/mark-read/")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "not_sent")


def test_a_refused_recipient_is_final_and_a_busy_one_is_not(
    queue: Queue, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code, status in ((550, "failed"), (450, "pending")):

        def refuse(self: Any, code: int = code) -> int:
            raise smtplib.SMTPRecipientsRefused({"ada@client.example": (code, b"No.")})

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        notification = queue()
        send()
        assert stored(notification).status == status
