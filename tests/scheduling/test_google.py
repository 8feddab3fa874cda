"""Google Calendar and Tasks in step with ours, against a server of the suite's own that speaks the interface."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client as Browser

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.scheduling.google import push, sync
from apps.scheduling.google.client import GoogleClient, open_tokens
from apps.scheduling.models import CalendarEvent, GoogleAccount, GoogleItem, Task
from apps.scheduling.tasks import sync_due_google, sync_google
from tests.conftest import Api
from tests.relaying import relay_all
from tests.scheduling.google import Fault, Google, serve
from tests.scheduling.test_calendar import add
from tests.worker.test_servers import PATIENCE, process, until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
ACCOUNT = "/api/calendar/google/"
CALLBACK = "/api/calendar/google/callback/"


@pytest.fixture
def google(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    google = Google()
    _, end = serve(google)
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "client", "hush"
    settings.GOOGLE_CONSENT_URL = f"{google.url}/consent"
    settings.GOOGLE_OAUTH_URL = google.url
    settings.GOOGLE_CALENDAR_URL, settings.GOOGLE_TASKS_URL = f"{google.url}/calendar", f"{google.url}/tasks"
    # The suite has no worker: what would be put on the queue is done where a test says so.
    monkeypatch.setattr("apps.scheduling.google.items.current_app.send_task", lambda *args, **options: None)
    yield google
    end()


@pytest.fixture
def account(api: Api, owner: User, google: Google) -> GoogleAccount:
    """The owner's account, connected."""
    connect(api, google)
    return stored(owner)


def connect(api: Api, google: Google) -> Any:
    begun = api.post(f"{ACCOUNT}connect/")
    assert begun.status_code == 200, begun.content
    browser = api._client  # the browser that has the cookie
    back = google.consent(begun.json()["authorization_url"])
    return browser.get(CALLBACK, back)


def stored(user: User) -> GoogleAccount:
    with tenant_context(user.tenant_id):
        account: GoogleAccount = GoogleAccount.unscoped.get(user=user)
    return account


def next_time(user: User) -> datetime:
    moment = stored(user).next_sync_at
    assert moment
    return moment


def bring_in_step(user: User, times: int = 1) -> GoogleAccount:
    """Do as the relay and a worker do, until the log is read to its end."""
    for _ in range(times):
        relay_all("google")
        account = stored(user)
        sync_google(user.tenant_id, account.pk)
    return stored(user)


def shown(api: Api, row: Any, kind: str = "calendar") -> dict[str, Any]:
    return dict(api.get(f"/api/{kind}/{row['id']}/").json())


def ours(user: User) -> dict[str, CalendarEvent]:
    with tenant_context(user.tenant_id):
        return {event.title: event for event in CalendarEvent.unscoped.all()}


def test_connects_with_state_and_proof_and_keeps_the_tokens_sealed(api: Api, owner: User, google: Google) -> None:
    before = api.get(ACCOUNT).json()
    assert (before["is_connected"], before["status"]) == (False, "none")
    answer = connect(api, google)
    assert (answer.status_code, answer.json()["email"], answer.json()["status"]) == (
        200, "ada@gmail.example", "connected",
    )  # fmt: skip
    account = stored(owner)
    tokens = open_tokens(account)
    assert tokens["refresh_token"] in google.refresh_tokens
    assert tokens["refresh_token"].encode() not in bytes(account.sealed)
    account.user_id += 1  # moved to another user, the seal does not open
    with pytest.raises(Exception, match="cannot be read"):
        open_tokens(account)
    assert api.get(ACCOUNT).json()["is_connected"] is True


def test_refuses_a_forged_a_used_and_another_browsers_state(api: Api, owner: User, google: Google) -> None:
    begun = api.post(f"{ACCOUNT}connect/").json()["authorization_url"]
    back = google.consent(begun)
    for browser, given in (
        (api._client, back | {"state": "forged"}),
        (api._client, {"code": back["code"]}),
        (Browser(), back),  # whoever was sent the address of somebody else's consent
        (api._client, back),  # which used the state up
    ):
        refusal = browser.get(CALLBACK, given)
        assert (refusal.status_code, refusal.json()["error"]) == (400, "invalid_state")
    denied = api._client.get(CALLBACK, {"error": "access_denied"})
    assert (denied.status_code, denied.json()["error"]) == (400, "consent_denied")
    with tenant_context(owner.tenant_id):
        assert not GoogleAccount.unscoped.exists()


