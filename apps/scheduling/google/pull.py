"""What changed at Google comes here: each change in a transaction of its own, again and again without harm.

Where both sides changed, the later one stands (ours at the same moment). Events of applications follow their
application alone: what was done to them at Google is undone there. A deletion is a change like any other.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.scheduling.google.client import GoogleClient, GoogleRefused
from apps.scheduling.google.items import show_status
from apps.scheduling.google.mapping import (
    MARK,
    NotKept,
    digest_of,
    event_id,
    moment_of,
    original_of,
    read_event,
    read_task,
    task_mark,
)
from apps.scheduling.models import CalendarEvent, GoogleAccount, GoogleItem, SyncStatus, Task
from apps.scheduling.occurrences import recurs_on
from apps.scheduling.services import events as event_services
from apps.scheduling.services import todo as task_services

log = logging.getLogger(__name__)
Kind = GoogleItem.Kind
GONE: Final = 410
PAGE: Final = 250
_SINCE: Final = timedelta(days=30)
"""How far back the first look goes."""
_OVERLAP: Final = timedelta(minutes=1)
KeepLease = Callable[[], None]


class Puller:
    """Takes over what changed at Google since the last time."""

    def __init__(self, account: GoogleAccount, client: GoogleClient, user: User, keep_lease: KeepLease) -> None:
        self.account, self.client, self.user, self.keep_lease = account, client, user, keep_lease
        self.problems: list[str] = []

    def pull_events(self) -> None:
        """Take over the calendar's changes; where Google has forgotten since when, all of it."""
        try:
            self._pull_events(self.account.calendar_sync_token)
        except GoogleRefused as exc:
            if exc.status != GONE:
                raise
            GoogleAccount.unscoped.filter(pk=self.account.pk).update(calendar_sync_token="")
            self._pull_events("")

    def pull_tasks(self) -> None:
        """Take over the task list's changes since the last one seen; Google gives no token for that."""
        url = f"{settings.GOOGLE_TASKS_URL}/lists/{self.account.tasklist_id}/tasks"
        latest = since = self.account.tasks_seen_until
        pages = self.client.pages(
            url,
            maxResults=100,
            showCompleted=True,
            showHidden=True,
            showDeleted=True,
            updatedMin=_google_time(since - _OVERLAP) if since else None,
        )
        for page in pages:
            self.keep_lease()
            for resource in page.get("items", ()):
                self._apply(self._apply_task, resource)
                updated = moment_of(resource["updated"])
                latest = max(latest or updated, updated)
        GoogleAccount.unscoped.filter(pk=self.account.pk).update(tasks_seen_until=latest)

    def _pull_events(self, token: str) -> None:
        url = f"{settings.GOOGLE_CALENDAR_URL}/calendars/{self.account.calendar_id}/events"
        since = None if token else _google_time(timezone.now() - _SINCE)
        following = ""
        later: list[dict[str, Any]] = []
        for page in self.client.pages(
            url, syncToken=token or None, timeMin=since, showDeleted=True, singleEvents=False, maxResults=PAGE
        ):
            self.keep_lease()
            for resource in page.get("items", ()):
                if resource.get("recurringEventId"):
                    later.append(resource)  # an occurrence may come before what it is one of
                else:
                    self._apply(self._apply_event, resource)
            following = page.get("nextSyncToken", "")
        for resource in later:
            self._apply(self._apply_event, resource)
        # Only now: whoever is killed before begins again where it was.
        GoogleAccount.unscoped.filter(pk=self.account.pk).update(calendar_sync_token=following)

    def _apply(self, apply: Callable[[dict[str, Any]], None], resource: dict[str, Any]) -> None:
        """Take over one change; what cannot be kept here is named, and holds up nothing else."""
        try:
            with transaction.atomic():
                apply(resource)
        except (NotKept, RuleViolation) as exc:
            title = str(resource.get("summary") or resource.get("title") or resource["id"])
            self.problems.append(f"{title[:100]}: {exc}")
            self._fail(resource, str(exc))

    def _fail(self, resource: dict[str, Any], problem: str) -> None:
        for item in self.account.items.filter(google_id=resource["id"]):
            item.status, item.error, item.etag = SyncStatus.FAILED, problem[:500], resource.get("etag", "")
            item.save()
            show_status(item)

    def _apply_event(self, resource: dict[str, Any]) -> None:
        item = self._item(Kind.EVENT, resource["id"]) or self._adopted_event(resource)
        local = self._local(CalendarEvent, item)
        is_gone = resource.get("status") == "cancelled"
        if item is not None:
            if resource.get("etag") == item.etag:
                return
            if self._is_ours(item, local, resource):
                return
        if is_gone:
            self._remove_event(resource, item, local)
            return
        found = read_event(resource, self._zone(resource, local))
        if local is not None:
            local = event_services.change_event(actor=self.user, calendarevent=local, **found.fields)
        elif series := self._series(found.series_id):
            day = _day_in(series, found.original)
            local = event_services.change_occurrence(
                actor=self.user, calendarevent=series, original_date=day, **found.fields
            )
            item = self.account.items.filter(kind=Kind.EVENT, local_id=local.pk).first()
        else:
            local = event_services.create_event(actor=self.user, source=CalendarEvent.Source.GOOGLE, **found.fields)
        for day in found.exdates:
            if day not in local.exdates and recurs_on(local, day):
                event_services.cancel_occurrence(actor=self.user, calendarevent=local, original_date=day)
        self._agree(Kind.EVENT, item, local, resource)

    def _remove_event(self, resource: dict[str, Any], item: GoogleItem | None, local: CalendarEvent | None) -> None:
        series = local.recurring_event if local else self._series(resource.get("recurringEventId", ""))
        if local is not None:
            event_services.delete_event(actor=self.user, calendarevent=local)
        elif series and "originalStartTime" in resource:
            day = _day_in(series, original_of(resource))
            event_services.cancel_occurrence(actor=self.user, calendarevent=series, original_date=day)
        if series:
            series.refresh_from_db()
            # What was called off there is called off here: that is nothing to bring back.
            synced = self.account.items.filter(kind=Kind.EVENT, local_id=series.pk, status=SyncStatus.SYNCED)
            synced.update(digest=digest_of(series))
        if item is not None:
            item.delete()

    def _apply_task(self, resource: dict[str, Any]) -> None:
        item = self._item(Kind.TASK, resource["id"])
        if item is None:
            item = self._adopted_task(resource)
        local = self._local(Task, item)
        if item is not None and (resource.get("etag") == item.etag or self._is_ours(item, local, resource)):
            return
        if resource.get("deleted"):
            if local is not None:
                task_services.delete_task(actor=self.user, task=local)
            if item is not None:
                item.delete()
            return
        if item is None and self._is_double(resource):
            return
        fields = read_task(resource, local, self.user.tenant_timezone)
        if local is None:
            local = task_services.create_task(actor=self.user, assigned_to=self.user, **fields)
        else:
            local = task_services.change_task(actor=self.user, task=local, **fields)
        self._agree(Kind.TASK, item, local, resource)

    def _is_ours(self, item: GoogleItem, local: CalendarEvent | Task | None, resource: dict[str, Any]) -> bool:
        """Whether what is here stands against what changed there; then it is brought there, in its version."""
        theirs = moment_of(resource["updated"])
        if isinstance(local, CalendarEvent) and local.source == CalendarEvent.Source.APPLICATION:
            stands = True
        elif local is None:
            stands = item.changed_at >= theirs
        else:
            stands = digest_of(local) != item.digest and local.updated_at >= theirs
        if not stands:
            return False
        item.etag, item.digest = resource.get("etag", ""), ""
        item.status, item.next_attempt_at = SyncStatus.PENDING, timezone.now()
        item.save()
        show_status(item)
        return True

    def _agree(self, kind: str, item: GoogleItem | None, local: CalendarEvent | Task, resource: dict[str, Any]) -> None:
        """Note that both sides have the same now. What this change says of itself in the log is then no news."""
        if item is None:
            item = GoogleItem(
                tenant_id=self.account.tenant_id, account_id=self.account.pk, kind=kind, local_id=local.pk
            )
        local.refresh_from_db()
        item.local_id, item.google_id, item.etag = local.pk, resource["id"], resource.get("etag", "")
        item.digest, item.status, item.error, item.attempts = digest_of(local), SyncStatus.SYNCED, "", 0
        item.save()
        show_status(item)

    def _item(self, kind: str, google_id: str) -> GoogleItem | None:
        rows = self.account.items.select_for_update(no_key=True).filter(kind=kind, google_id=google_id)
        found: GoogleItem | None = rows.first()
        return found

    def _local(self, model: Any, item: GoogleItem | None) -> Any:
        if item is None:
            return None
        return model.unscoped.filter(tenant_id=self.account.tenant_id, pk=item.local_id).first()

    def _adopted_event(self, resource: dict[str, Any]) -> GoogleItem | None:
        """The item of an event that was inserted before its id could be kept here."""
        mark = resource.get("extendedProperties", {}).get("private", {}).get(MARK, "")
        tenant, _, pk = str(mark).partition("-")
        if tenant != str(self.account.tenant_id) or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            return None
        event = CalendarEvent(tenant_id=self.account.tenant_id, pk=int(pk))
        if resource["id"] != event_id(event, self.account.user_id):
            return None  # a copy that was made there
        return self._adopt(Kind.EVENT, int(pk), resource)

    def _adopted_task(self, resource: dict[str, Any]) -> GoogleItem | None:
        mark = task_mark(resource)
        if mark is None or mark[0] != self.account.tenant_id:
            return None
        others = self.account.items.filter(kind=Kind.TASK, local_id=mark[1]).exclude(google_id="")
        return None if others.exists() else self._adopt(Kind.TASK, mark[1], resource)

    def _adopt(self, kind: str, pk: int, resource: dict[str, Any]) -> GoogleItem:
        item, _ = GoogleItem.unscoped.get_or_create(
            tenant_id=self.account.tenant_id, account_id=self.account.pk, kind=kind, local_id=pk
        )
        item.google_id = resource["id"]
        item.save(update_fields=["google_id"])
        return item

    def _is_double(self, resource: dict[str, Any]) -> bool:
        """A task of ours that an insert without an answer left there twice: the second one goes."""
        mark = task_mark(resource)
        if mark is None or mark[0] != self.account.tenant_id:
            return False
        if not self.account.items.filter(kind=Kind.TASK, local_id=mark[1]).exists():
            return False
        self.client.call(
            "DELETE", f"{settings.GOOGLE_TASKS_URL}/lists/{self.account.tasklist_id}/tasks/{resource['id']}"
        )
        return True

    def _series(self, google_id: str) -> CalendarEvent | None:
        if not google_id:
            return None
        item = self._item(Kind.EVENT, google_id)
        series: CalendarEvent | None = self._local(CalendarEvent, item)
        return series if series and series.rrule else None

    def _zone(self, resource: dict[str, Any], local: CalendarEvent | None) -> ZoneInfo:
        if local is None:
            local = self._series(resource.get("recurringEventId", ""))
        return local.zone if local else self.user.tenant_timezone


def _day_in(series: CalendarEvent, original: date | datetime | None) -> date:
    if isinstance(original, datetime):
        return (original if original.tzinfo else original.replace(tzinfo=series.zone)).astimezone(series.zone).date()
    if original is None:
        raise NotKept(say("Google does not say which occurrence it is."))
    return original


def _google_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def first_words(problems: Iterable[str]) -> str:
    """The problems as far as they fit where one is shown."""
    return "; ".join(problems)[:500]
