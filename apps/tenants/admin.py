from django.contrib import admin

from apps.core.admin import PlatformAdmin, TenantAdmin
from apps.tenants.models import AnonymousAnswer, KeptAnswer, NumberSeries, VoidNumber


@admin.register(NumberSeries)
class NumberSeriesAdmin(TenantAdmin):
    list_display = ("kind", "year", "last")


@admin.register(VoidNumber)
class VoidNumberAdmin(TenantAdmin):
    list_display = ("number", "kind", "voided_by", "voided_at")
    list_select_related = ("voided_by",)
    list_filter = ("kind",)


@admin.register(KeptAnswer)
class KeptAnswerAdmin(TenantAdmin):
    """That an answer is kept, and for whom; what it says is sealed."""

    list_display = ("user", "status", "created_at")
    list_select_related = ("user",)
    fields = ("user", "status", "created_at")


@admin.register(AnonymousAnswer)
class AnonymousAnswerAdmin(PlatformAdmin):
    """That an answer is kept for somebody who was not logged in; what it says is sealed."""

    list_display = ("status", "created_at")
    fields = ("status", "created_at")
