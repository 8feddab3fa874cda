"""Keeping an account in step, one process at a time: its lease is taken by one, and taken over when that one dies."""

import logging
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.core.reconnecting import on_working_connection
from apps.core.texts import say
from apps.scheduling.google.client import (
    GoogleClient,
    GoogleDisconnected,
    GoogleRefused,
    GoogleUnavailable,
    http_client,
)
from apps.scheduling.google.items import add_all_rows, mark_orphans
from apps.scheduling.google.pull import Puller, first_words
from apps.scheduling.google.push import MISSING, Pusher, wait_after
from apps.scheduling.models import GoogleAccount, SyncStatus

log = logging.getLogger(__name__)
NAME: Final = "SenangKira"
LEASE: Final = timedelta(minutes=3)
"""Longer than any single call may take."""
RIGHTS: Final = tuple(f"scheduling.{verb}_{model}" for model in ("calendarevent", "task") for verb in ("add", "change", "delete"))  # fmt: skip  # noqa: E501
Status = GoogleAccount.Status


class LeaseLost(Exception):
    """Another process has taken the account over."""


def due_accounts() -> list[tuple[int, int]]:
    """The accounts of all tenants whose time has come, as (tenant, account), and that nobody is at."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = GoogleAccount.unscoped.using("ops").filter(free, next_sync_at__lte=now, tenant__is_active=True)
    return list(rows.order_by("next_sync_at").values_list("tenant_id", "pk")[:1000])


def sync_account(account_id: int) -> bool:
    """Bring an account of the bound tenant in step with Google. False where another process is at it.

    Problems are noted in the language of the account's user.
    """
    lease = uuid4()
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = GoogleAccount.unscoped.filter(free, pk=account_id, next_sync_at__isnull=False)
    if not rows.update(lease=lease, leased_until=now + LEASE):
        return False
    run = _Run(account_id, lease)
    # What it says of itself and of the rows is for the user to read.
    with translation.override(run.user.language or settings.LANGUAGE_CODE):
        try:
            run.run()
        except LeaseLost:
            log.warning("google_lease_lost", extra={"account": account_id})
            return False
        except Exception:
            log.exception("google_sync_failed", extra={"account": account_id})
            _give_back(account_id, lease, status=Status.FAILING, error=say("Something went wrong on our side."),
                       next_sync_at=timezone.now() + wait_after(6))  # fmt: skip
    return True


class _Run:
    def __init__(self, account_id: int, lease: UUID) -> None:
        self.account = GoogleAccount.unscoped.select_related("user__tenant", "user__role").get(pk=account_id)
        self.lease = lease

    @property
    def user(self) -> User:
        user: User = self.account.user
        return user

    def run(self) -> None:
        account = self.account
        if not self.user.is_active or not all(map(self.user.has_perm, RIGHTS)):
            self._finish(status=Status.FAILING, error=say("The user may not change the calendar any more."), failures=0,
                         next_sync_at=timezone.now() + timedelta(hours=1))  # fmt: skip
            return
        try:
            problems, is_behind = self._exchange()
        except GoogleDisconnected as exc:
            self._finish(status=Status.BROKEN, error=str(exc), next_sync_at=None)
        except GoogleRefused as exc:
            if exc.status in MISSING:
                self._begin_anew()
            else:
                self._delay(str(exc), timedelta(hours=1))
        except GoogleUnavailable as exc:
            self._delay(str(exc), exc.wait)
        else:
            now = timezone.now()
            self._finish(status=Status.CONNECTED, error=problems, failures=0, synced_at=now,
                         next_sync_at=now if is_behind else self._next_time(account))  # fmt: skip

    def _exchange(self) -> tuple[str, bool]:
        mark_orphans(self.account.tenant_id)
        with http_client() as http:
            client = GoogleClient(self.account, http)
            self._find_containers(client)
            puller = Puller(self.account, client, self.user, self._keep_lease)
            puller.pull_events()
            puller.pull_tasks()
            pusher = Pusher(self.account, client, self.user, self._keep_lease)
            pusher.push()
        return first_words(puller.problems), pusher.is_behind

    def _find_containers(self, client: GoogleClient) -> None:
        """The calendar and the list of tasks that are ours there; made where they are not."""
        account, found = self.account, {}
        if not account.calendar_id:
            url = f"{settings.GOOGLE_CALENDAR_URL}/users/me/calendarList"
            made = {"summary": NAME, "timeZone": str(self.user.tenant_timezone)}
            found["calendar_id"] = _find(client, url, "summary") or client.call(
                "POST", f"{settings.GOOGLE_CALENDAR_URL}/calendars", body=made, may_repeat=False
            )["id"]  # fmt: skip
        if not account.tasklist_id:
            url = f"{settings.GOOGLE_TASKS_URL}/users/@me/lists"
            found["tasklist_id"] = _find(client, url, "title") or client.call(
                "POST", url, body={"title": NAME}, may_repeat=False
            )["id"]  # fmt: skip
        if found:
            GoogleAccount.unscoped.filter(pk=account.pk).update(**found)
            account.refresh_from_db(fields=list(found))

    def _begin_anew(self) -> None:
        """Our calendar or list there is gone. That deletes nothing here: both are made again, with all that is ours."""
        self.account.items.all().delete()
        add_all_rows(self.account)
        self._finish(calendar_id="", tasklist_id="", calendar_sync_token="", tasks_seen_until=None,
                     next_sync_at=timezone.now())  # fmt: skip

    def _delay(self, problem: str, wait: timedelta | None) -> None:
        failures = self.account.failures + 1
        self._finish(status=Status.FAILING, error=problem[:500], failures=min(failures, 1000),
                     next_sync_at=timezone.now() + (wait or wait_after(self.account.failures)))  # fmt: skip

    def _next_time(self, account: GoogleAccount) -> Any:
        """When to look again: after the usual time, or earlier where something waits for another attempt."""
        usual = timezone.now() + timedelta(seconds=settings.GOOGLE_SYNC_SECONDS)
        waiting = account.items.filter(status=SyncStatus.PENDING).aggregate(first=Min("next_attempt_at"))["first"]
        return min(usual, waiting) if waiting else usual

    def _keep_lease(self) -> None:
        rows = GoogleAccount.unscoped.filter(pk=self.account.pk, lease=self.lease)
        if not rows.update(leased_until=timezone.now() + LEASE):
            raise LeaseLost

    def _finish(self, **state: Any) -> None:
        _give_back(self.account.pk, self.lease, **state)


def _give_back(account_id: int, lease: UUID, **state: Any) -> None:
    rows = GoogleAccount.unscoped.filter(pk=account_id, lease=lease)
    on_working_connection(partial(rows.update, lease=None, leased_until=None, **state))


def _find(client: GoogleClient, url: str, name: str) -> str | None:
    for page in client.pages(url, maxResults=100):
        for one in page.get("items", ()):
            if one.get(name) == NAME:
                return str(one["id"])
    return None
