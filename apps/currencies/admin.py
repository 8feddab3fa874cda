from django.contrib import admin

from apps.core.admin import TenantAdmin
from apps.currencies.models import ExchangeRate
from apps.currencies.services import change_exchange_rate, create_exchange_rate, delete_exchange_rate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(TenantAdmin):
    services = {"create": create_exchange_rate, "update": change_exchange_rate, "destroy": delete_exchange_rate}
    list_display = ("currency", "date", "rate", "base_currency", "source")
    list_filter = ("currency", "source")
    fields = (("currency", "date", "rate"),)
