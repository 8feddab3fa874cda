from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.notifications.models import Notification
from apps.scheduling.models import Reminder
from apps.scheduling.tasks import send_reminders
from tests.conftest import Api
from tests.factories import make_reminder
from tests.parallel import all_at_once

TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
NOW = datetime(2024, 2, 1, 12, tzinfo=UTC)


def add(api: Api, remind_at: str, **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/calendar-reminders/", {"title": "Call", "remind_at": remind_at, **fields})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def shown(api: Api, reminder: dict[str, Any]) -> dict[str, Any]:
    return dict(api.get(f"/api/calendar-reminders/{reminder['id']}/").json())


@pytest.mark.parametrize(
    ("remind_at", "timezone", "moment"),
    [
        ("2190-07-01T09:00:00", "Asia/Jakarta", "2190-07-01T02:00:00Z"),
        ("2190-07-01T09:00:00Z", "Asia/Jakarta", "2190-07-01T09:00:00Z"),
        ("2030-07-01T09:00:00", "Europe/Berlin", "2030-07-01T07:00:00Z"),
        ("2030-12-01T09:00:00", "Europe/Berlin", "2030-12-01T08:00:00Z"),
        ("2030-07-01", "America/New_York", "2030-07-01T04:00:00Z"),
    ],
)
def test_reads_a_time_in_the_reminders_own_timezone(api: Api, remind_at: str, timezone: str, moment: str) -> None:
    reminder = add(api, remind_at, timezone=timezone)
    assert (reminder["remind_at"], reminder["timezone"], reminder["status"]) == (moment, timezone, "pending")


def test_is_its_makers_and_in_the_companys_timezone_unless_it_says_otherwise(
    api: Api, owner: User, colleague: Callable[..., User]
) -> None:
    reminder = add(api, "2190-07-01T09:00:00")
    assert (reminder["user"], reminder["timezone"]) == (owner.pk, "UTC")
    assert add(api, "2190-07-01T09:00:00", user=(clerk := colleague("staff")).pk)["user"] == clerk.pk


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"remind_at": "2020-01-01T09:00:00Z"}, "remind_at"),
        ({"remind_at": "2190-01-01T09:00:00Z", "timezone": "Mars/Olympus"}, "timezone"),
        ({"remind_at": "soon"}, "remind_at"),
        ({}, "remind_at"),
        ({"remind_at": "2190-01-01", "channels": ["pigeon"]}, "channels.0"),
        ({"remind_at": "2190-01-01", "calendar_event": 2_000_000_000}, "calendar_event"),
    ],
)
def test_refuses_what_makes_no_sense(api: Api, body: dict[str, Any], field: str) -> None:
    refusal = api.post("/api/calendar-reminders/", {"title": "Call", **body})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])


def test_moves_and_renames_but_not_into_the_past(api: Api) -> None:
    reminder = add(api, "2190-07-01T09:00:00Z")
    path = f"/api/calendar-reminders/{reminder['id']}/"
    assert api.patch(path, {"remind_at": "2191-07-01T09:00:00Z"}).json()["remind_at"] == "2191-07-01T09:00:00Z"
    assert api.patch(path, {"remind_at": "2020-07-01T09:00:00Z"}).status_code == 400
    assert api.patch(path, {"title": "Write"}).json()["title"] == "Write"


def test_waits_for_its_time_before_it_can_be_read(api: Api) -> None:
    reminder = add(api, "2190-07-01T09:00:00Z")
    refusal = api.post(f"/api/calendar-reminders/{reminder['id']}/mark-read/")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "not_sent")


@TRANSACTIONAL
def test_is_sent_when_its_time_has_come_however_late_and_once(api: Api, owner: User, charlie: User) -> None:
    with tenant_context(owner.tenant_id):
        due = make_reminder(owner, remind_at=NOW - timedelta(days=30))
        waiting = make_reminder(owner, remind_at=NOW + timedelta(minutes=1))
    with tenant_context(charlie.tenant_id):
        theirs = make_reminder(charlie, remind_at=NOW)
    with time_machine.travel(NOW, tick=False):
        send_reminders()
        send_reminders()
    with tenant_context(owner.tenant_id):
        states = dict(Reminder.unscoped.values_list("pk", "status"))
        assert states == {due.pk: "sent", waiting.pk: "pending"}
        assert AuditLog.unscoped.filter(resource_type="reminder", action="send").count() == 1
    with tenant_context(charlie.tenant_id):
        assert Reminder.unscoped.get(pk=theirs.pk).status == "sent"
    read = api.post(f"/api/calendar-reminders/{due.pk}/mark-read/").json()
    assert (read["status"], read["read_at"] is None) == ("read", False)


