"""A person's calendar at a secret address, for any calendar program to subscribe to."""

import hashlib
from datetime import datetime, timedelta
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Final

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.limits import count_attempt
from apps.core.texts import say
from apps.scheduling.models import CalendarEvent, CalendarFeed, Task

GUESSES_AN_HOUR: Final = 60
READS_AN_HOUR: Final = 120
KEPT: Final = timedelta(days=90)
"""How long what is over stays in a feed."""
MOST_ROWS: Final = 5_000
TASKS_AS: Final = ("events", "todos", "none")
_FORMAT: Final = "1"
"""Moves with what `render_calendar` makes of the same rows."""


@transaction.atomic
def open_feed(*, actor: User) -> CalendarFeed:
    """The actor's feed under a new address, which is known this once; the one before is good no more.

    403 without the right to see events.
    """
    if not actor.has_perm("scheduling.view_calendarevent"):
        raise RuleViolation("Your role does not show you the calendar.", code="permission_denied", status=403)
    token = token_urlsafe(32)
    CalendarFeed.unscoped.filter(tenant_id=actor.acting_tenant_id, user_id=actor.pk).delete()
    feed = CalendarFeed(tenant_id=actor.acting_tenant_id, user=actor, token_hash=hash_token(token))
    insert_row(feed)
    feed.token = token
    record(actor=actor, action="create", target=feed, new={"user": actor})
    return feed


@transaction.atomic
def revoke_feed(*, actor: User, calendarfeed: CalendarFeed) -> None:
    """End a feed: its address is that of nothing."""
    record(actor=actor, action="revoke", target=calendarfeed, old={"user": calendarfeed.user_id})
    calendarfeed.delete()


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_feed(token: str, *, address: str) -> CalendarFeed:
    """The feed of a token, whatever its tenant.

    404 for none, and for one whose user is gone or may see no events any more; 429 for an address that guesses and for
    a feed that is read more than 120 times an hour.
    """
    feeds = CalendarFeed.unscoped.using("ops").select_related("user__tenant", "user__role")
    feed: CalendarFeed | None = feeds.filter(token_hash=hash_token(token)).first()
    if feed is None or not _may_read(feed):
        _limit(f"calendar-guess:{address}", GUESSES_AN_HOUR)
        raise RuleViolation("There is no such calendar.", code="not_found", status=HTTPStatus.NOT_FOUND)
    _limit(f"calendar-feed:{feed.pk}", READS_AN_HOUR)
    return feed


class FeedContent:
    """What a feed shows at a time. The feed's tenant has to be bound."""

    def __init__(self, feed: CalendarFeed, *, tasks_as: str, now: datetime) -> None:
        self.user, self.tasks_as, self.now = feed.user, tasks_as, now

    @property
    def version(self) -> str:
        """Changes whenever what is shown may have changed; costs two statements, whatever the calendar's size."""
        facts = [_FORMAT, self.tasks_as, self.user.acting_tenant.name, str(self.user.tenant_timezone)]
        for rows in (self._events(), self._tasks()):
            found = rows.order_by().aggregate(count=Count("pk"), latest=Max("updated_at"))
            facts += [str(found["count"]), str(found["latest"])]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]

    def render(self) -> bytes:
        """The calendar as a file."""
        from apps.scheduling.ics.rendering import render_calendar  # its library is seldom wanted, and large

        return render_calendar(
            name=self.user.acting_tenant.name,
            zone=self.user.tenant_timezone,
            now=self.now,
            events=list(self._events().select_related("recurring_event")[:MOST_ROWS]),
            tasks=list(self._tasks()[:MOST_ROWS]),
            as_todos=self.tasks_as == "todos",
        )

    def _events(self) -> QuerySet[CalendarEvent]:
        since = self.now - KEPT
        recurring = ~Q(rrule="") & (Q(recurs_until=None) | Q(recurs_until__gte=since.date()))
        exception = Q(recurring_event__isnull=False)
        rows: QuerySet[CalendarEvent] = CalendarEvent.objects.visible_to(self.user)
        return rows.filter(Q(end__gte=since) | recurring | exception).order_by("start", "id")

    def _tasks(self) -> QuerySet[Task]:
        if self.tasks_as == "none" or not self.user.has_perm("scheduling.view_task"):
            return Task.objects.none()
        rows: QuerySet[Task] = Task.objects.visible_to(self.user).filter(assigned_to_id=self.user.pk)
        rows = rows.filter(Q(done=False) | Q(done_at__gte=self.now - KEPT))
        if self.tasks_as == "events":
            rows = rows.filter(due__isnull=False)
        return rows.order_by("due", "id")


def note_read(feed: CalendarFeed) -> None:
    """Note when the feed was last read, to the hour."""
    now = timezone.now()
    stale = Q(last_read_at=None) | Q(last_read_at__lt=now - timedelta(hours=1))
    CalendarFeed.unscoped.filter(stale, pk=feed.pk).update(last_read_at=now)


def _may_read(feed: CalendarFeed) -> bool:
    user = feed.user
    return user.is_active and user.acting_tenant.is_active and user.has_perm("scheduling.view_calendarevent")


def _limit(key: str, allowed: int) -> None:
    count, seconds = count_attempt(key, 3600)
    if count > allowed:
        message = say("Too many requests: try again in {seconds} s.", seconds=seconds)
        raise RuleViolation(message, code="throttled", status=HTTPStatus.TOO_MANY_REQUESTS)
