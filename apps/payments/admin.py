from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from apps.core.admin import TenantAdmin
from apps.core.money import format_money
from apps.payments.models import Payment
from apps.payments.services import change_payment, create_payment, delete_payment


@admin.register(Payment)
class PaymentAdmin(TenantAdmin):
    services = {"create": create_payment, "update": change_payment, "destroy": delete_payment}
    list_display = ("invoice", "received", "payment_date", "payment_method", "reference")
    list_filter = ("payment_method",)
    list_select_related = ("invoice",)
    search_fields = ("=invoice__invoice_number", "invoice__search_text")
    autocomplete_fields = ("invoice",)
    fields = ("invoice", ("amount", "currency", "payment_date"), ("payment_method", "reference"), "notes")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "currency" in form.base_fields:
            form.base_fields["currency"].required = False
            form.base_fields["currency"].help_text = "The invoice's unless given."
        return form

    @display(description="Amount", ordering="amount")
    def received(self, payment: Payment) -> str:
        return f"{format_money(payment.amount, payment.currency)} {payment.currency}"