@TRANSACTIONAL
@pytest.mark.parametrize(
    ("channels", "queued"),
    [
        ([], ["email"]),
        (["email", "whatsapp"], ["email", "whatsapp"]),
        (["push"], ["push"]),
        (["in_app"], []),
    ],
)
def test_goes_out_on_its_channels_once_and_on_time_also_after_downtime(
    api: Api, owner: User, channels: list[str], queued: list[str]
) -> None:
    api.patch("/api/user-settings/me/", {"whatsapp_number": "+60 12 345 6789", "quiet_hours": "00:00-23:59"})
    made = add(api, "2190-07-01T09:00:00", timezone="Asia/Jakarta", channels=channels)
    assert made["channels"] == channels
    with tenant_context(owner.tenant_id):
        Reminder.unscoped.filter(pk=made["id"]).update(remind_at=NOW - timedelta(days=3))
    with time_machine.travel(NOW, tick=False):
        send_reminders()
        send_reminders()
    with tenant_context(owner.tenant_id):
        told = list(Notification.unscoped.order_by("id"))
    assert [one.channel for one in told] == queued
    assert {(one.next_attempt_at, one.subject) for one in told} <= {(NOW, "Reminder: Call")}
    assert all("2024-01-29 19:00 (Asia/Jakarta)" in one.body for one in told)


@TRANSACTIONAL
def test_waits_while_the_company_is_paused(api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        due = make_reminder(owner, remind_at=NOW)
    for paused, status in ((True, "pending"), (False, "sent")):
        answer = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"automation_paused": paused}})
        assert answer.status_code == 200
        send_reminders()
        assert shown(api, {"id": due.pk})["status"] == status


@TRANSACTIONAL
def test_honours_what_the_user_has_switched_off(api: Api, owner: User) -> None:
    api.patch("/api/user-settings/me/", {"email_notifications": False})
    with tenant_context(owner.tenant_id):
        make_reminder(owner, remind_at=NOW, channels=["email"])
    with time_machine.travel(NOW, tick=False):
        send_reminders()
    with tenant_context(owner.tenant_id):
        assert not Notification.unscoped.exists()


@TRANSACTIONAL
def test_is_sent_once_by_several_who_send_at_once(api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        for _ in range(20):
            make_reminder(owner, remind_at=NOW)
    start = Barrier(4, timeout=20)

    def send(caller: Api, n: int) -> None:
        start.wait()
        send_reminders()

    all_at_once(api, send, 4, callers=4)
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.filter(resource_type="reminder", action="send").count() == 20
        assert Notification.unscoped.filter(kind="reminder", channel="email").count() == 20


@TRANSACTIONAL
def test_comes_again_when_it_is_snoozed(api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        due = make_reminder(owner, remind_at=datetime.now(UTC) - timedelta(minutes=1))
    send_reminders()
    snoozed = api.post(f"/api/calendar-reminders/{due.pk}/snooze/", {"minutes": 30}).json()
    assert (snoozed["status"], snoozed["sent_at"]) == ("pending", None)
    left = datetime.fromisoformat(snoozed["remind_at"]) - datetime.now(UTC)
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
        send_reminders()
    assert shown(api, {"id": due.pk})["status"] == "sent"
    with tenant_context(owner.tenant_id):
        assert Notification.unscoped.filter(kind="reminder").count() == 2


def test_is_put_away_by_its_user_whatever_the_role_and_by_no_other_without_the_right(
    api: Api, owner: User, colleague: Callable[..., User]
) -> None:
    accountant = colleague("accountant")
    with tenant_context(owner.tenant_id):
        own = make_reminder(owner, user=accountant, status="sent")
        others = make_reminder(owner, status="sent")
    caller = Api(accountant)
    assert caller.post(f"/api/calendar-reminders/{own.pk}/mark-read/").json()["status"] == "read"
    assert caller.post(f"/api/calendar-reminders/{own.pk}/snooze/").json()["status"] == "pending"
    for name in ("mark-read", "snooze"):
        refusal = caller.post(f"/api/calendar-reminders/{others.pk}/{name}/")
        assert (refusal.status_code, refusal.json()["error"]) == (403, "permission_denied")
        assert api.post(f"/api/calendar-reminders/{others.pk}/{name}/").status_code == 200
