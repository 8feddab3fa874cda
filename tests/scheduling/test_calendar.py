from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from tests.conftest import Api


@pytest.fixture
def in_kuala_lumpur(api: Api, owner: User) -> None:
    answer = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"timezone": "Asia/Kuala_Lumpur"}})
    assert answer.status_code == 200


def add(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/calendar/", {"title": "Meeting", **fields})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def when(event: dict[str, Any]) -> tuple[str, str]:
    return event["start"], event["end"]


@pytest.mark.usefixtures("in_kuala_lumpur")
@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ({"start": "2024-02-01T09:00:00Z"}, "2024-02-01T09:00:00Z", "2024-02-01T10:00:00Z"),
        ({"start": "2024-02-01T09:00"}, "2024-02-01T01:00:00Z", "2024-02-01T02:00:00Z"),
        (
            {"start": "2024-02-01T09:00+02:00", "end": "2024-02-01T18:30"},
            "2024-02-01T07:00:00Z",
            "2024-02-01T10:30:00Z",
        ),
        ({"start": "2024-02-01", "all_day": True}, "2024-01-31T16:00:00Z", "2024-02-01T16:00:00Z"),
        ({"start": "2024-02-01T15:00", "all_day": True}, "2024-01-31T16:00:00Z", "2024-02-01T16:00:00Z"),
        ({"start": "2024-02-01", "end": "2024-02-03", "all_day": True}, "2024-01-31T16:00:00Z", "2024-02-02T16:00:00Z"),
        (
            {"start": "2024-02-01", "end": "2024-02-03T08:00", "all_day": True},
            "2024-01-31T16:00:00Z",
            "2024-02-03T16:00:00Z",
        ),
    ],
)
def test_reads_times_where_the_company_is(api: Api, times: dict[str, Any], start: str, end: str) -> None:
    event = add(api, **times)
    assert when(event) == (start, end)
    assert api.get(f"/api/calendar/{event['id']}/").json() == event


def test_whole_days_are_right_when_the_clocks_change(api: Api, owner: User) -> None:
    api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"timezone": "Europe/Berlin"}})
    # The night to Sunday, 31 March 2024, was an hour shorter.
    event = add(api, start="2024-03-31", all_day=True)
    assert when(event) == ("2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z")


def test_moves_an_event_with_its_length(api: Api) -> None:
    event = add(api, start="2024-02-01T09:00:00Z", end="2024-02-01T11:30:00Z")
    moved = api.patch(f"/api/calendar/{event['id']}/", {"start": "2024-02-02T09:00:00Z"}).json()
    assert when(moved) == ("2024-02-02T09:00:00Z", "2024-02-02T11:30:00Z")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"start": "2024-02-01T09:00:00Z", "end": "2024-02-01T08:59:00Z"}, "end"),
        ({"start": "1800-02-01"}, "start"),
        ({"start": "2024-02-30"}, "start"),
        ({}, "start"),
        ({"start": "2024-02-01", "title": ""}, "title"),
        ({"start": "2024-02-01", "customer_application": 2_000_000_000}, "customer_application"),
    ],
)
def test_refuses_what_makes_no_sense(api: Api, body: dict[str, Any], field: str) -> None:
    refusal = api.post("/api/calendar/", {"title": "Meeting", **body})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])


def test_shows_what_happens_in_a_month(api: Api) -> None:
    ids = [add(api, start=f"2024-0{month}-15T09:00:00Z")["id"] for month in (1, 2, 3)]
    shown = api.get("/api/calendar/?start__gte=2024-02-01&start__lte=2024-02-29&ordering=start").json()["results"]
    assert [event["id"] for event in shown] == [ids[1]]


def test_ignores_what_the_server_decides_and_logs_what_was_done(api: Api, owner: User) -> None:
    event = add(api, start="2024-02-01", source="application", google_event_id="x", sync_status="synced")
    assert (event["source"], event["google_event_id"], event["sync_status"]) == ("manual", "", "local")
    api.patch(f"/api/calendar/{event['id']}/", {"title": "Lunch"})
    assert api.delete(f"/api/calendar/{event['id']}/").status_code == 204
    with tenant_context(owner.tenant_id):
        actions = AuditLog.unscoped.filter(resource_type="calendarevent").order_by("id")
        assert list(actions.values_list("action", flat=True)) == ["create", "update", "delete"]


def test_keeps_tasks_until_they_are_done(api: Api, owner: User, colleague: Callable[..., User]) -> None:
    clerk = colleague("staff")
    task = api.post("/api/tasks/", {"title": "Call Lim Wei", "due": "2024-02-01"}).json()
    assert (task["due"], task["done"], task["assigned_to"]) == ("2024-02-01T00:00:00Z", False, owner.pk)
    path = f"/api/tasks/{task['id']}/"
    done = api.patch(path, {"done": True, "assigned_to": clerk.pk}).json()
    assert (done["done"], done["assigned_to"], done["done_at"] is None) == (True, clerk.pk, False)
    assert api.get("/api/tasks/?done=false").json()["count"] == 0
    assert api.patch(path, {"done": False}).json()["done_at"] is None
    assert api.get(f"/api/tasks/?assigned_to={clerk.pk}&due__lte=2024-02-01").json()["count"] == 1
    assert api.post("/api/tasks/", {"title": "Any time", "due": None, "assigned_to": None}).json()["due"] is None


def test_shows_a_seller_the_own_tasks_only(api: Api, colleague: Callable[..., User]) -> None:
    seller = colleague("sales_person")
    api.post("/api/tasks/", {"title": "Not theirs"})
    given = api.post("/api/tasks/", {"title": "Theirs", "assigned_to": seller.pk}).json()
    assert [task["id"] for task in Api(seller).get("/api/tasks/").json()["results"]] == [given["id"]]
