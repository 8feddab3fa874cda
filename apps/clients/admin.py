from django.contrib import admin

from apps.clients.interactions import create_interaction, delete_interaction, update_interaction
from apps.clients.models import Client, Interaction
from apps.clients.services import create_client, delete_client, update_client
from apps.core.admin import TenantAdmin


@admin.register(Client)
class ClientAdmin(TenantAdmin):
    services = {"create": create_client, "update": update_client, "destroy": delete_client}
    list_display = ("name", "company", "email", "phone", "stage", "status", "assigned_to", "created_at")
    list_filter = ("stage", "active")
    list_select_related = ("assigned_to",)
    search_fields = ("search_text",)
    autocomplete_fields = ("assigned_to",)
    fieldsets = (
        (None, {"fields": (("first_name", "last_name"), "company", ("email", "phone"), "address")}),
        ("Relationship", {"fields": (("stage", "prospect_status"), ("assigned_to", "active"), "source", "notes")}),
        ("Figures", {"fields": (("potential_revenue", "monthly_revenue"), ("tax_number", "follow_up_date"))}),
        (
            "Papers",
            {
                "classes": ("collapse",),
                "fields": (
                    ("passport_number", "passport_expiration_date"),
                    ("nationality", "birthdate", "gender"),
                ),
            },
        ),
    )


@admin.register(Interaction)
class InteractionAdmin(TenantAdmin):
    services = {"create": create_interaction, "update": update_interaction, "destroy": delete_interaction}
    list_display = ("subject", "client", "interaction_type", "owner", "created_at")
    list_filter = ("interaction_type",)
    list_select_related = ("client", "owner")
    autocomplete_fields = ("client",)
    fields = ("client", "interaction_type", "subject", "description")
