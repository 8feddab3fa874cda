from django.contrib import admin

from apps.core.admin import TenantAdmin
from apps.tenants.models import NumberSeries, VoidNumber


@admin.register(NumberSeries)
class NumberSeriesAdmin(TenantAdmin):
    list_display = ("kind", "year", "last")


@admin.register(VoidNumber)
class VoidNumberAdmin(TenantAdmin):
    list_display = ("number", "kind", "voided_by", "voided_at")
    list_select_related = ("voided_by",)
    list_filter = ("kind",)
