from typing import Any

from django.contrib import admin

from apps.core.admin import TenantAdmin
from apps.scheduling.google.oauth import disconnect_account
from apps.scheduling.models import CalendarEvent, CalendarFeed, GoogleAccount, GoogleItem, Reminder, Task
from apps.scheduling.services.events import change_event, create_event, delete_event
from apps.scheduling.services.feeds import revoke_feed
from apps.scheduling.services.reminders import change_reminder, create_reminder, delete_reminder
from apps.scheduling.services.todo import change_task, create_task, delete_task


@admin.register(CalendarEvent)
class EventAdmin(TenantAdmin):
    services = {"create": create_event, "update": change_event, "destroy": delete_event}
    list_display = ("title", "start", "end", "all_day", "rrule", "source", "sync_status")
    list_filter = ("source", "all_day")
    autocomplete_fields = ("customer_application",)
    fields = ("title", ("start", "end", "all_day"), ("timezone", "rrule"), "customer_application", "description")

    def is_editable(self, obj: Any) -> bool:
        return obj is None or obj.source == CalendarEvent.Source.MANUAL


@admin.register(Task)
class TaskAdmin(TenantAdmin):
    services = {"create": create_task, "update": change_task, "destroy": delete_task}
    list_display = ("title", "due", "assigned_to", "done")
    list_filter = ("done",)
    list_select_related = ("assigned_to",)
    autocomplete_fields = ("assigned_to", "customer_application")
    fields = ("title", ("due", "done"), "assigned_to", "customer_application", "notes")


@admin.register(Reminder)
class ReminderAdmin(TenantAdmin):
    services = {"create": create_reminder, "update": change_reminder, "destroy": delete_reminder}
    list_display = ("title", "remind_at", "user", "status")
    list_filter = ("status",)
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
    fields = ("title", ("remind_at", "timezone"), "user")


@admin.register(CalendarFeed)
class FeedAdmin(TenantAdmin):
    """Addresses at which calendars are read; deleting one revokes it."""

    services = {"destroy": revoke_feed}
    list_display = ("user", "created_at", "last_read_at")
    list_select_related = ("user",)


@admin.register(GoogleAccount)
class GoogleAccountAdmin(TenantAdmin):
    """Who exchanges with Google; deleting an account disconnects it."""

    services = {"destroy": disconnect_account}
    list_display = ("user", "email", "status", "error", "synced_at", "next_sync_at")
    list_filter = ("status",)
    list_select_related = ("user",)


@admin.register(GoogleItem)
class GoogleItemAdmin(TenantAdmin):
    """What is on its way to Google, and what did not arrive."""

    list_display = ("account", "kind", "local_id", "status", "attempts", "next_attempt_at", "error")
    list_filter = ("status", "kind")
    list_select_related = ("account",)
