"""Calendar events, tasks, reminders, and calendars that leave the house."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.documents.models import ApplicationWorkflow, CustomerApplication
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class SyncStatus(models.TextChoices):
    """How a row stands to the Google account of whose it is."""

    LOCAL = "local", "Kept here only"
    PENDING = "pending", "On its way"
    SYNCED = "synced"
    FAILED = "failed"


class CalendarEvent(OwnedRecord):
    """Something at a time, in a timezone of its own. Of an event that lasts whole days, `start` and `end` are midnights
    there, the end that of the day after the last.

    One with an `rrule` recurs: the row is its first occurrence and stands for all, except for those on `exdates` and
    those whose place a row of their own (`recurring_event`, `original_date`) has taken. An occurrence is named by the
    day on which it starts, where the event is. Events whose source is `application` follow the open steps of an
    application by themselves.
    """

    own_lookups = ("owner", "customer_application__owner", "customer_application__customer__assigned_to")

    class Source(models.TextChoices):
        MANUAL = "manual"
        APPLICATION = "application"
        GOOGLE = "google"

    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    start = models.DateTimeField()
    end = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    timezone = models.CharField(max_length=60, default="UTC")
    rrule = models.CharField(max_length=500, blank=True)
    exdates = ArrayField(models.DateField(), default=list, blank=True)
    recurs_until = models.DateField(null=True, blank=True, editable=False)
    """The day of the last occurrence; null where there is no end, or no rule."""
    recurring_event = TenantForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="changed_occurrences"
    )
    original_date = models.DateField(null=True, blank=True, editable=False)
    """The day of the occurrence that this row has taken the place of."""
    customer_application = TenantForeignKey(
        CustomerApplication, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_events"
    )
    workflow = TenantForeignKey(
        ApplicationWorkflow, on_delete=models.CASCADE, null=True, editable=False, related_name="calendar_events"
    )
    """The step whose due date the event is."""
    source = models.CharField(max_length=11, choices=Source.choices, default=Source.MANUAL)
    google_event_id = models.CharField(max_length=300, blank=True, editable=False)
    sync_status = models.CharField(max_length=7, choices=SyncStatus.choices, default=SyncStatus.LOCAL, editable=False)
    sync_error = models.CharField(max_length=500, blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="event_ends_after_its_start"),
            models.UniqueConstraint(
                fields=["tenant", "workflow"], condition=Q(workflow__isnull=False), name="event_of_a_step_is_one"
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer_application"],
                condition=Q(workflow__isnull=True, source="application"),
                name="event_of_an_application_is_one",
            ),
            models.UniqueConstraint(
                fields=["tenant", "recurring_event", "original_date"],
                condition=Q(recurring_event__isnull=False),
                name="an_occurrence_is_changed_once",
            ),
            models.CheckConstraint(
                condition=Q(recurring_event__isnull=True, original_date__isnull=True)
                | Q(recurring_event__isnull=False, original_date__isnull=False, rrule=""),
                name="a_changed_occurrence_has_a_day_and_no_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "start"], name="event_by_start"),
            models.Index(fields=["tenant", "end"], name="event_by_end"),
            models.Index(fields=["tenant", "recurs_until"], name="event_recurring", condition=~Q(rrule="")),
            models.Index(fields=["tenant", "-id"], name="event_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def local_start(self) -> datetime:
        """The start on the clocks where the event is."""
        return self.start.astimezone(self.zone)

    @property
    def first_day(self) -> date:
        return self.local_start.date()

    @property
    def end_day(self) -> date:
        """The day of the end where the event is; of whole days the one after the last."""
        return self.end.astimezone(self.zone).date()


class Task(OwnedRecord):
    """Something to do."""

    own_lookups = ("owner", "assigned_to")

    title = models.CharField(max_length=300)
    notes = models.TextField(blank=True)
    due = models.DateTimeField(null=True, blank=True)
    done = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    customer_application = TenantForeignKey(
        CustomerApplication, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    google_task_id = models.CharField(max_length=300, blank=True, editable=False)
    sync_status = models.CharField(max_length=7, choices=SyncStatus.choices, default=SyncStatus.LOCAL, editable=False)
    sync_error = models.CharField(max_length=500, blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(done=True, done_at__isnull=False) | Q(done=False, done_at__isnull=True),
                name="todo_is_done_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="todo_newest"),
            models.Index(fields=["tenant", "due"], name="todo_open_by_due", condition=Q(done=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Reminder(OwnedRecord):
    """Something that a user is told at a time. `automatic` ones follow an event that follows an application."""

    own_lookups = ("owner", "user")

    class Status(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        READ = "read"

    class Channel(models.TextChoices):
        EMAIL = "email"
        PUSH = "push"
        WHATSAPP = "whatsapp"
        IN_APP = "in_app"

    title = models.CharField(max_length=300)
    remind_at = models.DateTimeField()
    timezone = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    calendar_event = TenantForeignKey(
        CalendarEvent, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders"
    )
    channels = ArrayField(models.CharField(max_length=8, choices=Channel.choices), default=list, blank=True)
    """How the user is told besides in the product; empty for e-mail and the browsers that are registered."""
    automatic = models.BooleanField(default=False, editable=False)
    planned_for = models.DateTimeField(null=True, editable=False)
    """When an automatic reminder was due by its deadline; the user may have moved it since."""
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.PENDING)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "calendar_event"],
                condition=Q(automatic=True),
                name="event_has_one_automatic_reminder",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="reminder_newest"),
            models.Index(fields=["tenant", "user", "status"], name="reminder_by_user"),
            models.Index(fields=["remind_at"], name="reminder_waiting", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarFeed(TenantOwned):
    """A user's calendar at a secret address, of which only the hash is kept."""

    own_lookups = ("user",)
    global_uniques = ("token_hash",)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_read_at = models.DateTimeField(null=True, editable=False)

    token: str | None = None
    """Known only to the feed that was just made."""

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="a_user_has_one_feed")]

    def __str__(self) -> str:
        return f"Feed of {self.user_id}"

    @property
    def is_open(self) -> bool:
        return self.pk is not None

    @property
    def url(self) -> str:
        """The address, while the token is known."""
        return f"{settings.PUBLIC_URL}/calendars/{self.token}.ics"

    @property
    def webcal_url(self) -> str:
        """The same as calendar programs open it at once."""
        return f"webcal://{self.url.partition('://')[2]}"


