from django.contrib import admin
from unfold.decorators import display

from apps.audit.models import AuditLog, RelayPosition
from apps.core.admin import PlatformAdmin, TenantAdmin


@admin.register(AuditLog)
class AuditLogAdmin(TenantAdmin):
    """Read only, as the table is."""

    list_display = ("timestamp", "who", "action", "resource_type", "resource_id", "ip_address")
    list_select_related = ("user", "impersonator")
    ordering = ("-timestamp", "-pk")
    fields = (
        ("timestamp", "user", "impersonator"), ("action", "resource_type", "resource_id"), "old_values", "new_values",
        ("ip_address", "request_id"),
    )  # fmt: skip

    @display(description="User", empty_value="The product")
    def who(self, event: AuditLog) -> str | None:
        names = [str(user) for user in (event.impersonator, event.user) if user]
        return " as ".join(names) or None


@admin.register(RelayPosition)
class RelayPositionAdmin(PlatformAdmin):
    """How far each subscriber has read the event log. Read only: the relay moves it."""

    list_display = ("subscriber", "txid", "event_id")
    fields = ("subscriber", ("txid", "event_id"))
    ordering = ("subscriber",)
