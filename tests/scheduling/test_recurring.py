"""Events that recur, over the days on which clocks change, against times worked out by hand."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.scheduling import windows
from apps.scheduling.models import CalendarEvent
from tests.conftest import Api
from tests.factories import make_event
from tests.scheduling.test_calendar import add

OCCURRENCES = "/api/calendar/occurrences/"


def taking_place(api: Api, first: str, last: str, **filters: Any) -> list[dict[str, Any]]:
    query = "".join(f"&{name}={value}" for name, value in filters.items())
    answer = api.get(f"{OCCURRENCES}?from={first}&to={last}{query}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def starts(api: Api, first: str, last: str) -> list[str]:
    return [one["start"] for one in taking_place(api, first, last)]


def act(api: Api, event: dict[str, Any], name: str, **body: Any) -> Any:
    return api.post(f"/api/calendar/{event['id']}/{name}-occurrence/", body)


@pytest.mark.parametrize(
    ("zone", "start", "rrule", "expected"),
    [
        # Berlin went from +1 to +2 in the night to Sunday, 31 March 2024, and back in the night to 27 October.
        (
            "Europe/Berlin",
            "2024-03-24T09:00",
            "FREQ=WEEKLY;COUNT=3",
            ["2024-03-24T08:00:00Z", "2024-03-31T07:00:00Z", "2024-04-07T07:00:00Z"],
        ),
        (
            "Europe/Berlin",
            "2024-10-20T09:00",
            "FREQ=WEEKLY;UNTIL=20241103",
            ["2024-10-20T07:00:00Z", "2024-10-27T08:00:00Z", "2024-11-03T08:00:00Z"],
        ),
        # New York had no 2:30 on 10 March 2024: it is then read by the offset before, -5.
        (
            "America/New_York",
            "2024-03-09T02:30",
            "FREQ=DAILY;COUNT=3",
            ["2024-03-09T07:30:00Z", "2024-03-10T07:30:00Z", "2024-03-11T06:30:00Z"],
        ),
        # And 1:30 twice on 3 November: the first of them is meant.
        (
            "America/New_York",
            "2024-11-02T01:30",
            "FREQ=DAILY;UNTIL=20241104T063000Z",
            ["2024-11-02T05:30:00Z", "2024-11-03T05:30:00Z", "2024-11-04T06:30:00Z"],
        ),
        # Lord Howe turns its clocks by half an hour: from +11 to +10:30 on 7 April 2024.
        (
            "Australia/Lord_Howe",
            "2024-03-30T09:00",
            "FREQ=WEEKLY;UNTIL=20240413T090000",
            ["2024-03-29T22:00:00Z", "2024-04-05T22:00:00Z", "2024-04-12T22:30:00Z"],
        ),
        # In Jakarta they stay as they are.
        (
            "Asia/Jakarta",
            "2024-03-31T00:30",
            "FREQ=MONTHLY;COUNT=2",
            ["2024-03-30T17:30:00Z", "2024-05-30T17:30:00Z"],
        ),
    ],
)
def test_recurs_at_its_time_of_day_where_it_is(
    api: Api, zone: str, start: str, rrule: str, expected: list[str]
) -> None:
    event = add(api, start=start, timezone=zone, rrule=rrule)
    assert (event["timezone"], event["recurs_until"] is None) == (zone, False)
    assert starts(api, "2024-01-01", "2024-12-31") == expected


def test_lasts_as_long_when_the_clocks_change_meanwhile(api: Api) -> None:
    add(api, start="2024-03-23T22:00", end="2024-03-24T06:00", timezone="Europe/Berlin", rrule="FREQ=WEEKLY;COUNT=2")
    spans = [(one["start"], one["end"]) for one in taking_place(api, "2024-03-01", "2024-04-30")]
    assert spans == [
        ("2024-03-23T21:00:00Z", "2024-03-24T05:00:00Z"),
        ("2024-03-30T21:00:00Z", "2024-03-31T05:00:00Z"),
    ]


def test_whole_days_are_days_also_where_one_has_no_midnight(api: Api) -> None:
    # In Cairo the clocks went from 0 to 1 o'clock as 26 April 2024 began: a day of 23 hours.
    event = add(api, start="2024-04-25", timezone="Africa/Cairo", all_day=True, rrule="FREQ=DAILY;COUNT=3")
    spans = [(one["start"], one["end"], one["original_date"]) for one in taking_place(api, "2024-04-20", "2024-05-01")]
    assert spans == [
        ("2024-04-24T22:00:00Z", "2024-04-25T22:00:00Z", "2024-04-25"),
        ("2024-04-25T22:00:00Z", "2024-04-26T21:00:00Z", "2024-04-26"),
        ("2024-04-26T21:00:00Z", "2024-04-27T21:00:00Z", "2024-04-27"),
    ]
    renamed = api.patch(f"/api/calendar/{event['id']}/", {"title": "Feast"}).json()
    assert (renamed["start"], renamed["end"]) == (event["start"], event["end"])


def test_whole_days_stay_days_in_another_timezone(api: Api) -> None:
    event = add(api, start="2024-05-01", end="2024-05-03", timezone="Asia/Jakarta", all_day=True)
    moved = api.patch(f"/api/calendar/{event['id']}/", {"timezone": "America/New_York"}).json()
    assert (moved["start"], moved["end"]) == ("2024-05-01T04:00:00Z", "2024-05-03T04:00:00Z")
    later = api.patch(f"/api/calendar/{event['id']}/", {"start": "2024-11-02"}).json()  # over 3 November, of 25 hours
    assert (later["start"], later["end"]) == ("2024-11-02T04:00:00Z", "2024-11-04T05:00:00Z")


def test_calls_one_occurrence_off_and_changes_another(api: Api) -> None:
    event = add(api, start="2024-05-06T09:00Z", rrule="FREQ=WEEKLY", title="Round")
    cancelled = act(api, event, "cancel", original_date="2024-05-13").json()
    assert cancelled["exdates"] == ["2024-05-13"]
    changed = act(api, event, "change", original_date="2024-05-20", start="2024-05-21T10:00Z", title="Late").json()
    assert (changed["recurring_event"], changed["original_date"], changed["end"]) == (
        event["id"], "2024-05-20", "2024-05-21T11:00:00Z",
    )  # fmt: skip
    shown = [(one["title"], one["start"], one["event"], one["recurring_event"], one["original_date"])
             for one in taking_place(api, "2024-05-01", "2024-05-31")]  # fmt: skip
    assert shown == [
        ("Round", "2024-05-06T09:00:00Z", event["id"], event["id"], "2024-05-06"),
        ("Late", "2024-05-21T10:00:00Z", changed["id"], event["id"], "2024-05-20"),
        ("Round", "2024-05-27T09:00:00Z", event["id"], event["id"], "2024-05-27"),
    ]
    again = act(api, event, "change", original_date="2024-05-20", title="Later").json()
    assert (again["id"], again["title"], again["start"]) == (changed["id"], "Later", "2024-05-21T10:00:00Z")
    assert api.delete(f"/api/calendar/{changed['id']}/").status_code == 204
    assert api.get(f"/api/calendar/{event['id']}/").json()["exdates"] == ["2024-05-13", "2024-05-20"]
    assert act(api, event, "cancel", original_date="2024-05-13").status_code == 200


def test_keeps_what_was_changed_when_the_time_of_day_is_moved_and_drops_it_with_the_day(api: Api) -> None:
    event = add(api, start="2024-05-06T09:00Z", rrule="FREQ=WEEKLY;BYDAY=MO,WE", exdates=["2024-05-15"])
    act(api, event, "change", original_date="2024-05-13", title="Special")
    path = f"/api/calendar/{event['id']}/"
    assert api.patch(path, {"start": "2024-05-06T14:00Z"}).json()["exdates"] == ["2024-05-15"]
    assert starts(api, "2024-05-06", "2024-05-16") == [
        "2024-05-06T14:00:00Z", "2024-05-08T14:00:00Z", "2024-05-13T09:00:00Z",
    ]  # fmt: skip
    assert api.patch(path, {"rrule": "FREQ=WEEKLY;BYDAY=MO,TU"}).json()["exdates"] == []
    assert len(starts(api, "2024-05-06", "2024-05-16")) == 4
    assert api.patch(path, {"rrule": ""}).json()["recurs_until"] is None
    assert starts(api, "2024-05-01", "2024-12-31") == ["2024-05-06T14:00:00Z"]


def test_deletes_all_occurrences_with_the_event(api: Api) -> None:
    event = add(api, start="2024-05-06T09:00Z", rrule="FREQ=DAILY")
    act(api, event, "change", original_date="2024-05-07", title="Special")
    api.delete(f"/api/calendar/{event['id']}/")
    assert taking_place(api, "2024-05-01", "2024-05-31") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"rrule": "FREQ=DAILY;COUNT=1000000000"}, "rrule"),
        ({"rrule": "FREQ=SECONDLY"}, "rrule"),
        ({"rrule": "nonsense"}, "rrule"),
        ({"rrule": "FREQ=DAILY;UNTIL=20200101"}, "rrule"),
        ({"rrule": "FREQ=DAILY", "end": "2026-01-01T00:00Z"}, "end"),
        ({"rrule": "FREQ=WEEKLY", "exdates": ["2024-05-07"]}, "exdates"),
        ({"exdates": ["2024-05-06"]}, "exdates"),
        ({"rrule": "FREQ=DAILY", "exdates": ["soon"]}, "exdates.0"),
    ],
)
def test_refuses_what_makes_no_sense(api: Api, body: dict[str, Any], field: str) -> None:
    refusal = api.post("/api/calendar/", {"title": "Round", "start": "2024-05-06T09:00Z", **body})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])


def test_refuses_an_occurrence_that_there_is_not(api: Api) -> None:
    event = add(api, start="2024-05-06T09:00Z", rrule="FREQ=WEEKLY;COUNT=2")
    for day in ("2024-05-07", "2024-05-20", "2024-04-29"):
        for name in ("change", "cancel"):
            refusal = act(api, event, name, original_date=day)
            assert (refusal.status_code, refusal.json()["error"]) == (400, "no_occurrence")
    once = add(api, start="2024-05-06T09:00Z")
    assert act(api, once, "cancel", original_date="2024-05-06").json()["error"] == "does_not_recur"
    changed = act(api, event, "change", original_date="2024-05-13", title="Special").json()
    assert api.patch(f"/api/calendar/{changed['id']}/", {"rrule": "FREQ=DAILY"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2024-02-01&to=2024-01-01", "to"),
        ("from=2024-01-01&to=2026-01-01", "to"),
        ("from=soon", "from"),
        ("from=2024-01-01&after=nonsense", "after"),
        ("from=2024-01-01&after=2024-01-01T00:00:00Z_x", "after"),
        ("customer_application=2000000000", "customer_application"),
    ],
)
def test_refuses_a_window_that_makes_no_sense(api: Api, query: str, field: str) -> None:
    refusal = api.get(f"{OCCURRENCES}?{query}")
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])


def test_shows_an_endless_series_of_a_century_ago_today(api: Api) -> None:
    add(api, start="1924-02-29T09:00Z", rrule="FREQ=DAILY")
    assert starts(api, "2024-02-28T12:00:00Z", "2024-03-01T09:00:00Z") == [
        "2024-02-29T09:00:00Z",
    ]  # fmt: skip


def test_shows_what_reaches_into_the_window_and_nothing_else(api: Api) -> None:
    add(api, title="long", start="2024-05-01T00:00Z", end="2024-05-20T00:00Z")
    add(api, title="moment", start="2024-05-10T00:00Z", end="2024-05-10T00:00Z")
    add(api, title="before", start="2024-05-09T00:00Z", end="2024-05-10T00:00Z")
    add(api, title="after", start="2024-05-12T00:00Z")
    add(api, title="nights", start="2024-05-08T23:00Z", end="2024-05-09T01:00Z", rrule="FREQ=DAILY;COUNT=3")
    shown = [(one["title"], one["start"][:10]) for one in taking_place(api, "2024-05-10", "2024-05-11")]
    assert shown == [
        ("long", "2024-05-01"),
        ("nights", "2024-05-09"),
        ("moment", "2024-05-10"),
        ("nights", "2024-05-10"),
    ]


def test_answers_so_many_at_once_and_says_where_the_rest_is(
    api: Api, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "MOST_SHOWN", 4)
    for title in ("a", "b"):
        add(api, title=title, start="2024-05-06T09:00Z", rrule="FREQ=DAILY;COUNT=4")
    with tenant_context(owner.tenant_id):
        for _ in range(6):
            make_event(owner, title="once", start="2024-05-07T09:00Z", end="2024-05-07T10:00Z")
    found: list[tuple[str, int]] = []
    path: str | None = f"{OCCURRENCES}?from=2024-05-01&to=2024-05-31"
    pages = 0
    while path:
        answer = api.get(path).json()
        found += [(one["start"], one["event"]) for one in answer["results"]]
        path, pages = answer["next"], pages + 1
    assert (len(found), pages, found == sorted(set(found))) == (14, 4, True)


def test_shows_nobody_elses_occurrences(api: Api, charlie: User) -> None:
    add(Api(charlie), start="2024-05-06T09:00Z", rrule="FREQ=DAILY")
    assert taking_place(api, "2024-05-01", "2024-05-31") == []
    with tenant_context(charlie.tenant_id):
        theirs = CalendarEvent.unscoped.get()
    assert act(api, {"id": theirs.pk}, "cancel", original_date="2024-05-07").status_code == 404
