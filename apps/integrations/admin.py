from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action
from unfold.widgets import UnfoldAdminPasswordWidget

from apps.core.admin import ServiceForm, TenantAdmin, TenantInline
from apps.integrations.endpoints import delete_endpoint, resend_delivery, update_endpoint
from apps.integrations.models import (
    ExternalSubscription,
    ExternalUser,
    Provider,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from apps.integrations.services import create_provider, delete_provider, replay_event, update_provider


class ProviderForm(ServiceForm):
    """A provider. An empty secret key stays what it is."""

    secret_key = forms.CharField(
        required=False, widget=UnfoldAdminPasswordWidget(render_value=False), help_text="Leave it empty to keep it."
    )


@admin.register(Provider)
class ProviderAdmin(TenantAdmin):
    services = {"create": create_provider, "update": update_provider, "destroy": delete_provider}
    form = ProviderForm
    list_display = ("name", "auth_type", "is_active", "health", "response_time", "last_check")
    list_filter = ("is_active", "health")
    fields = (
        ("name", "is_active"), ("webhook_url", "api_base_url"), ("auth_type", "secret_key"),
        ("allowed_ips", "rate_limit"), ("health", "response_time", "last_check"),
    )  # fmt: skip
    readonly_fields = ("health", "response_time", "last_check")

    def values_of(self, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        values = super().values_of(form, formsets, change)
        return {name: value for name, value in values.items() if name != "secret_key" or value}


@admin.register(WebhookEvent)
class WebhookEventAdmin(TenantAdmin):
    list_display = ("event_type", "event_id", "provider", "status", "attempts", "created_at", "processed_at")
    list_filter = ("status", "event_type")
    list_select_related = ("provider",)
    fields = (
        ("event_type", "event_id", "provider"), ("status", "error"), "data",
        ("attempts", "next_attempt_at", "processed_at"), ("occurred_at", "created_at"),
    )  # fmt: skip
    actions = ("replay",)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("integrations.change_webhookevent")

    @action(description="Process again", permissions=["replay"])
    def replay(self, request: HttpRequest, rows: QuerySet[WebhookEvent]) -> None:
        self.apply(request, rows, _replay, "taken up again")


def _replay(*, actor: Any, webhookevent: WebhookEvent) -> None:
    replay_event(actor=actor, event=webhookevent)


@admin.register(ExternalUser)
class ExternalUserAdmin(TenantAdmin):
    list_display = ("external_id", "provider", "user", "told_at")
    list_select_related = ("provider", "user")
    fields = ("external_id", "provider", "user", "told_at")


@admin.register(ExternalSubscription)
class ExternalSubscriptionAdmin(TenantAdmin):
    list_display = ("external_id", "provider", "schedule", "told_at")
    list_select_related = ("provider", "schedule")
    fields = ("external_id", "provider", "schedule", "told_at")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(TenantAdmin):
    """Made through the API, which shows the secret to its maker and to nobody else."""

    services = {"update": update_endpoint, "destroy": delete_endpoint}
    list_display = ("url", "is_active", "failures", "failing_since", "disabled_reason")
    list_filter = ("is_active",)
    fields = (
        ("url", "is_active"), "description", "event_types", ("failures", "failing_since", "retry_at"),
        "disabled_reason",
    )  # fmt: skip
    readonly_fields = ("failures", "failing_since", "retry_at", "disabled_reason")


class WebhookAttemptInline(TenantInline):
    model = WebhookAttempt
    fields = readonly_fields = ("number", "attempted_at", "status_code", "error", "response_body", "milliseconds")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(TenantAdmin):
    list_display = ("event_type", "endpoint", "resource_id", "status", "attempts", "created_at", "settled_at")
    list_filter = ("status", "resource_type")
    list_select_related = ("endpoint",)
    fields = (
        ("event_type", "message_id", "endpoint"), ("status", "attempts"), "payload",
        ("next_attempt_at", "created_at", "settled_at"),
    )  # fmt: skip
    inlines = (WebhookAttemptInline,)
    actions = ("resend",)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("integrations.change_webhookdelivery")

    @action(description="Send again", permissions=["resend"])
    def resend(self, request: HttpRequest, rows: QuerySet[WebhookDelivery]) -> None:
        self.apply(request, rows, _resend, "to be sent again")


def _resend(*, actor: Any, webhookdelivery: WebhookDelivery) -> None:
    resend_delivery(actor=actor, delivery=webhookdelivery)
