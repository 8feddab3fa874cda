"""The calendar follows applications by the event log, however often it is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.scheduling.models import CalendarEvent, Reminder
from apps.scheduling.tasks import follow_applications
from apps.tenants.days import today_of
from tests.applications.conftest import Move
from tests.conftest import Api
from tests.relaying import relay_all

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
Apply = Callable[..., dict[str, Any]]


def relayed(application: dict[str, Any], count: int, api: Api) -> list[tuple[str, str]]:
    """The application's events once there are so many, as titles with their days."""
    for _ in range(500):
        relay_all("calendar")
        rows = api.get(f"/api/calendar/?customer_application={application['id']}&ordering=start").json()["results"]
        found = [(row["title"].partition(":")[0], row["start"][:10]) for row in rows]
        if len(found) == count:
            return found
    raise AssertionError(f"{found}, not {count} events")


def test_follows_an_application_from_its_making_to_its_end(api: Api, apply: Apply, move: Move) -> None:
    application = apply()
    assert relayed(application, 3, api) == [
        ("Collect the papers", "2024-02-03"), ("Submit", "2024-02-09"), ("Hand over", "2024-02-10"),
    ]  # fmt: skip
    (event, *_) = api.get(f"/api/calendar/?customer_application={application['id']}&ordering=start").json()["results"]
    assert (event["all_day"], event["source"], event["title"]) == (
        True, "application", "Collect the papers: Lim Wei, Visit visa",
    )  # fmt: skip
    move(application, "advance-workflow")
    assert relayed(application, 2, api) == [("Submit", "2024-02-09"), ("Hand over", "2024-02-10")]
    assert move(application, "due-date", 3, due_date="2024-02-13").status_code == 200
    move(application, "rollback", 2)
    assert relayed(application, 3, api) == [
        ("Collect the papers", "2024-02-03"), ("Submit", "2024-02-09"), ("Hand over", "2024-02-13"),
    ]  # fmt: skip
    move(application, "force-close", reason="Withdrawn")
    assert relayed(application, 0, api) == []
    move(application, "reopen")
    assert len(relayed(application, 3, api)) == 3
    api.delete(f"/api/customer-applications/{application['id']}/")
    assert api.get("/api/calendar/").json()["count"] == 0
    relay_all("calendar")


def test_changes_nothing_when_it_is_told_again(api: Api, apply: Apply, owner: User) -> None:
    application = apply()
    relayed(application, 3, api)
    with tenant_context(owner.tenant_id):
        events = list(AuditLog.unscoped.filter(resource_type="customerapplication"))
        before = list(CalendarEvent.unscoped.order_by("id").values())
    follow_applications(events * 2)
    with tenant_context(owner.tenant_id):
        assert list(CalendarEvent.unscoped.order_by("id").values()) == before
        assert AuditLog.unscoped.filter(resource_type="calendarevent").count() == 3


def test_shows_an_application_without_steps_on_its_due_date(api: Api, apply: Apply) -> None:
    application = apply([], due_date="2024-02-29")
    assert relayed(application, 1, api) == [("Lim Wei, Visit visa", "2024-02-29")]


def test_cannot_be_changed_apart_from_its_application(api: Api, apply: Apply) -> None:
    application = apply()
    relayed(application, 3, api)
    event = api.get(f"/api/calendar/?customer_application={application['id']}").json()["results"][0]
    path = f"/api/calendar/{event['id']}/"
    for refusal in (api.patch(path, {"title": "Mine"}), api.delete(path)):
        assert (refusal.status_code, refusal.json()["error"]) == (409, "follows_application")


def test_reminds_ahead_of_a_deadline_and_lets_the_user_move_that(
    api: Api, apply: Apply, move: Move, owner: User
) -> None:
    today = today_of(owner)
    application = apply(
        [{"name": "Submit", "duration": 10, "notify_days_before": 2}], doc_date=today.isoformat(), notes="Soon"
    )
    relayed(application, 1, api)

    def reminder() -> dict[str, Any]:
        (found,) = api.get("/api/calendar-reminders/").json()["results"]
        return dict(found)

    assert reminder()["remind_at"] == f"{today + timedelta(days=8)}T09:00:00Z"
    assert (reminder()["user"], reminder()["automatic"], reminder()["status"]) == (owner.pk, True, "pending")
    by_hand = f"{today + timedelta(days=9)}T10:00:00Z"
    api.patch(f"/api/calendar-reminders/{reminder()['id']}/", {"remind_at": by_hand})
    move(application, "status", 1, status="processing")
    relay_all("calendar")
    assert reminder()["remind_at"] == by_hand
    move(application, "due-date", 1, due_date=(today + timedelta(days=20)).isoformat())
    relay_all("calendar")
    assert reminder()["remind_at"] == f"{today + timedelta(days=18)}T09:00:00Z"
    move(application, "advance-workflow")
    relayed(application, 0, api)
    with tenant_context(owner.tenant_id):
        assert Reminder.unscoped.count() == 0
