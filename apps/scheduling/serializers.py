import re
from datetime import UTC, datetime
from typing import Any

from apps.accounts.models import User
from apps.core import serializers
from apps.core.fields import TenantRelatedField, WholeNumberField
from apps.documents.models import CustomerApplication
from apps.scheduling.models import CalendarEvent, CalendarFeed, GoogleAccount, Reminder, Task
from apps.scheduling.occurrences import Occurrence

MAX_TEXT = 20_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WallTimeField(serializers.DateTimeField):
    """A time, or a day for its midnight. Without an offset it is left as it is: a service knows where it is meant."""

    def to_internal_value(self, value: Any) -> datetime:
        if isinstance(value, str) and _DAY.fullmatch(value):
            value = f"{value}T00:00:00"
        moment: datetime = super().to_internal_value(value)
        return moment

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            return value
        try:
            return value.astimezone(UTC)
        except OverflowError:
            self.fail("overflow", timezone="UTC")


class EventSerializer(serializers.ModelSerializer[CalendarEvent]):
    """Something at a time. Times without an offset are those of `timezone`; a day alone is its midnight."""

    description = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    start = WallTimeField()
    end = WallTimeField(
        required=False, help_text="An hour after the start, or the end of the day, unless given. Not included."
    )
    timezone = serializers.CharField(
        max_length=60, required=False, help_text="As Asia/Jakarta; the tenant's unless given. The event recurs there."
    )
    rrule = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="How it recurs, as RFC 5545 writes it: `FREQ=WEEKLY;BYDAY=MO;COUNT=10`. Empty for once.",
    )
    exdates = serializers.ListField(
        child=serializers.DateField(), required=False, help_text="The days, where the event is, on which it does not."
    )
    customer_application = TenantRelatedField(CustomerApplication, required=False, allow_null=True)

    class Meta:
        model = CalendarEvent
        fields = [
            "id", "title", "description", "start", "end", "all_day", "timezone", "rrule", "exdates", "recurs_until",
            "recurring_event", "original_date", "customer_application", "workflow", "source", "google_event_id",
            "sync_status", "sync_error", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "recurs_until", "recurring_event", "original_date", "workflow", "source", "google_event_id", "sync_status",
            "sync_error", "owner",
        ]  # fmt: skip


class OccurrenceDaySerializer(serializers.Serializer[Any]):
    """Names one occurrence of an event that recurs."""

    original_date = serializers.DateField(help_text="The day on which it starts by the rule, where the event is.")


class ChangeOccurrenceSerializer(OccurrenceDaySerializer):
    """What one occurrence of an event that recurs shall be."""

    title = serializers.CharField(max_length=300, required=False)
    description = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    start = WallTimeField(required=False)
    end = WallTimeField(required=False)
    all_day = serializers.BooleanField(required=False)


class OccurrenceSerializer(serializers.Serializer[Occurrence]):
    """One time at which an event takes place."""

    event = serializers.IntegerField(source="event.pk", help_text="The row that says so.")
    recurring_event = serializers.IntegerField(source="series", allow_null=True, help_text="Null where it is the only.")
    original_date = serializers.DateField(source="day", allow_null=True)
    title = serializers.CharField(source="event.title")
    description = serializers.CharField(source="event.description")
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    all_day = serializers.BooleanField(source="event.all_day")
    timezone = serializers.CharField(source="event.timezone")
    customer_application = serializers.IntegerField(source="event.customer_application_id", allow_null=True)
    # DRF's class has an attribute of that name, too.
    source = serializers.ChoiceField(source="event.source", choices=CalendarEvent.Source.choices)  # type: ignore[assignment]


class OccurrencesSerializer(serializers.Serializer[Any]):
    """What takes place in a window of time, in order, as much as fits in one answer."""

    next = serializers.URLField(allow_null=True, help_text="Where the rest of the window is.")
    results = OccurrenceSerializer(many=True)


class TaskSerializer(serializers.ModelSerializer[Task]):
    """Something to do."""

    notes = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    due = WallTimeField(required=False, allow_null=True)
    assigned_to = TenantRelatedField(User, required=False, allow_null=True, help_text="Its creator unless given.")
    customer_application = TenantRelatedField(CustomerApplication, required=False, allow_null=True)

    class Meta:
        model = Task
        fields = [
            "id", "title", "notes", "due", "done", "done_at", "assigned_to", "customer_application", "google_task_id",
            "sync_status", "sync_error", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["done_at", "google_task_id", "sync_status", "sync_error", "owner"]


class ReminderSerializer(serializers.ModelSerializer[Reminder]):
    """Something that a user is told at a time. A time without an offset is that of `timezone`."""

    remind_at = WallTimeField()
    timezone = serializers.CharField(
        max_length=60, required=False, help_text="As Asia/Jakarta; the tenant's unless given."
    )
    user = TenantRelatedField(User, required=False, help_text="Its creator unless given.")
    calendar_event = TenantRelatedField(CalendarEvent, required=False, allow_null=True)
    channels = serializers.ListField(
        child=serializers.ChoiceField(Reminder.Channel.choices),
        required=False,
        max_length=4,
        help_text="How the user is told besides in the product; empty for e-mail and the browsers registered.",
    )

    class Meta:
        model = Reminder
        fields = [
            "id", "title", "remind_at", "timezone", "user", "calendar_event", "channels", "automatic", "status",
            "sent_at", "read_at", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["automatic", "status", "sent_at", "read_at", "owner"]


class SnoozeSerializer(serializers.Serializer[Any]):
    minutes = WholeNumberField(min_value=1, max_value=525_600, default=10)


class FeedSerializer(serializers.ModelSerializer[CalendarFeed]):
    """The state of a calendar's address. The address itself is not kept."""

    is_open = serializers.BooleanField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = CalendarFeed
        fields = ["is_open", "created_at", "last_read_at"]
        read_only_fields = ["last_read_at"]


class NewFeedSerializer(FeedSerializer):
    """A calendar's new address, shown this once."""

    url = serializers.CharField(read_only=True, help_text="`?tasks=todos` or `?tasks=none` changes what is in it.")
    webcal_url = serializers.CharField(read_only=True)

    class Meta(FeedSerializer.Meta):
        fields = [*FeedSerializer.Meta.fields, "url", "webcal_url"]


class GoogleAccountSerializer(serializers.ModelSerializer[GoogleAccount]):
    """How the caller's Google account stands."""

    is_connected = serializers.BooleanField(read_only=True)
    connected_at = serializers.DateTimeField(read_only=True, allow_null=True)
    pending = serializers.IntegerField(
        source="count_pending", read_only=True, help_text="Events and tasks on their way."
    )
    failed = serializers.IntegerField(source="count_failed", read_only=True)

    class Meta:
        model = GoogleAccount
        fields = [
            "is_connected", "email", "status", "error", "pending", "failed", "connected_at", "synced_at",
            "next_sync_at",
        ]  # fmt: skip
        read_only_fields = ["email", "status", "error", "synced_at", "next_sync_at"]


class ConsentSerializer(serializers.Serializer[Any]):
    """Where the user allows the exchange."""

    authorization_url = serializers.URLField(read_only=True)
