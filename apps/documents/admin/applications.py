from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action, display

from apps.core.admin import TenantAdmin, TenantInline
from apps.documents.models import ApplicationWorkflow, CustomerApplication, Document, Holiday
from apps.documents.services.applications import change_application, create_application, delete_application
from apps.documents.services.holidays import change_holiday, create_holiday, delete_holiday
from apps.documents.services.workflow import advance_application, force_close_application, reopen_application


class ShownInline(TenantInline):
    """Rows that are only shown: they move by the actions of the page they stand on."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WorkflowInline(ShownInline):
    model = ApplicationWorkflow
    verbose_name_plural = "Steps"
    fields = ("step", "name", "status", "is_current_step", "start_date", "due_date", "completion_date", "notes")


class DocumentInline(ShownInline):
    model = Document
    fields = ("doc_type", "required", "completed", "status", "doc_number", "expiration_date", "filename")


@admin.register(CustomerApplication)
class ApplicationAdmin(TenantAdmin):
    services = {"create": create_application, "update": change_application, "destroy": delete_application}
    list_display = ("__str__", "customer", "product", "doc_date", "due_date", "status_label")
    list_filter = ("status",)
    list_select_related = ("customer", "product")
    search_fields = ("customer__search_text", "product__search_text")
    autocomplete_fields = ("customer", "product")
    inlines = (WorkflowInline, DocumentInline)
    actions = ("advance", "close", "reopen")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        content = (("customer", "product"), ("doc_date", "due_date"), "notes")
        if obj is None:
            return ((None, {"fields": content}),)
        return ((obj.status.capitalize(), {"fields": (("status", "close_reason"), *content)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("status", "close_reason", "product")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ("doc_date", "due_date") if obj is None else ():
            if name in form.base_fields:
                form.base_fields[name].required = False
                form.base_fields[name].help_text = "Left empty, it follows from today and the product's tasks."
        return form

    @display(
        description="Status",
        ordering="status",
        label={"completed": "success", "rejected": "danger", "closed": "warning", "processing": "info"},
    )
    def status_label(self, application: CustomerApplication) -> str:
        return application.status

    @action(description="End the current step", permissions=["change"])
    def advance(self, request: HttpRequest, rows: QuerySet[CustomerApplication]) -> None:
        self.apply(request, rows, _named(advance_application), "advanced")

    @action(description="Close before the end", permissions=["change"])
    def close(self, request: HttpRequest, rows: QuerySet[CustomerApplication]) -> None:
        self.apply(request, rows, _named(force_close_application), "closed")

    @action(description="Reopen", permissions=["change"])
    def reopen(self, request: HttpRequest, rows: QuerySet[CustomerApplication]) -> None:
        self.apply(request, rows, _named(reopen_application), "reopened")


def _named(move: Any) -> Any:
    """A move as the admin calls services: with the row under its model's name."""
    return lambda actor, customerapplication: move(actor=actor, application=customerapplication)


@admin.register(Holiday)
class HolidayAdmin(TenantAdmin):
    services = {"create": create_holiday, "update": change_holiday, "destroy": delete_holiday}
    list_display = ("date", "name", "country")
    list_filter = ("country",)
    ordering = ("-date",)
    fields = (("date", "name"), "country", "description")
