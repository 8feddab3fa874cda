"""Our events and tasks as Google writes them, and the other way round."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from apps.core import json
from apps.core.texts import say
from apps.scheduling.models import CalendarEvent, Task
from apps.scheduling.occurrences import rule_text, span_on
from apps.scheduling.recurrence import BadRule, read_rule

MARK: Final = "senangkira"
MOST_TITLE: Final = 300
MOST_TEXT: Final = 8_000
_MARKED: Final = re.compile(r"\n*\u2014 SenangKira (\d+)-(\d+)\s*$")
_zones = cache(available_timezones)


class NotKept(Exception):
    """Google has something that is not kept here; `str()` says what."""


@dataclass(frozen=True)
class GoogleEvent:
    """What Google says of an event, in our words."""

    fields: dict[str, Any]
    """As the services of events take them; times without an offset are those of the event's timezone."""
    exdates: list[date]
    """Days that its recurrence leaves out."""
    series_id: str
    """Google's id of the event that recurs, of a changed or called off occurrence."""
    original: date | datetime | None


def event_body(event: CalendarEvent) -> dict[str, Any]:
    """An event for PATCH and insert; what Google has of it beyond that, such as guests, is left alone."""
    body: dict[str, Any] = {
        "summary": event.title,
        "description": event.description,
        "start": _google_moment(event, event.start),
        "end": _google_moment(event, event.end),
        "status": "confirmed",
        "extendedProperties": {"private": {MARK: f"{event.tenant_id}-{event.pk}"}},
    }
    if event.recurring_event_id is None:
        body["recurrence"] = _recurrence(event)
    if event.source == CalendarEvent.Source.APPLICATION:
        body["transparency"] = "transparent"
    return body


def event_id(event: CalendarEvent, user_id: int) -> str:
    """The id that the event has in the calendar of a user, the same whoever asks and however often: an insert that is
    made twice is refused the second time."""
    name = f"senangkira\n{event.tenant_id}\n{user_id}\n{event.pk}".encode()
    return base64.b32hexencode(hashlib.sha256(name).digest()).decode().rstrip("=").lower()


def instance_start(event: CalendarEvent) -> str:
    """The start by the rule of the occurrence that this event has taken the place of, as Google names it."""
    series, day = event.recurring_event, event.original_date
    if series is None or day is None:
        raise NotKept(say("The event that it is an occurrence of is gone."))
    return day.isoformat() if series.all_day else span_on(series, day)[0].strftime("%Y-%m-%dT%H:%M:%SZ")


def read_event(resource: dict[str, Any], zone: ZoneInfo) -> GoogleEvent:
    """An event of Google's; `zone` is where it is when Google does not say. Raises NotKept for a recurrence that is not
    kept here, and for what has no times."""
    start, end = resource.get("start") or {}, resource.get("end") or {}
    name = str(start.get("timeZone", ""))
    where = ZoneInfo(name) if name in _zones() else zone
    fields: dict[str, Any] = {
        "title": _cut(resource.get("summary"), MOST_TITLE) or say("(No title)"),
        "description": _cut(resource.get("description"), MOST_TEXT),
        "start": _our_moment(start),
        "end": _our_moment(end),
        "all_day": "date" in start,
        "timezone": where.key,
    }
    exdates: list[date] = []
    if "recurringEventId" not in resource:
        fields["rrule"], exdates = _rule_in(resource.get("recurrence") or [], where)
    return GoogleEvent(fields, exdates, str(resource.get("recurringEventId", "")), original_of(resource))


def original_of(resource: dict[str, Any]) -> date | datetime | None:
    """The start by the rule of an occurrence of Google's: a day where it lasts all day."""
    given = resource.get("originalStartTime")
    if not given:
        return None
    moment = _our_moment(given)
    return moment.date() if "date" in given else moment


def task_body(task: Task, zone: ZoneInfo) -> dict[str, Any]:
    """A task for PATCH and insert. Google keeps the day on which it is due, not the time."""
    due = task.due.astimezone(zone).date().isoformat() if task.due else None
    notes = _MARKED.sub("", task.notes)[:MOST_TEXT]
    return {
        "title": task.title,
        "notes": f"{notes}\n\n\u2014 SenangKira {task.tenant_id}-{task.pk}".lstrip(),
        "due": f"{due}T00:00:00.000Z" if due else None,
        "status": "completed" if task.done else "needsAction",
    }


