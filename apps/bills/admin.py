from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from apps.bills.models import BANDWIDTH, Advance, Bill, BillSlice
from apps.bills.services import change_bill, create_bill, delete_bill
from apps.core.admin import TenantAdmin, TenantInline
from apps.core.money import format_money


class SliceInline(TenantInline):
    """The days of lines that changed in mid-month; they are the services' to make."""

    model = BillSlice
    fields = ("line", "first_day", "last_day", "quantity", "monthly_price", "amount")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Bill)
class BillAdmin(TenantAdmin):
    services = {"create": create_bill, "update": change_bill, "destroy": delete_bill}
    list_display = ("customer", "billing_date", "total", "due", "status")
    list_filter = ("status", "billing_date")
    list_select_related = ("customer",)
    search_fields = ("search_text", "customer__search_text")
    autocomplete_fields = ("customer",)
    inlines = (SliceInline,)
    readonly_fields = ("total_bill", "total_due", "advance_used")
    fields = (
        ("customer", "billing_date", "status"),
        ("nttn_cap", "nttn_com", "currency"),
        *((line, f"{line}_price") for line in BANDWIDTH),
        ("discount", "total_received", "advance"),
        ("total_bill", "total_due", "advance_used"),
        "remarks",
    )

    @display(description="Total", ordering="total_bill")
    def total(self, bill: Bill) -> str:
        return f"{format_money(bill.total_bill, bill.currency)} {bill.currency}"

    @display(description="Due", ordering="total_due")
    def due(self, bill: Bill) -> str:
        return format_money(bill.total_due, bill.currency)


@admin.register(Advance)
class AdvanceAdmin(TenantAdmin):
    """Read only: bills book advances and use them."""

    list_display = ("customer", "balance", "currency")
    list_select_related = ("customer",)
    fields = ("customer", ("balance", "currency"))
