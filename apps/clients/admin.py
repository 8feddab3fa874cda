from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from unfold.decorators import action

from apps.clients.exports import HEADER, customer_rows
from apps.clients.interactions import create_interaction, delete_interaction, update_interaction
from apps.clients.merging import merge_clients
from apps.clients.models import Client, Interaction
from apps.clients.services import create_client, delete_client, update_client
from apps.clients.tasks import IMPORT_CUSTOMERS
from apps.core.admin import TenantAdmin, refusal_of
from apps.core.errors import RuleViolation
from apps.jobs.transfer_pages import TransferPages

MOST_MERGED = 10


@admin.register(Client)
class ClientAdmin(TransferPages):
    """Clients; what is imported and exported are the customers among them."""

    services = {"create": create_client, "update": update_client, "destroy": delete_client}
    list_display = ("name", "company", "email", "phone", "stage", "status", "assigned_to", "created_at")
    list_filter = ("stage", "active")
    list_select_related = ("assigned_to",)
    search_fields = ("search_text",)
    actions = ("merge",)
    import_kind = IMPORT_CUSTOMERS
    export_name = "customers"
    export_header = HEADER
    autocomplete_fields = ("assigned_to",)
    fieldsets = (
        (
            None,
            {"fields": (("first_name", "last_name"), "company", ("email", "phone", "preferred_channel"), "address")},
        ),
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

    def export_rows(self, rows: QuerySet[Client], tenant_id: int) -> Iterator[Sequence[str]]:
        return customer_rows(rows.filter(Client.CUSTOMER), tenant_id)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_change_permission(request) and self.has_delete_permission(request))

    @action(description="Merge", permissions=["merge"])
    def merge(self, request: HttpRequest, rows: QuerySet[Client]) -> TemplateResponse | None:
        """Make one of the chosen clients; a page asks which of them stays."""
        clients = list(rows.order_by("pk")[: MOST_MERGED + 1])
        if not 2 <= len(clients) <= MOST_MERGED:
            self.message_user(request, f"Choose from 2 to {MOST_MERGED} clients to merge.", messages.ERROR)
            return None
        if "confirmed" in request.POST:
            self._merge(request, clients)
            return None
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Merge clients",
            "clients": clients,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "clients/merge.html", context)

    def _merge(self, request: HttpRequest, clients: Sequence[Client]) -> None:
        actor: Any = request.user
        kept = next((client for client in clients if str(client.pk) == request.POST.get("kept")), None)
        if kept is None:
            self.message_user(request, "Say which of the clients stays.", messages.ERROR)
            return
        try:
            with transaction.atomic():
                for client in clients:
                    if client is not kept:
                        merge_clients(actor=actor, client=kept, duplicate=client)
        except (RuleViolation, DatabaseError) as exc:
            self.message_user(request, refusal_of(exc).message, messages.ERROR)
        else:
            self.message_user(request, f"{len(clients)} clients are now {kept.name}.", messages.SUCCESS)


@admin.register(Interaction)
class InteractionAdmin(TenantAdmin):
    services = {"create": create_interaction, "update": update_interaction, "destroy": delete_interaction}
    list_display = ("subject", "client", "interaction_type", "owner", "created_at")
    list_filter = ("interaction_type",)
    list_select_related = ("client", "owner")
    autocomplete_fields = ("client",)
    fields = ("client", "interaction_type", "subject", "description")
