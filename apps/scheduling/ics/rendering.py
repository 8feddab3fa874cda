"""Events and tasks as calendar programs read them (iCalendar, RFC 5545). The same rows make the same bytes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Todo, vRecur

from apps.scheduling.ics.timezones import describe_zone
from apps.scheduling.models import CalendarEvent, Task
from apps.scheduling.occurrences import rule_text, span_on

PRODUCT: Final = "-//SenangKira//Calendar//EN"
REFRESH: Final = timedelta(hours=1)
_AHEAD: Final = timedelta(days=3_660)  # how far a timezone is described; programs know the usual ones themselves
_BEFORE: Final = timedelta(days=366)
_OPEN: Final = "\u2610"
_TICKED: Final = "\u2611"
_KEPT: Final = frozenset("\n\t")


def render_calendar(
    *, name: str, zone: ZoneInfo, now: datetime, events: Sequence[CalendarEvent], tasks: Sequence[Task], as_todos: bool
) -> bytes:
    """A calendar of the events and of the tasks, these as VTODO or as events of the days on which they are due.

    Lines end with CRLF and are folded at 75 octets.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _plain(name))
    calendar.add("x-wr-calname", _plain(name))
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for described in _zones(events, now):
        calendar.add_component(described)
    series = {event.pk for event in events if event.rrule}
    for event in events:
        calendar.add_component(_event(event, series))
    for task in tasks:
        calendar.add_component(_todo(task, zone) if as_todos else _due(task, zone))
    return bytes(calendar.to_ical(sorted=False))


def _zones(events: Iterable[CalendarEvent], now: datetime) -> Iterable[Any]:
    first_starts: dict[str, datetime] = {}
    for event in events:
        if not event.all_day and event.timezone != "UTC":
            earlier = first_starts.get(event.timezone, event.start)
            first_starts[event.timezone] = min(earlier, event.start)
    for key, start in sorted(first_starts.items()):
        yield describe_zone(ZoneInfo(key), start - _BEFORE, max(start, now) + _AHEAD)


def _event(event: CalendarEvent, series: set[int]) -> Event:
    shown = Event()
    _describe(shown, event, f"event-{event.pk}", event.title, event.description)
    shown.add("dtstart", _moment(event, event.start))
    shown.add("dtend", _moment(event, event.end))
    if event.rrule:
        shown.add("rrule", vRecur.from_ical(rule_text(event)))
    if event.exdates:
        days = [_moment(event, span_on(event, day)[0]) for day in event.exdates]
        shown.add("exdate", days, parameters={"VALUE": "DATE"} if event.all_day else {})
    if event.recurring_event_id in series and event.recurring_event and event.original_date:
        shown["uid"] = _uid(event, f"event-{event.recurring_event_id}")
        instead_of = event.recurring_event
        shown.add("recurrence-id", _moment(instead_of, span_on(instead_of, event.original_date)[0]))
    # A deadline takes nobody's time.
    shown.add("transp", "TRANSPARENT" if event.source == CalendarEvent.Source.APPLICATION else "OPAQUE")
    return shown


def _todo(task: Task, zone: ZoneInfo) -> Todo:
    shown = Todo()
    _describe(shown, task, f"task-{task.pk}", task.title, task.notes)
    if task.due:
        shown.add("due", _day_or_moment(task.due, zone))
    shown.add("status", "COMPLETED" if task.done else "NEEDS-ACTION")
    if task.done_at:
        shown.add("completed", task.done_at.astimezone(UTC))
        shown.add("percent-complete", 100)
    return shown


def _due(task: Task, zone: ZoneInfo) -> Event:
    """A task as an event, for programs that show no tasks of a calendar that they subscribe to."""
    shown = Event()
    _describe(shown, task, f"task-{task.pk}", f"{_TICKED if task.done else _OPEN} {task.title}", task.notes)
    if task.due:
        due = _day_or_moment(task.due, zone)
        shown.add("dtstart", due)
        shown.add("dtend", due + timedelta(days=1) if not isinstance(due, datetime) else due)
    shown.add("transp", "TRANSPARENT")
    return shown


def _describe(shown: Any, row: CalendarEvent | Task, key: str, title: str, text: str) -> None:
    shown.add("uid", _uid(row, key))
    shown.add("dtstamp", row.updated_at.astimezone(UTC))
    shown.add("created", row.created_at.astimezone(UTC))
    shown.add("last-modified", row.updated_at.astimezone(UTC))
    shown.add("summary", _plain(title))
    if text:
        shown.add("description", _plain(text))


def _uid(row: CalendarEvent | Task, key: str) -> str:
    return f"{key}.{row.tenant_id}@senangkira"


def _moment(event: CalendarEvent, moment: datetime) -> date:
    """A day of whole days, a time on the clocks where the event is otherwise."""
    local = moment.astimezone(UTC if event.timezone == "UTC" else event.zone)
    return moment.astimezone(event.zone).date() if event.all_day else local


def _day_or_moment(moment: datetime, zone: ZoneInfo) -> date:
    """The day where it begins there, as people mean a task of a day."""
    local = moment.astimezone(zone)
    return local.date() if local.time() == datetime.min.time() else moment.astimezone(UTC)


def _plain(text: str) -> str:
    """The text without control characters, which the format cannot carry; its lines end as Unix ends them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in _KEPT or (char >= " " and char != "\x7f"))
