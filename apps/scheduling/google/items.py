"""What is to be brought to Google: rows that changed are marked, by the event log, and their accounts woken."""

import logging
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, Final

from celery import current_app
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from apps.scheduling.google.mapping import digest_of
from apps.scheduling.models import CalendarEvent, GoogleAccount, GoogleItem, SyncStatus, Task

log = logging.getLogger(__name__)
Kind = GoogleItem.Kind
MODEL: Final[dict[str, Any]] = {Kind.EVENT: CalendarEvent, Kind.TASK: Task}
HOLDER: Final[dict[str, str]] = {Kind.EVENT: "owner_id", Kind.TASK: "assigned_to_id"}
"""Whose Google a row goes to: an event's is its owner's, a task's is whoever has to do it."""


def mark_rows(tenant_id: int, kind: str, ids: Collection[int]) -> set[int]:
    """Note that these rows changed or are gone. Answers the accounts that have something to do for it.

    A row that is as both sides last agreed is left alone: what came from Google does not go back there. The tenant has
    to be bound.
    """
    accounts = dict(GoogleAccount.unscoped.filter(tenant_id=tenant_id).values_list("user_id", "pk"))
    if not accounts:
        return set()
    rows = {row.pk: row for row in MODEL[kind].unscoped.filter(tenant_id=tenant_id, pk__in=ids)}
    touched = set()
    held = GoogleItem.unscoped.filter(tenant_id=tenant_id, kind=kind, local_id__in=ids)
    known = {(item.account_id, item.local_id): item for item in held}
    for pk, row in rows.items():
        account_id = accounts.get(getattr(row, HOLDER[kind]))
        if account_id is not None and (account_id, pk) not in known:
            GoogleItem.unscoped.get_or_create(tenant_id=tenant_id, account_id=account_id, kind=kind, local_id=pk)
            touched.add((account_id, pk))
    for (account_id, pk), item in known.items():
        row = rows.get(pk)
        is_held = row is not None and accounts.get(getattr(row, HOLDER[kind])) == account_id
        if not is_held or digest_of(row) != item.digest or item.status == SyncStatus.FAILED:
            touched.add((account_id, pk))
    for account_id, pk in touched:
        _make_pending(GoogleItem.unscoped.filter(account_id=account_id, kind=kind, local_id=pk))
    _show_pending(kind, [pk for _, pk in touched if pk in rows])
    return {account_id for account_id, _ in touched}


def mark_orphans(tenant_id: int) -> set[int]:
    """Note the rows that went with something else, such as their application. Answers the accounts as `mark_rows`."""
    touched: set[int] = set()
    for kind, model in MODEL.items():
        row = model.unscoped.filter(tenant_id=tenant_id, pk=OuterRef("local_id"))
        items = GoogleItem.unscoped.filter(tenant_id=tenant_id, kind=kind, status=SyncStatus.SYNCED)
        gone = items.filter(~Exists(row))
        touched |= set(gone.values_list("account_id", flat=True))
        _make_pending(gone)
    return touched


def add_all_rows(account: GoogleAccount) -> None:
    """Note all that is the account's user's and not over: it is to be in Google."""
    now = timezone.now()
    going_on = Q(end__gte=now) | ~Q(rrule="") & (Q(recurs_until=None) | Q(recurs_until__gte=now.date()))
    events = CalendarEvent.unscoped.filter(going_on, owner_id=account.user_id)
    tasks = Task.unscoped.filter(done=False, assigned_to_id=account.user_id)
    found: tuple[tuple[str, QuerySet[Any]], ...] = ((Kind.EVENT, events), (Kind.TASK, tasks))
    for kind, rows in found:
        ids = list(rows.filter(tenant_id=account.tenant_id).values_list("pk", flat=True))
        GoogleItem.unscoped.bulk_create(
            (GoogleItem(tenant_id=account.tenant_id, account_id=account.pk, kind=kind, local_id=pk) for pk in ids),
            batch_size=1000,
            ignore_conflicts=True,
        )
        _make_pending(account.items.filter(kind=kind, local_id__in=ids))
        _show_pending(kind, ids)


def retry_failed(account: GoogleAccount) -> None:
    """Mark again what failed, and what waits for another attempt."""
    _make_pending(account.items.filter(status=SyncStatus.FAILED))
    account.items.filter(status=SyncStatus.PENDING).update(next_attempt_at=timezone.now())


def forget_rows(account: GoogleAccount) -> None:
    """The account's rows are kept here only from now on."""
    for kind, name in ((Kind.EVENT, "google_event_id"), (Kind.TASK, "google_task_id")):
        ids = list(account.items.filter(kind=kind).values_list("local_id", flat=True))
        rows = MODEL[kind].unscoped.filter(tenant_id=account.tenant_id, pk__in=ids)
        rows.update(sync_status=SyncStatus.LOCAL, sync_error="", **{name: ""})


def show_status(item: GoogleItem) -> None:
    """Show on the row itself how it stands; that is no change of the row."""
    name = "google_event_id" if item.kind == Kind.EVENT else "google_task_id"
    rows = MODEL[item.kind].unscoped.filter(tenant_id=item.tenant_id, pk=item.local_id)
    rows.update(sync_status=item.status, sync_error=item.error, **{name: item.google_id})


def wake_account(tenant_id: int, account_id: int) -> None:
    """Bring the account in step as soon as this is committed; should the message get lost, beat finds the row."""
    GoogleAccount.unscoped.filter(pk=account_id, next_sync_at__isnull=False).update(next_sync_at=timezone.now())
    transaction.on_commit(partial(_send, tenant_id, account_id))


def _send(tenant_id: int, account_id: int) -> None:
    try:
        current_app.send_task("scheduling.sync_google", args=[tenant_id, account_id], retry=False)
    except (BrokerError, OSError):
        log.warning("google_not_woken", extra={"account": account_id})


def _make_pending(items: QuerySet[GoogleItem]) -> None:
    now = timezone.now()
    items.update(status=SyncStatus.PENDING, attempts=0, next_attempt_at=now, changed_at=now, error="")


def _show_pending(kind: str, ids: Iterable[int]) -> None:
    MODEL[kind].unscoped.filter(pk__in=list(ids)).update(sync_status=SyncStatus.PENDING, sync_error="")
