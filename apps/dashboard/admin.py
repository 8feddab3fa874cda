from django.contrib import admin

from apps.core.admin import TenantAdmin
from apps.dashboard.models import Entry, Rollup, Snapshot


@admin.register(Entry)
class EntryAdmin(TenantAdmin):
    """Read only: entries follow the books."""

    list_display = ("source", "document_id", "day", "kind", "currency", "billed", "collected", "base_billed")
    list_filter = ("source",)
    fields = (
        ("source", "document_id", "day"),
        ("kind", "currency"),
        ("billed", "collected", "number"),
        ("base_billed", "base_collected"),
        "client_id",
    )


@admin.register(Rollup)
class RollupAdmin(TenantAdmin):
    """Read only: sums follow the entries."""

    list_display = ("grain", "day", "source", "kind", "currency", "billed", "collected", "base_billed", "number")
    list_filter = ("grain", "source")
    fields = (
        ("grain", "day", "client_id"),
        ("source", "kind", "currency"),
        ("billed", "collected", "number"),
        ("base_billed", "base_collected"),
    )


@admin.register(Snapshot)
class SnapshotAdmin(TenantAdmin):
    """Read only: figures as they were."""

    list_display = ("name", "first_day", "last_day", "currency", "owner", "created_at")
    list_select_related = ("owner",)
    fields = (("name", "owner"), ("first_day", "last_day", "currency"), "figures")
