import re
from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from apps.accounts.models import User
from apps.core.fields import TenantRelatedField, WholeNumberField
from apps.documents.models import CustomerApplication
from apps.scheduling.models import CalendarEvent, Reminder, Task

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
    """Something at a time. Times without an offset are the tenant's; a day alone is its midnight."""

    description = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    start = WallTimeField()
    end = WallTimeField(
        required=False, help_text="An hour after the start, or the end of the day, unless given. Not included."
    )
    customer_application = TenantRelatedField(CustomerApplication, required=False, allow_null=True)

    class Meta:
        model = CalendarEvent
        fields = [
            "id", "title", "description", "start", "end", "all_day", "customer_application", "workflow", "source",
            "google_event_id", "sync_status", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["workflow", "source", "google_event_id", "sync_status", "owner"]


class TaskSerializer(serializers.ModelSerializer[Task]):
    """Something to do."""

    notes = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    due = WallTimeField(required=False, allow_null=True)
    assigned_to = TenantRelatedField(User, required=False, allow_null=True, help_text="Its creator unless given.")
    customer_application = TenantRelatedField(CustomerApplication, required=False, allow_null=True)

    class Meta:
        model = Task
        fields = [
            "id", "title", "notes", "due", "done", "done_at", "assigned_to", "customer_application", "owner",
            "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["done_at", "owner"]


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
