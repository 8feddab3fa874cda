"""What customers and colleagues are told of applications, driven by the event log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.notifications.models import Notification
from apps.notifications.tasks import follow_events
from apps.tenants.days import today_of
from tests.applications.conftest import Move
from tests.conftest import Api
from tests.relaying import relay_all

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
Apply = Callable[..., dict[str, Any]]
TASKS = [
    {"name": "Submit", "duration": 10, "notify_days_before": 2, "notify_customer": True},
    {"name": "Hand over", "duration": 5, "notify_days_before": 1},
]


@pytest.fixture
def application(apply: Apply, owner: User, customer: Client) -> dict[str, Any]:
    """An application of today, whose customer has an address."""
    with tenant_context(owner.tenant_id):
        Client.unscoped.filter(pk=customer.pk).update(email="lim@client.example")
    return apply(TASKS, doc_date=today_of(owner).isoformat())


def relayed(owner: User, count: int) -> list[Notification]:
    """The company's messages once there are so many that were not withdrawn, the oldest first."""
    for _ in range(500):
        relay_all("notifications")
        with tenant_context(owner.tenant_id):
            found = list(Notification.unscoped.exclude(status="cancelled").order_by("id"))
        if len(found) == count:
            return found
    raise AssertionError(f"{found}, not {count} messages")


def test_a_deadline_is_told_to_the_customer_ahead_of_time_as_the_task_says(
    application: dict[str, Any], owner: User
) -> None:
    (waiting,) = relayed(owner, 1)
    planned = datetime.combine(today_of(owner) + timedelta(days=8), datetime.min.time()).replace(hour=9)
    assert waiting.scheduled_for.replace(tzinfo=None) == planned
    assert (waiting.kind, waiting.recipient, waiting.status) == ("workflow.deadline", "lim@client.example", "pending")
    assert waiting.subject.startswith("Submit: due on ")
    assert waiting.customer_application_id == application["id"]
    assert "Dear Lim Wei" in waiting.body


def test_a_deadline_that_moves_takes_its_message_along(
    api: Api,
    application: dict[str, Any],
    owner: User,
    move: Move,
) -> None:
    relayed(owner, 1)
    first, second = (today_of(owner) + timedelta(days=days) for days in (10, 20))
    for day in (second, first, second):
        assert move(application, "due-date", 1, due_date=day.isoformat()).status_code == 200
        for _ in range(500):
            relay_all("notifications")
            rows = api.get("/api/workflow-notifications/?status=pending").json()["results"]
            if [row["scheduled_for"][:10] for row in rows] == [(day - timedelta(days=2)).isoformat()]:
                break
        else:
            raise AssertionError(rows)
    cancelled = api.get("/api/workflow-notifications/?status=cancelled").json()["results"]
    assert {row["error"] for row in cancelled} == {"The deadline has moved, or is none any more."}


def test_what_a_person_cancelled_stays_cancelled(
    api: Api,
    application: dict[str, Any],
    owner: User,
    move: Move,
) -> None:
    (waiting,) = relayed(owner, 1)
    api.post(f"/api/workflow-notifications/{waiting.pk}/cancel/")
    move(application, "status", 1, status="processing")
    relayed(owner, 0)
    with tenant_context(owner.tenant_id):
        follow_events(list(AuditLog.unscoped.filter(resource_type="customerapplication")))
    assert relayed(owner, 0) == []


def test_a_customer_is_told_of_the_steps_that_say_so_in_the_companys_language(
    application: dict[str, Any],
    owner: User,
    move: Move,
) -> None:
    relayed(owner, 1)
    owner.tenant.settings = {"language": "id"}
    owner.tenant.save(update_fields=["settings"])
    move(application, "advance-workflow")
    (told,) = relayed(owner, 1)
    assert (told.kind, told.language) == ("workflow.step_done", "id")
    assert told.subject == "Visit visa: Submit selesai"
    move(application, "advance-workflow")
    assert [one.kind for one in relayed(owner, 2)] == ["workflow.step_done", "workflow.completed"]


def test_a_rejection_is_told(application: dict[str, Any], owner: User, move: Move) -> None:
    relayed(owner, 1)
    assert move(application, "status", 1, status="rejected").status_code == 200
    (told,) = relayed(owner, 1)
    assert (told.kind, told.subject) == ("workflow.rejected", "Visit visa: your application was rejected")


def test_nothing_is_told_to_a_customer_where_no_step_says_so(
    apply: Apply,
    owner: User,
    move: Move,
) -> None:
    application = apply([{"name": "Submit", "duration": 10}], doc_date=today_of(owner).isoformat())
    move(application, "advance-workflow")
    with tenant_context(owner.tenant_id):
        events = list(AuditLog.unscoped.filter(resource_type="customerapplication"))
    follow_events(events)
    assert relayed(owner, 0) == []


def test_whoever_looks_after_it_is_told_what_others_did(
    api: Api, application: dict[str, Any], owner: User, colleague: Callable[..., User]
) -> None:
    relayed(owner, 1)
    Api(colleague("manager")).post(f"/api/customer-applications/{application['id']}/advance-workflow/")
    told = relayed(owner, 2)
    (shown,) = [one for one in told if one.user_id == owner.pk]
    assert (shown.channel, shown.subject) == ("in_app", f"Application #{application['id']} of Lim Wei: Hand over")


def test_the_same_events_again_add_nothing(
    application: dict[str, Any],
    owner: User,
    move: Move,
) -> None:
    move(application, "advance-workflow")
    before = [one.pk for one in relayed(owner, 1)]
    with tenant_context(owner.tenant_id):
        events = list(AuditLog.unscoped.filter(resource_type="customerapplication"))
    follow_events(events * 2)
    assert [one.pk for one in relayed(owner, 1)] == before


def test_old_moves_are_not_told_when_the_log_is_read_from_its_beginning(
    application: dict[str, Any],
    owner: User,
    move: Move,
) -> None:
    move(application, "advance-workflow")
    with tenant_context(owner.tenant_id):
        events = list(AuditLog.unscoped.filter(resource_type="customerapplication"))
    with time_machine.travel(datetime.now().astimezone() + timedelta(days=2)):
        follow_events(events)
    with tenant_context(owner.tenant_id):
        assert not Notification.unscoped.exclude(kind="workflow.deadline").exists()


def test_an_application_that_is_gone_takes_its_waiting_messages_along(
    api: Api, application: dict[str, Any], owner: User
) -> None:
    relayed(owner, 1)
    assert api.delete(f"/api/customer-applications/{application['id']}/").status_code == 204
    assert relayed(owner, 0) == []