def test_refuses_a_code_that_google_does_not_know(api: Api, google: Google) -> None:
    begun = api.post(f"{ACCOUNT}connect/").json()["authorization_url"]
    back = google.consent(begun) | {"code": "forged"}
    assert api._client.get(CALLBACK, back).json()["error"] == "google_refused"


def test_says_that_the_installation_has_no_client(api: Api, settings: Any) -> None:
    settings.GOOGLE_CLIENT_ID = ""
    refusal = api.post(f"{ACCOUNT}connect/")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "not_configured")
    assert api.post("/api/calendar/sync/").json()["error"] == "not_connected"


def test_brings_events_and_tasks_there_changes_them_and_deletes_them(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    event = add(api, title="Meeting", start="2199-05-06T09:00", timezone="Europe/Berlin")
    day = add(api, title="Fair", start="2199-05-06", all_day=True)
    task = api.post("/api/tasks/", {"title": "Call", "due": "2199-05-10", "notes": "Soon"}).json()
    relay_all("google")
    assert shown(api, event)["sync_status"] == "pending"
    assert bring_in_step(owner).status == "connected"
    there = google.event("Meeting")
    assert there["start"] == {"date": None, "dateTime": "2199-05-06T09:00:00+02:00", "timeZone": "Europe/Berlin"}
    assert google.event("Fair")["start"]["date"] == "2199-05-06"
    ((todo),) = google.tasks.values()
    assert (todo["title"], todo["due"], todo["status"]) == ("Call", "2199-05-10T00:00:00.000Z", "needsAction")
    assert [shown(api, event)[name] for name in ("sync_status", "google_event_id")] == ["synced", there["id"]]
    assert shown(api, task, "tasks")["google_task_id"] == todo["id"]
    api.patch(f"/api/calendar/{event['id']}/", {"title": "Long meeting", "end": "2199-05-06T12:00"})
    api.patch(f"/api/tasks/{task['id']}/", {"done": True})
    api.delete(f"/api/calendar/{day['id']}/")
    bring_in_step(owner)
    assert google.events[there["id"]]["summary"] == "Long meeting"
    assert google.tasks[todo["id"]]["status"] == "completed"
    assert [one["status"] for one in google.events.values() if one["summary"] == "Fair"] == ["cancelled"]
    assert api.get(ACCOUNT).json()["pending"] == 0


def test_brings_nothing_back_that_came_from_there(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    add(api, title="Meeting", start="2199-05-06T09:00Z")
    bring_in_step(owner, times=3)
    google.change(google.events, "theirs", summary="Dentist", status="confirmed",
                  start={"dateTime": "2199-06-01T10:00:00+02:00", "timeZone": "Europe/Berlin"},
                  end={"dateTime": "2199-06-01T11:00:00+02:00", "timeZone": "Europe/Berlin"})  # fmt: skip
    google.change(google.tasks, "todo", title="Buy milk", status="needsAction", due="2199-06-02T00:00:00.000Z")
    writes = google.count("POST") + google.count("PATCH")
    bring_in_step(owner, times=4)
    assert google.count("POST") + google.count("PATCH") == writes
    dentist = ours(owner)["Dentist"]
    assert (dentist.start, dentist.timezone, dentist.source, dentist.sync_status) == (
        datetime(2199, 6, 1, 8, tzinfo=UTC), "Europe/Berlin", "google", "synced",
    )  # fmt: skip
    with tenant_context(owner.tenant_id):
        milk = Task.unscoped.get(title="Buy milk")
        assert (milk.due, milk.assigned_to_id) == (datetime(2199, 6, 2, tzinfo=UTC), owner.pk)
        assert GoogleItem.unscoped.count() == 3


def test_takes_over_what_is_changed_and_deleted_there(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    event = add(api, title="Meeting", start="2199-05-06T09:00Z")
    gone = add(api, title="Lunch", start="2199-05-07T09:00Z")
    task = api.post("/api/tasks/", {"title": "Call", "due": "2199-05-10T15:00:00Z", "notes": "Soon"}).json()
    bring_in_step(owner)
    there = google.event("Meeting")
    google.change(google.events, there["id"], summary="Moved", start={"dateTime": "2199-05-06T12:00:00Z"},
                  end={"dateTime": "2199-05-06T13:00:00Z"})  # fmt: skip
    google.change(google.events, google.event("Lunch")["id"], status="cancelled")
    ((key),) = google.tasks
    google.change(google.tasks, key, due="2199-05-12T00:00:00.000Z", status="completed")
    bring_in_step(owner, times=2)
    moved = shown(api, event)
    assert (moved["title"], moved["start"], moved["sync_status"]) == ("Moved", "2199-05-06T12:00:00Z", "synced")
    assert api.get(f"/api/calendar/{gone['id']}/").status_code == 404
    done = shown(api, task, "tasks")
    assert (done["done"], done["due"], done["notes"]) == (True, "2199-05-12T15:00:00Z", "Soon")
    google.change(google.tasks, key, deleted=True)
    bring_in_step(owner)
    assert api.get(f"/api/tasks/{task['id']}/").status_code == 404


def test_lets_the_later_change_stand_where_both_sides_changed(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    first, second = (add(api, title=title, start="2199-05-06T09:00Z") for title in ("First", "Second"))
    bring_in_step(owner)
    keys = {row["summary"]: row["id"] for row in google.events.values()}
    google.change(google.events, keys["First"], summary="First there")
    api.patch(f"/api/calendar/{first['id']}/", {"title": "First here, later"})
    api.patch(f"/api/calendar/{second['id']}/", {"title": "Second here"})
    google.change(google.events, keys["Second"], summary="Second there, later")
    bring_in_step(owner, times=2)
    assert {row["summary"] for row in google.events.values()} == {"First here, later", "Second there, later"}
    assert set(ours(owner)) == {"First here, later", "Second there, later"}


def test_undoes_there_what_follows_an_application_here(
    api: Api, owner: User, google: Google, account: GoogleAccount, apply: Callable[..., dict[str, Any]]
) -> None:
    application = apply(doc_date="2190-01-31")
    relay_all("calendar")
    bring_in_step(owner)
    (first, second, third) = (event for event in google.events.values())
    google.change(google.events, first["id"], summary="Mine now")
    google.change(google.events, second["id"], status="cancelled")
    bring_in_step(owner, times=2)
    assert (first["summary"].partition(":")[0], second["status"]) == ("Collect the papers", "confirmed")
    api.delete(f"/api/customer-applications/{application['id']}/")
    bring_in_step(owner)
    assert {row["status"] for row in (first, second, third)} == {"cancelled"}


def test_exchanges_recurring_events_with_their_single_occurrences(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    event = add(api, title="Round", start="2190-05-03T09:00", timezone="Europe/Berlin",
                rrule="FREQ=WEEKLY;UNTIL=21900601", exdates=["2190-05-10"])  # fmt: skip
    api.post(f"/api/calendar/{event['id']}/change-occurrence/", {"original_date": "2190-05-17", "title": "Late"})
    bring_in_step(owner)
    series = google.event("Round")
    assert series["recurrence"] == [
        "RRULE:FREQ=WEEKLY;UNTIL=21900601T070000Z", "EXDATE;TZID=Europe/Berlin:21900510T090000",
    ]  # fmt: skip
    late = google.event("Late")
    assert late["id"] == f"{series['id']}_21900517T070000Z"
    # There, one more occurrence is called off, and another is moved.
    one = {"recurringEventId": series["id"]}
    google.change(google.events, f"{series['id']}_21900524T070000Z", **one, status="cancelled",
                  originalStartTime={"dateTime": "2190-05-24T09:00:00+02:00"})  # fmt: skip
    google.change(google.events, f"{series['id']}_21900531T070000Z", **one, status="confirmed", summary="Round",
                  originalStartTime={"dateTime": "2190-05-31T09:00:00+02:00"},
                  start={"dateTime": "2190-05-31T15:00:00+02:00"},
                  end={"dateTime": "2190-05-31T16:00:00+02:00"})  # fmt: skip
    google.change(google.events, late["id"], status="cancelled")
    writes = google.count("POST") + google.count("PATCH")
    bring_in_step(owner, times=3)
    assert shown(api, event)["exdates"] == ["2190-05-10", "2190-05-17", "2190-05-24"]
    found = api.get("/api/calendar/occurrences/?from=2190-05-01&to=2190-06-30").json()["results"]
    assert [one["start"] for one in found] == ["2190-05-03T07:00:00Z", "2190-05-31T13:00:00Z"]
    assert google.count("POST") + google.count("PATCH") == writes


def test_names_what_google_has_that_is_not_kept_here(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    bring_in_step(owner)
    moment = {"dateTime": "2199-06-01T10:00:00Z"}
    google.change(google.events, "pills", summary="Pills", start=moment, end=moment, recurrence=["RRULE:FREQ=HOURLY"])
    google.change(google.events, "dentist", summary="Dentist", start=moment, end=moment)
    account = bring_in_step(owner)
    assert account.error.startswith("Pills: FREQ has to be")
    assert set(ours(owner)) == {"Dentist"}


def test_looks_at_all_again_when_google_has_forgotten_since_when(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    add(api, title="Meeting", start="2199-05-06T09:00Z")
    bring_in_step(owner, times=2)
    google.forgotten = next(google.numbers)
    google.change(google.events, google.event("Meeting")["id"], summary="Moved")
    writes = google.count("POST") + google.count("PATCH")
    account = bring_in_step(owner, times=2)
    assert (account.status, set(ours(owner))) == ("connected", {"Moved"})
    # What is there is the same calendar: nothing of it is made again.
    assert google.count("POST") + google.count("PATCH") == writes
    assert int(account.calendar_sync_token) > google.forgotten


def test_what_was_deleted_here_stays_so_when_google_has_forgotten_since_when(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    event = add(api, title="Meeting", start="2199-05-06T09:00Z")
    bring_in_step(owner, times=2)
    google.forgotten = next(google.numbers)
    assert api.delete(f"/api/calendar/{event['id']}/").status_code == 204
    bring_in_step(owner, times=3)
    assert ours(owner) == {}
    assert [one["status"] for one in google.events.values()] == ["cancelled"]


def test_waits_as_long_as_google_says_and_longer_each_time_it_does_not(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    bring_in_step(owner)
    event = add(api, title="Meeting", start="2199-05-06T09:00Z")
    google.faults = [Fault(429, "rateLimitExceeded", Retry_After="600")]
    account = bring_in_step(owner)
    now = datetime.now(UTC)
    assert (account.status, account.failures) == ("failing", 1)
    assert account.error == "Google answered 429: rateLimitExceeded"
    assert timedelta(seconds=540) < next_time(owner) - now < timedelta(seconds=660)
    assert shown(api, event)["sync_status"] == "pending"
    with time_machine.travel(now + timedelta(minutes=12)):
        google.faults = [Fault(503)]
        sync_due_google()
        assert next_time(owner) - datetime.now(UTC) < timedelta(minutes=1)
    assert push.wait_after(9) > push.wait_after(3) > push.wait_after(0)
    with time_machine.travel(now + timedelta(minutes=20)):
        sync_due_google()
        assert stored(owner).status == "connected"
    assert google.event("Meeting")["status"] == "confirmed"


def test_says_of_the_event_why_google_refuses_it_and_tries_again_when_asked(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    bring_in_step(owner)
    event = add(api, title="Meeting", start="2199-05-06T09:00Z")
    other = add(api, title="Other", start="2199-05-06T09:00Z")
    original = google.answer

    def refuse_once(method: str, path: str, *rest: Any) -> Any:
        if method == "POST" and rest[-1].get("summary") == "Meeting":
            google.answer = original  # type: ignore[method-assign]
            raise Fault(403, "forbiddenForNonOrganizer")
        return original(method, path, *rest)

    google.answer = refuse_once  # type: ignore[method-assign]
    bring_in_step(owner)
    assert (shown(api, event)["sync_status"], shown(api, other)["sync_status"]) == ("failed", "synced")
    assert shown(api, event)["sync_error"] == "Google refused (403): forbiddenForNonOrganizer"
    assert api.get(ACCOUNT).json()["failed"] == 1
    assert api.post("/api/calendar/sync/").status_code == 202
    bring_in_step(owner)
    assert (shown(api, event)["sync_status"], shown(api, event)["sync_error"]) == ("synced", "")


def test_says_what_went_wrong_in_the_language_of_whose_account_it_is(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    api.patch("/api/user-settings/me/", {"language": "ms"})
    bring_in_step(owner)
    event = add(api, title="Meeting", start="2199-05-06T09:00Z")
    google.faults = [Fault(429, "rateLimitExceeded"), Fault(400, "invalid")]
    assert bring_in_step(owner).error == "Google menjawab 429: rateLimitExceeded"
    with time_machine.travel(next_time(owner) + timedelta(minutes=1)):
        assert bring_in_step(owner).error == "Google menolak (400): invalid"
    assert shown(api, event)["sync_status"] == "pending"


def test_asks_to_be_connected_again_when_the_tokens_are_no_good_any_more(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    bring_in_step(owner)
    google.access_tokens.clear()
    google.refresh_tokens.clear()
    account = bring_in_step(owner)
    assert (account.status, account.next_sync_at) == ("broken", None)
    calls = len(google.calls)
    add(api, title="Meeting", start="2199-05-06T09:00Z")
    bring_in_step(owner)
    sync_due_google()
    assert len(google.calls) == calls
    assert api.post("/api/tasks/sync/").status_code == 409
    connect(api, google)
    assert bring_in_step(owner).status == "connected"
    assert google.event("Meeting")["status"] == "confirmed"


def test_renews_a_token_that_has_expired(api: Api, owner: User, google: Google, account: GoogleAccount) -> None:
    google.access_tokens.clear()
    assert bring_in_step(owner).status == "connected"
    assert open_tokens(stored(owner))["access_token"] in google.access_tokens


def test_begins_anew_when_its_calendar_was_deleted_there_and_deletes_nothing_here(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    add(api, title="Meeting", start="2199-05-06T09:00Z")
    bring_in_step(owner)
    google.calendars.clear()
    bring_in_step(owner, times=2)
    assert set(ours(owner)) == {"Meeting"}
    assert google.event("Meeting")["status"] == "confirmed"


def test_lets_go_of_an_account_and_finds_everything_again_afterwards(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    event = add(api, title="Meeting", start="2199-05-06T09:00Z")
    api.post("/api/tasks/", {"title": "Call", "due": "2199-05-10"})
    bring_in_step(owner)
    assert api.delete(ACCOUNT).status_code == 204
    assert google.refresh_tokens == set()
    assert [shown(api, event)[name] for name in ("sync_status", "google_event_id")] == ["local", ""]
    connect(api, google)
    bring_in_step(owner, times=2)
    assert (len(google.calendars), len(google.lists), len(google.events), len(google.tasks)) == (1, 1, 1, 1)
    assert set(ours(owner)) == {"Meeting"}
    with tenant_context(owner.tenant_id):
        assert Task.unscoped.count() == 1


def test_moves_a_task_to_the_google_of_whom_it_is_given_to(
    api: Api, owner: User, google: Google, account: GoogleAccount, colleague: Callable[..., User]
) -> None:
    task = api.post("/api/tasks/", {"title": "Call", "due": "2199-05-10"}).json()
    bring_in_step(owner)
    api.patch(f"/api/tasks/{task['id']}/", {"assigned_to": colleague("staff").pk})
    bring_in_step(owner)
    assert [one.get("deleted") for one in google.tasks.values()] == [True]


def test_arrives_once_although_a_third_of_all_calls_is_lost(
    api: Api, owner: User, google: Google, account: GoogleAccount
) -> None:
    bring_in_step(owner)
    google.drop = 0.3
    titles = {f"Event {n}" for n in range(12)}
    for title in titles:
        add(api, title=title, start="2199-05-06T09:00Z")
    for n in range(6):
        api.post("/api/tasks/", {"title": f"Task {n}", "due": "2199-05-10"})
    google.change(google.events, "theirs", summary="Dentist", status="confirmed",
                  start={"dateTime": "2199-06-01T10:00:00Z"}, end={"dateTime": "2199-06-01T11:00:00Z"})  # fmt: skip
    relay_all("google")
    for step in range(60):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=2 * step)):
            sync_due_google()
            account = stored(owner)
            with tenant_context(owner.tenant_id):
                if account.status == "connected" and not account.items.exclude(status="synced").exists():
                    break
    google.drop = 0.0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=10)):
        sync_due_google()
    assert sorted(row["summary"] for row in google.events.values()) == sorted(titles | {"Dentist"})
    left = sorted(row["title"] for row in google.tasks.values() if not row.get("deleted"))
    assert left == [f"Task {n}" for n in range(6)]
    assert sorted(ours(owner)) == sorted(titles | {"Dentist"})
    with tenant_context(owner.tenant_id):
        assert Task.unscoped.count() == 6


def test_is_not_doubled_by_an_answer_that_comes_too_late(
    api: Api, owner: User, google: Google, account: GoogleAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in_step(owner)
    add(api, title="Meeting", start="2199-05-06T09:00Z")
    api.post("/api/tasks/", {"title": "Call", "due": "2199-05-10"})
    original, google_late, send = google.answer, Event(), GoogleClient._send

    def late_for_writes(method: str, *rest: Any) -> Any:
        google.late = google_late if method == "POST" else None
        return original(method, *rest)

    def impatient_with_writes(client: GoogleClient, method: str, *rest: Any) -> Any:
        client.http.timeout = 0.2 if method == "POST" else 60
        return send(client, method, *rest)

    google.answer = late_for_writes  # type: ignore[method-assign]
    with monkeypatch.context() as patched:
        patched.setattr(GoogleClient, "_send", impatient_with_writes)
        bring_in_step(owner)
    deadline = time.monotonic() + PATIENCE
    while (len(google.events), len(google.tasks)) != (1, 1):  # both are done there, if after their caller has gone
        assert time.monotonic() < deadline
        Event().wait(0.01)
    google_late.set()
    google.answer, google.late = original, None  # type: ignore[method-assign]
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        sync_due_google()
    assert (len(google.events), len(google.tasks)) == (1, 1)
    with tenant_context(owner.tenant_id):
        assert set(GoogleItem.unscoped.values_list("status", flat=True)) == {"synced"}


@pytest.mark.parametrize("kind", ["calendar", "tasks"])
def test_is_taken_over_from_a_worker_that_was_killed(
    api: Api, owner: User, google: Google, account: GoogleAccount, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    bring_in_step(owner)
    row = api.post(f"/api/{kind}/", {"title": "Call", "start": "2199-05-10", "due": "2199-05-10"}).json()

    class Killed(BaseException):
        """Nothing catches it, as nothing catches a SIGKILL."""

    def die(*args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(push.Pusher, "_note_success", die)  # after Google has it, before it is noted here
        with pytest.raises(Killed):
            bring_in_step(owner)
    assert len(google.events) + len(google.tasks) == 1
    assert stored(owner).leased_until is not None
    calls = len(google.calls)
    sync_google(owner.tenant_id, account.pk)
    assert len(google.calls) == calls  # the dead worker's lease is still good
    with time_machine.travel(datetime.now(UTC) + sync.LEASE + timedelta(seconds=1)):
        sync_due_google()
    assert len(google.events) + len(google.tasks) == 1
    assert shown(api, row, kind)["sync_status"] == "synced"
    assert api.get(f"/api/{kind}/").json()["count"] == 1


@pytest.mark.xdist_group("servers")
@pytest.mark.parametrize("kind", ["calendar", "tasks"])
def test_arrives_once_although_a_real_worker_is_killed_while_google_is_at_it(
    api: Api, owner: User, google: Google, account: GoogleAccount, tmp_path: Path, kind: str
) -> None:
    bring_in_step(owner)
    row = api.post(f"/api/{kind}/", {"title": "Call", "start": "2199-05-10", "due": "2199-05-10"}).json()
    relay_all("google")
    original, held = google.answer, Event()

    def hold_writes(method: str, *rest: Any) -> Any:
        google.late = held if method == "POST" else None
        return original(method, *rest)

    google.answer = hold_writes  # type: ignore[method-assign]
    call = f"tasks.sync_google({owner.tenant_id}, {account.pk})"
    work = f"import django\ndjango.setup()\nfrom apps.scheduling import tasks\n{call}"
    (tmp_path / "worker_to_kill.py").write_text(work)
    names = ("CLIENT_ID", "CLIENT_SECRET", "OAUTH_URL", "CALENDAR_URL", "TASKS_URL")
    environment = {f"GOOGLE_{name}": getattr(settings, f"GOOGLE_{name}") for name in names}
    with process(["worker_to_kill"], tmp_path / "worker.log", **environment, PYTHONPATH=f"{tmp_path}:.") as worker:
        until(lambda: google.late and google.events | google.tasks, "the worker's call", worker)
        os.killpg(worker.pid, signal.SIGKILL)
    held.set()
    google.answer, google.late = original, None  # type: ignore[method-assign]
    assert len(google.events) + len(google.tasks) == 1
    sync_due_google()
    assert shown(api, row, kind)["sync_status"] == "pending"  # the dead worker's lease is still good
    with time_machine.travel(datetime.now(UTC) + sync.LEASE + timedelta(seconds=1)):
        sync_due_google()
    assert len(google.events) + len(google.tasks) == 1
    assert shown(api, row, kind)["sync_status"] == "synced"


def test_shows_nobody_elses_account(
    api: Api, google: Google, account: GoogleAccount, colleague: Callable[..., User], charlie: User
) -> None:
    for other in (Api(colleague("admin")), Api(charlie)):
        assert other.get(ACCOUNT).json()["is_connected"] is False
        assert other.post("/api/calendar/sync/").status_code == 409