def task_mark(resource: dict[str, Any]) -> tuple[int, int] | None:
    """The tenant and the id of the task of ours that this one of Google's was made from."""
    match = _MARKED.search(str(resource.get("notes", "")))
    return (int(match[1]), int(match[2])) if match and len(match[0]) < 60 else None


def read_task(resource: dict[str, Any], task: Task | None, zone: ZoneInfo) -> dict[str, Any]:
    """The fields of a task of Google's; a day on which it is due keeps the time of day that ours has."""
    due = str(resource.get("due") or "")[:10]
    moment: datetime | None = None
    if due:
        held = task.due.astimezone(zone) if task and task.due else None
        moment = datetime.combine(date.fromisoformat(due), held.time() if held else time.min, tzinfo=zone)
    return {
        "title": _cut(resource.get("title"), MOST_TITLE) or say("(No title)"),
        "notes": _cut(_MARKED.sub("", str(resource.get("notes", ""))), MOST_TEXT),
        "due": moment,
        "done": resource.get("status") == "completed",
    }


def digest_of(row: CalendarEvent | Task | None) -> str:
    """Differs when what Google is to have of a row does; empty for none."""
    if row is None:
        return ""
    if isinstance(row, CalendarEvent):
        body = event_body(row)
    else:  # the time of day does not go there, but the day depends on it
        body = task_body(row, ZoneInfo("UTC")) | {"due": row.due.isoformat() if row.due else None}
    return hashlib.sha256(json.dumps(body)).hexdigest()


def moment_of(text: str) -> datetime:
    """A time as Google writes it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def _google_moment(event: CalendarEvent, moment: datetime) -> dict[str, Any]:
    local = moment.astimezone(event.zone)
    if event.all_day:
        return {"date": local.date().isoformat(), "dateTime": None, "timeZone": None}
    return {"date": None, "dateTime": local.isoformat(), "timeZone": event.timezone}


def _recurrence(event: CalendarEvent) -> list[str]:
    if not event.rrule:
        return []
    lines = [f"RRULE:{rule_text(event)}"]
    if event.exdates and event.all_day:
        lines.append("EXDATE;VALUE=DATE:" + ",".join(day.strftime("%Y%m%d") for day in event.exdates))
    elif event.exdates:
        starts = (span_on(event, day)[0].astimezone(event.zone) for day in event.exdates)
        days = ",".join(start.strftime("%Y%m%dT%H%M%S") for start in starts)
        lines.append(f"EXDATE;TZID={event.timezone}:{days}")
    return lines


def _our_moment(given: dict[str, Any]) -> datetime:
    try:
        if "dateTime" in given:
            return datetime.fromisoformat(str(given["dateTime"]).replace("Z", "+00:00"))
        return datetime.combine(date.fromisoformat(given["date"]), time.min)
    except (ValueError, KeyError, TypeError) as exc:
        raise NotKept(say("Google gives it no time that can be read.")) from exc


def _rule_in(lines: list[str], zone: ZoneInfo) -> tuple[str, list[date]]:
    rules = [line.partition(":")[2] for line in lines if line.upper().startswith("RRULE")]
    if len(rules) > 1 or any(line.upper().startswith(("RDATE", "EXRULE")) for line in lines):
        raise NotKept(say("Google repeats it in a way that is not kept here (several rules, or single further days)."))
    days = []
    for line in lines:
        if line.upper().startswith("EXDATE"):
            for value in line.partition(":")[2].split(","):
                days.append(_excluded(value.strip(), zone))
    try:
        return (read_rule(rules[0]).text(), sorted(set(days))) if rules else ("", [])
    except BadRule as exc:
        raise NotKept(str(exc)) from exc


def _excluded(value: str, zone: ZoneInfo) -> date:
    try:
        day = datetime.strptime(value[:8], "%Y%m%d").date()
        if not value.endswith("Z"):
            return day
        moment = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as exc:
        raise NotKept(say("Google leaves out a day that cannot be read.")) from exc
    return moment.astimezone(zone).date()


def _cut(text: Any, most: int) -> str:
    return str(text or "").replace("\0", "")[:most]