class GoogleAccount(TenantOwned):
    """A user's Google account, with which the own events and tasks are kept in step. Its tokens are sealed."""

    own_lookups = ("user",)

    class Status(models.TextChoices):
        CONNECTED = "connected"
        FAILING = "failing", "Tried again by itself"
        BROKEN = "broken", "To be connected again"
        NONE = "none", "No account is connected"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    email = models.CharField(max_length=254, blank=True)
    sealed = models.BinaryField(default=b"", editable=False)
    calendar_id = models.CharField(max_length=300, blank=True, editable=False)
    tasklist_id = models.CharField(max_length=300, blank=True, editable=False)
    calendar_sync_token = models.CharField(max_length=1000, blank=True, editable=False)
    tasks_seen_until = models.DateTimeField(null=True, editable=False)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.CONNECTED)
    error = models.CharField(max_length=500, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    connected_at = models.DateTimeField(auto_now_add=True)
    synced_at = models.DateTimeField(null=True, editable=False)
    next_sync_at = models.DateTimeField(null=True, editable=False)
    """Null while it waits to be connected again."""
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="a_user_has_one_google_account")]
        indexes = [models.Index(fields=["next_sync_at"], name="google_account_due")]

    def __str__(self) -> str:
        return self.email or f"Google account {self.pk}"

    @property
    def is_connected(self) -> bool:
        return self.pk is not None

    @property
    def count_pending(self) -> int:
        return self._count(SyncStatus.PENDING)

    @property
    def count_failed(self) -> int:
        return self._count(SyncStatus.FAILED)

    def _count(self, status: str) -> int:
        return self.items.filter(status=status).count() if self.is_connected else 0


class GoogleItem(TenantOwned):
    """What a user's Google has, or shall have, of one of our events or tasks. It outlives what was deleted here until
    it is deleted there."""

    own_lookups = ("account__user",)

    class Kind(models.TextChoices):
        EVENT = "event"
        TASK = "task"

    account = TenantForeignKey(GoogleAccount, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    local_id = models.BigIntegerField()
    google_id = models.CharField(max_length=300, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    """Of what both sides had when they last agreed."""
    status = models.CharField(max_length=7, choices=SyncStatus.choices, default=SyncStatus.PENDING)
    changed_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "account", "kind", "local_id"], name="a_row_is_in_google_once"),
            models.UniqueConstraint(
                fields=["tenant", "account", "kind", "google_id"],
                condition=~Q(google_id=""),
                name="what_google_has_is_one_row",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "account", "next_attempt_at"], name="google_item_due",
                         condition=Q(status="pending")),
            models.Index(fields=["tenant", "kind", "local_id"], name="google_item_of_row"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.local_id}"
