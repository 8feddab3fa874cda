from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action

from apps.core.admin import TenantAdmin
from apps.notifications.models import MessageTemplate, Notification, PushSubscription, WhatsAppAccount, WhatsAppMessage
from apps.notifications.services.outbox import cancel_notification, resend_notification
from apps.notifications.services.templates import (
    change_message_template,
    create_message_template,
    delete_message_template,
)


@admin.register(Notification)
class NotificationAdmin(TenantAdmin):
    """The outbox. Its rows are written by what they tell; here they can be sent again or cancelled."""

    list_display = ("subject", "channel", "recipient", "status", "scheduled_for", "sent_at", "attempts")
    list_filter = ("status", "channel", "kind")
    actions = ("resend", "cancel")
    fields = (
        ("kind", "channel", "status"), ("recipient", "language"), "subject", "body",
        ("user", "client", "customer_application"), ("scheduled_for", "next_attempt_at", "attempts"),
        ("sent_at", "delivered_at", "read_at"), "external_reference", "error",
    )  # fmt: skip

    def has_steer_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("notifications.change_notification"))

    @action(description="Send again", permissions=["steer"])
    def resend(self, request: HttpRequest, rows: QuerySet[Notification]) -> None:
        """Send the chosen messages once more."""
        self.apply(request, rows, resend_notification, "sent again")

    @action(description="Cancel", permissions=["steer"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Notification]) -> None:
        """Keep the chosen messages from being sent."""
        self.apply(request, rows, cancel_notification, "cancelled")


@admin.register(MessageTemplate)
class MessageTemplateAdmin(TenantAdmin):
    """The company's own words; the API's `message-templates/kinds/` lists the kinds and their places."""

    services = {
        "create": create_message_template,
        "update": change_message_template,
        "destroy": delete_message_template,
    }
    list_display = ("kind", "subject", "updated_at")
    fields = ("kind", "subject", "body")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._administrates(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._administrates(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._administrates(request) and super().has_delete_permission(request, obj)

    def _administrates(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("tenants.change_tenant"))


@admin.register(PushSubscription)
class PushSubscriptionAdmin(TenantAdmin):
    list_display = ("user", "user_agent", "created_at", "last_used_at")
    list_select_related = ("user",)
    fields = ("user", "user_agent", ("created_at", "last_used_at"))


@admin.register(WhatsAppAccount)
class WhatsAppAccountAdmin(TenantAdmin):
    list_display = ("phone_number_id", "template", "updated_at")
    fields = ("phone_number_id", ("template", "template_language"), "updated_at")


@admin.register(WhatsAppMessage)
class WhatsAppMessageAdmin(TenantAdmin):
    list_display = ("phone", "name", "client", "text", "received_at")
    list_select_related = ("client",)
    fields = ("client", ("phone", "name"), ("message_type", "received_at"), "text", "message_id")
