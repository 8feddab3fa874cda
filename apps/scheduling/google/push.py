"""What changed here goes to Google: each row by a call that may be made twice, or whose double is found again."""

from datetime import timedelta
from random import uniform
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from apps.accounts.models import User
from apps.core.texts import say
from apps.scheduling.google.client import GoogleClient, GoogleRefused, GoogleUnavailable
from apps.scheduling.google.items import HOLDER, MODEL, show_status
from apps.scheduling.google.mapping import NotKept, digest_of, event_body, event_id, instance_start, task_body
from apps.scheduling.google.pull import KeepLease
from apps.scheduling.models import CalendarEvent, GoogleAccount, GoogleItem, SyncStatus, Task

Kind = GoogleItem.Kind
MOST_ATTEMPTS: Final = 12
FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(hours=1)
BATCH: Final = 500
MOST_SILENCES: Final = 3
"""After so many rows without an answer the others wait, too."""
MISSING: Final = frozenset({404, 410})
EXISTS: Final = 409
CHANGED: Final = 412


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, an hour at most, and not all at once."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts, 20), LONGEST_WAIT)
    return wait * uniform(0.8, 1.0)  # noqa: S311 - no secret


class Pusher:
    """Brings an account what is marked for it."""

    def __init__(self, account: GoogleAccount, client: GoogleClient, user: User, keep_lease: KeepLease) -> None:
        self.account, self.client, self.user, self.keep_lease = account, client, user, keep_lease
        self.silences = 0
        self.is_behind = False
        """Whether something changed at Google meanwhile, so that both sides have to be looked at again."""

    def push(self) -> None:
        """Bring what is due, series before their occurrences. Raises what concerns the account as a whole."""
        due = self.account.items.filter(status=SyncStatus.PENDING, next_attempt_at__lte=timezone.now())
        for item in due.order_by("local_id", "kind")[:BATCH]:
            self.keep_lease()
            self._push(item)

    def _push(self, item: GoogleItem) -> None:
        row = MODEL[item.kind].unscoped.filter(tenant_id=item.tenant_id, pk=item.local_id).first()
        try:
            if row is None or getattr(row, HOLDER[item.kind]) != self.account.user_id:
                self._remove(item)
                return
            digest = digest_of(row)
            if not item.google_id or digest != item.digest:
                answer = self._store_event(item, row) if item.kind == Kind.EVENT else self._store_task(item, row)
                item.google_id, item.etag = answer["id"], answer.get("etag", "")
            self._note_success(item, digest)
        except NotKept as exc:
            self._note_failure(item, str(exc))
        except GoogleRefused as exc:
            if exc.status == CHANGED:
                self.is_behind = True
            else:
                self._note_failure(item, str(exc))
        except GoogleUnavailable as exc:
            self._note_delay(item, exc)

    def _store_event(self, item: GoogleItem, event: CalendarEvent) -> dict[str, Any]:
        url = f"{settings.GOOGLE_CALENDAR_URL}/calendars/{self.account.calendar_id}/events"
        body = event_body(event)
        if event.recurring_event_id:
            return self._patch(f"{url}/{item.google_id or self._instance(url, event)}", body, item.etag)
        key = item.google_id or event_id(event, self.account.user_id)
        if item.google_id:
            try:
                return self._patch(f"{url}/{key}", body, item.etag)
            except GoogleRefused as exc:
                if exc.status not in MISSING:
                    raise
        try:
            return self.client.call("POST", url, body={**body, "id": key}, sendUpdates="none")
        except GoogleRefused as exc:
            if exc.status != EXISTS:
                raise
        return self._patch(f"{url}/{key}", body, "")

    def _patch(self, url: str, body: dict[str, Any], etag: str) -> dict[str, Any]:
        return self.client.call("PATCH", url, body=body, etag=etag, sendUpdates="none")

    def _instance(self, url: str, event: CalendarEvent) -> str:
        """Google's id of the occurrence that a row of ours has taken the place of."""
        series = self.account.items.filter(kind=Kind.EVENT, local_id=event.recurring_event_id or 0).first()
        if series is None or not series.google_id:
            raise GoogleUnavailable(say("The event that it is an occurrence of is not there yet."))
        start = instance_start(event)
        instances = f"{url}/{series.google_id}/instances"
        answer = self.client.call("GET", instances, originalStart=start, showDeleted=True, maxResults=1)
        found = answer.get("items", [])
        if not found:
            raise NotKept(say("Google knows no occurrence of {start}.", start=start))
        return str(found[0]["id"])

    def _store_task(self, item: GoogleItem, task: Task) -> dict[str, Any]:
        url = f"{settings.GOOGLE_TASKS_URL}/lists/{self.account.tasklist_id}/tasks"
        body = task_body(task, self.user.tenant_timezone)
        if item.google_id:
            try:
                return self.client.call("PATCH", f"{url}/{item.google_id}", body=body)
            except GoogleRefused as exc:
                if exc.status not in MISSING:
                    raise
        # Google takes no id of ours for a task. Whether one without an answer arrived, the next look there tells.
        return self.client.call("POST", url, body=body, may_repeat=False)

    def _remove(self, item: GoogleItem) -> None:
        if item.google_id:
            base = (
                f"{settings.GOOGLE_CALENDAR_URL}/calendars/{self.account.calendar_id}/events"
                if item.kind == Kind.EVENT
                else f"{settings.GOOGLE_TASKS_URL}/lists/{self.account.tasklist_id}/tasks"
            )
            try:
                self.client.call("DELETE", f"{base}/{item.google_id}")
            except GoogleRefused as exc:
                if exc.status not in MISSING:
                    raise
        item.delete()

    def _note_success(self, item: GoogleItem, digest: str) -> None:
        """Note what Google has now. A row that changed meanwhile stays marked."""
        item.digest, item.error, item.attempts = digest, "", 0
        row = MODEL[item.kind].unscoped.filter(tenant_id=item.tenant_id, pk=item.local_id).first()
        item.status = SyncStatus.SYNCED if digest_of(row) == digest else SyncStatus.PENDING
        item.save()
        show_status(item)

    def _note_failure(self, item: GoogleItem, problem: str) -> None:
        item.status, item.error = SyncStatus.FAILED, problem[:500]
        item.attempts += 1
        item.save()
        show_status(item)

    def _note_delay(self, item: GoogleItem, exc: GoogleUnavailable) -> None:
        if item.attempts + 1 >= MOST_ATTEMPTS:
            self._note_failure(item, str(exc))
            return
        item.next_attempt_at = timezone.now() + (exc.wait or wait_after(item.attempts))
        item.attempts, item.error = item.attempts + 1, str(exc)[:500]
        item.save()
        show_status(item)
        self.silences += 1
        if exc.wait or self.silences >= MOST_SILENCES:
            raise exc  # it is not about this row
