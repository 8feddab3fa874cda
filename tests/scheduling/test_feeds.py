"""The calendar at a secret address, read as calendar programs do, by a library that is not the one that writes it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.test import Client as Browser
from icalendar import Calendar

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.scheduling.ics.timezones import describe_zone
from apps.scheduling.models import CalendarEvent, CalendarFeed
from apps.scheduling.services import feeds
from tests.conftest import Api
from tests.factories import make_event
from tests.scheduling.test_calendar import add

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
FEED = "/api/calendar/feed/"
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_may() -> Iterator[None]:
    """It is May from the log-in on."""
    with time_machine.travel(NOW):
        yield


def subscribe(api: Api) -> str:
    """The path of the caller's new address."""
    answer = api.post(FEED)
    assert answer.status_code == 201, answer.content
    url = str(answer.json()["url"])
    assert answer.json()["webcal_url"] == "webcal://" + url.partition("://")[2]
    return "/calendars/" + url.rpartition("/calendars/")[2]


def fetch(path: str, **headers: str) -> Any:
    return Browser().get(path, headers=headers)


def read(path: str) -> Any:
    """The calendar as the other library reads it."""
    answer = fetch(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8"), answer.content
    return vobject.readOne(answer.content.decode())


def event_named(calendar: Any, title: str) -> Any:
    (found,) = (event for event in calendar.vevent_list if event.summary.value == title)
    return found


def moments(event: Any, count: int) -> list[str]:
    """The first starts of a series by the other library's reckoning, in UTC."""
    found = []
    for moment in event.getrruleset(addRDate=True):
        found.append(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"))
        if len(found) == count:
            break
    return found


@pytest.mark.parametrize(
    ("zone", "start", "expected"),
    [
        ("Europe/Berlin", "2024-10-20T09:00", ["2024-10-20T07:00Z", "2024-10-27T08:00Z", "2024-11-03T08:00Z"]),
        ("America/New_York", "2024-10-27T18:30", ["2024-10-27T22:30Z", "2024-11-03T23:30Z", "2024-11-10T23:30Z"]),
        ("Australia/Lord_Howe", "2024-09-29T09:00", ["2024-09-28T22:30Z", "2024-10-05T22:00Z", "2024-10-12T22:00Z"]),
        ("Asia/Kolkata", "2024-10-20T09:00", ["2024-10-20T03:30Z", "2024-10-27T03:30Z", "2024-11-03T03:30Z"]),
    ],
)
def test_another_library_finds_the_same_moments(api: Api, zone: str, start: str, expected: list[str]) -> None:
    add(api, title="Round", start=start, timezone=zone, rrule="FREQ=WEEKLY")
    answer = fetch(subscribe(api)).content.decode()
    # Under a name that no library knows, so that what counts is the zone's description in the file.
    calendar = vobject.readOne(answer.replace(zone, f"Told-{zone}"))
    assert moments(event_named(calendar, "Round"), 3) == expected


def test_describes_the_changes_of_the_clocks_to_the_second() -> None:
    first, last = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    text = describe_zone(ZoneInfo("Europe/Berlin"), first, last).to_ical().decode()
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20240331T020000\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200" in text
    assert "BEGIN:STANDARD\r\nDTSTART:20241027T030000\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100" in text


def test_tells_of_what_was_changed_and_called_off(api: Api) -> None:
    event = add(
        api, title="Round", start="2024-05-06T09:00", timezone="Europe/Berlin", rrule="FREQ=WEEKLY;UNTIL=20240527"
    )
    path = f"/api/calendar/{event['id']}/"
    api.post(f"{path}cancel-occurrence/", {"original_date": "2024-05-13"})
    api.post(f"{path}change-occurrence/", {"original_date": "2024-05-20", "start": "2024-05-21T11:00", "title": "Late"})
    calendar = read(subscribe(api))
    series, changed = event_named(calendar, "Round"), event_named(calendar, "Late")
    assert moments(series, 9) == ["2024-05-06T07:00Z", "2024-05-20T07:00Z", "2024-05-27T07:00Z"]
    assert changed.uid.value == series.uid.value
    assert changed.recurrence_id.value.astimezone(UTC) == datetime(2024, 5, 20, 7, tzinfo=UTC)
    assert changed.dtstart.value.astimezone(UTC) == datetime(2024, 5, 21, 9, tzinfo=UTC)


def test_whole_days_are_days(api: Api) -> None:
    add(api, title="Fair", start="2024-05-06", end="2024-05-09", all_day=True, timezone="America/New_York",
        rrule="FREQ=YEARLY;UNTIL=20260506", exdates=["2025-05-06"])  # fmt: skip
    path = subscribe(api)
    fair = event_named(read(path), "Fair")
    assert (fair.dtstart.value, fair.dtend.value) == (date(2024, 5, 6), date(2024, 5, 9))
    text = fetch(path).content.decode()
    assert "DTSTART;VALUE=DATE:20240506\r\n" in text
    assert "EXDATE;VALUE=DATE:20250506\r\n" in text
    assert "UNTIL=20260506\r\n" in text


def test_carries_any_script_in_folded_lines(api: Api) -> None:
    title = "签证会议, ভিসা; تأشيرة \\ 🛂 " + "é" * 120
    add(api, title=title, start="2024-05-06T09:00Z", description="One\r\nTwo\rThree\tFour")
    add(api, title="Bell\u0007 and\u0085line", start="2024-05-07T09:00Z")
    path = subscribe(api)
    content = fetch(path).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    event = event_named(read(path), title)
    assert event.description.value == "One\nTwo\nThree\tFour"
    titles = {str(one["summary"]) for one in Calendar.from_ical(content).walk("VEVENT")}
    assert title in titles
    assert len(titles) == 2


def test_shows_the_users_tasks_as_events_or_as_tasks_or_not_at_all(api: Api, owner: User) -> None:
    api.post("/api/tasks/", {"title": "Call Lim Wei", "due": "2024-05-10"})
    done = api.post("/api/tasks/", {"title": "Write", "due": "2024-05-11T15:00:00Z"}).json()
    api.patch(f"/api/tasks/{done['id']}/", {"done": True})
    api.post("/api/tasks/", {"title": "Any time", "due": None})
    api.post("/api/tasks/", {"title": "Nobody's", "due": "2024-05-10", "assigned_to": None})
    path = subscribe(api)
    shown = read(path)
    assert sorted(event.summary.value for event in shown.vevent_list) == ["\u2610 Call Lim Wei", "\u2611 Write"]
    assert event_named(shown, "\u2610 Call Lim Wei").dtstart.value == date(2024, 5, 10)
    todos = {todo.summary.value: todo for todo in read(f"{path}?tasks=todos").vtodo_list}
    assert {title: todo.status.value for title, todo in todos.items()} == {
        "Call Lim Wei": "NEEDS-ACTION", "Write": "COMPLETED", "Any time": "NEEDS-ACTION",
    }  # fmt: skip
    assert todos["Write"].due.value == datetime(2024, 5, 11, 15, tzinfo=UTC)
    assert b"Call Lim Wei" not in fetch(f"{path}?tasks=none").content
    assert fetch(f"{path}?tasks=nonsense").status_code == 400


def test_is_known_again_until_something_changes(api: Api) -> None:
    event = add(api, title="Round", start="2199-05-06T09:00Z")
    path = subscribe(api)
    first = fetch(path)
    again = fetch(path, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert fetch(path).content == first.content
    for change in (
        lambda: api.patch(f"/api/calendar/{event['id']}/", {"title": "Walk"}),
        lambda: api.post("/api/tasks/", {"title": "Call", "due": "2199-05-10"}),
        lambda: api.delete(f"/api/calendar/{event['id']}/"),
    ):
        before = fetch(path)["ETag"]
        change()
        after = fetch(path, if_none_match=before)
        assert (after.status_code, after["ETag"] == before) == (200, False)


def test_is_gone_once_it_is_revoked_or_has_a_new_address(api: Api, owner: User) -> None:
    assert api.get(FEED).json() == {"is_open": False, "created_at": None, "last_read_at": None}
    assert api.delete(FEED).status_code == 204
    old = subscribe(api)
    new = subscribe(api)
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)
    shown = api.get(FEED).json()
    assert (shown["is_open"], shown["last_read_at"] is None) == (True, False)
    with tenant_context(owner.tenant_id):
        assert new.removeprefix("/calendars/").removesuffix(".ics") not in str(CalendarFeed.unscoped.values().get())
    assert api.delete(FEED).status_code == 204
    refusal = fetch(new)
    assert (refusal.status_code, refusal.json()["error"]) == (404, "not_found")


def test_is_gone_with_the_user_and_with_the_right(api: Api, owner: User, colleague: Any) -> None:
    clerk = colleague("staff")
    path = subscribe(Api(clerk))
    assert fetch(path).status_code == 200
    with tenant_context(owner.tenant_id):
        User.unscoped.filter(pk=clerk.pk).update(is_active=False)
    assert fetch(path).status_code == 404


def test_shows_each_user_what_the_fence_shows_and_no_other_companys(
    api: Api, owner: User, charlie: User, colleague: Any
) -> None:
    seller = colleague("sales_person")
    with tenant_context(owner.tenant_id):
        make_event(owner, title="Ours", start=NOW + timedelta(days=6_000), end=NOW + timedelta(days=6_001))
        make_event(seller, title="Theirs", start=NOW + timedelta(days=6_000), end=NOW + timedelta(days=6_001))
    with tenant_context(charlie.tenant_id):
        make_event(charlie, title="Foreign", start=NOW + timedelta(days=6_000), end=NOW + timedelta(days=6_001))
    for caller, expected in ((api, {"Ours", "Theirs"}), (Api(seller), {"Theirs"})):
        assert {event.summary.value for event in read(subscribe(caller)).vevent_list} == expected


def test_leaves_out_what_is_long_over_but_not_a_series_that_goes_on(api: Api) -> None:
    add(api, title="Old", start="2024-01-06T09:00Z")
    add(api, title="Old round", start="2023-01-06T09:00Z", rrule="FREQ=WEEKLY;COUNT=3")
    add(api, title="Round", start="2023-01-06T09:00Z", rrule="FREQ=WEEKLY")
    add(api, title="Recent", start="2024-04-06T09:00Z")
    shown = read(subscribe(api))
    assert {event.summary.value for event in shown.vevent_list} == {"Round", "Recent"}


def test_limits_those_who_guess_and_those_who_read_too_often(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "GUESSES_AN_HOUR", 2)
    monkeypatch.setattr(feeds, "READS_AN_HOUR", 3)
    path = subscribe(api)
    assert [fetch("/calendars/guess.ics").status_code for _ in range(4)] == [404, 404, 429, 429]
    assert [fetch(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert fetch(path)["Retry-After"] == "3600"


def test_refuses_those_who_may_not_see_the_calendar_and_keys(api: Api, owner: User) -> None:
    key = api.post("/api/auth/api-keys/", {"name": "Sync"}).json()["key"]
    caller = Api()
    caller.headers["Authorization"] = f"Api-Key {key}"
    assert caller.post(FEED).status_code == 403
    with tenant_context(owner.tenant_id):
        assert not CalendarFeed.unscoped.exists()
        assert not CalendarEvent.unscoped.exists()
