from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action, display

from apps.core.admin import TenantAdmin, TenantInline
from apps.core.money import format_money
from apps.invoices.client_credit import delete_entry
from apps.invoices.crediting import create_credit_note
from apps.invoices.documents import Document, DocumentLine
from apps.invoices.lines import REFERENCES
from apps.invoices.models import (
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceImport,
    InvoiceLine,
    RecurringInvoice,
    RecurringPeriod,
    Seal,
)
from apps.invoices.recurring import delete_recurring_invoice, pause_recurring_invoice, resume_recurring_invoice
from apps.invoices.services import (
    cancel_invoice,
    change_invoice,
    create_invoice,
    delete_draft,
    duplicate_invoice,
    send_invoice,
)


class LineInline(TenantInline):
    """The lines of a document; the figures are the server's."""

    fields = ("description", "quantity", "unit_price", "discount", "tax_rate", "total")
    readonly_fields = ("total",)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class DocumentAdmin(TenantAdmin):
    """Quotes and invoices: drafts are edited with their lines, whatever is issued is only shown."""

    search_fields: tuple[str, ...] = ("search_text", "client__search_text")
    autocomplete_fields = ("client",)
    list_filter: tuple[str, ...] = ("status", "currency")
    list_select_related: tuple[str, ...] = ("client",)
    figures: ClassVar[tuple[str, ...]] = (
        *("number", "status", "subtotal", "tax_amount", "total_amount", "exchange_rate", "worth", "sent_at"),
    )
    readonly_fields: tuple[str, ...] = figures

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        content = ("client", ("issue_date", self.model.last_day_name), ("currency", "tax_mode", "prices_include_tax"))
        texts = ("Texts", {"classes": ("collapse",), "fields": ("terms", "notes")})
        if obj is None:
            return (None, {"fields": content}), texts
        return (obj.status.capitalize(), {"fields": (self.figures, *content)}), texts

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        viewer: Any = request.user
        return {"currency": viewer.acting_tenant.preferences.currency}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ("issue_date", self.model.last_day_name) if obj is None else ():
            if name in form.base_fields:
                form.base_fields[name].required = False
                form.base_fields[name].help_text = "Left empty, it follows from the company's settings."
        return form

    def is_editable(self, obj: Document | None) -> bool:
        return obj is None or obj.status == "draft"

    def values_of(self, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        values = super().values_of(form, formsets, change)
        for lines in formsets:
            if lines.has_changed():
                values["line_items"] = [
                    _line_values(line.instance, line.cleaned_data, line.changed_data)
                    for line in lines.forms
                    if line not in lines.deleted_forms and (line.instance.pk or line.has_changed())
                ]
        return values

    @display(description="Number")
    def number(self, document: Document) -> str:
        return str(document)

    @display(description="Worth", ordering="base_total_amount")
    def worth(self, document: Document) -> str:
        """What it is in the company's currency."""
        if document.base_total_amount is None:
            return "-"
        return f"{format_money(document.base_total_amount, document.base_currency)} {document.base_currency}"

    @display(description="Total", ordering="total_amount")
    def total(self, document: Document) -> str:
        return f"{format_money(document.total_amount, document.currency)} {document.currency}"


def _line_values(line: DocumentLine, given: dict[str, Any], changed: list[str]) -> dict[str, Any]:
    """A line as the services take it. What a form cannot show is kept as long as its short form stays the same."""
    values = {name: given[name] for name in ("description", "quantity", "unit_price")}
    values |= {f"{name}_id": getattr(line, f"{name}_id") for name in REFERENCES}
    if line.discount_percent is not None and "discount" not in changed:
        values["discount_percent"] = line.discount_percent
    else:
        values["discount"] = given.get("discount")
    if line.taxes and "tax_rate" not in changed:
        values["taxes"] = [{"name": tax["name"], "rate": Decimal(tax["rate"])} for tax in line.taxes]
    elif line.pk or given.get("tax_rate") is not None:
        values["tax_rate"] = given.get("tax_rate")
    return values


class CreditNoteLineInline(LineInline):
    model = CreditNoteLine


@admin.register(CreditNote)
class CreditNoteAdmin(DocumentAdmin):
    """Credit notes as they were issued; they are made of an invoice, by its action or over the API."""

    search_fields = ("=credit_note_number", *DocumentAdmin.search_fields)
    list_display = ("credit_note_number", "invoice", "client", "issue_date", "total", "worth")
    list_filter = ("currency",)
    list_select_related = ("client", "invoice")
    inlines = (CreditNoteLineInline,)

    def is_editable(self, obj: Document | None) -> bool:
        return False


@admin.register(CreditEntry)
class CreditEntryAdmin(TenantAdmin):
    """What clients have as credit, movement by movement."""

    services = {"destroy": delete_entry}
    list_display = ("client", "entry_kind", "entry_date", "amount", "currency", "invoice")
    list_filter = ("entry_kind", "currency")
    list_select_related = ("client", "invoice")
    search_fields = ("client__search_text",)


@admin.register(RecurringInvoice)
class RecurringInvoiceAdmin(TenantAdmin):
    """Schedules of invoices; what they say is changed over the API."""

    services = {"destroy": delete_recurring_invoice}
    actions = ("pause", "resume")
    list_display = ("__str__", "client", "frequency", "interval", "status", "next_date", "end_date")
    list_filter = ("status", "frequency")
    list_select_related = ("client",)
    search_fields = ("client__search_text",)

    def has_steer_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("invoices.change_recurringinvoice"))

    @action(description="Pause", permissions=["steer"])
    def pause(self, request: HttpRequest, rows: QuerySet[RecurringInvoice]) -> None:
        self.apply(request, rows, pause_recurring_invoice, "paused")

    @action(description="Resume", permissions=["steer"])
    def resume(self, request: HttpRequest, rows: QuerySet[RecurringInvoice]) -> None:
        self.apply(request, rows, resume_recurring_invoice, "resumed")


@admin.register(RecurringPeriod)
class RecurringPeriodAdmin(TenantAdmin):
    """Which periods were invoiced."""

    list_display = ("recurring", "number", "date", "invoice")
    list_select_related = ("recurring", "invoice")


@admin.register(Seal)
class SealAdmin(TenantAdmin):
    """What documents said when they were issued. Nobody changes it here or anywhere."""

    list_display = ("number", "kind", "year", "position", "sealed_at", "hash")
    list_filter = ("kind", "year")
    search_fields = ("=number", "=hash")
    readonly_fields = ("kind", "year", "position", "document_id", "number", "content", "hash", "sealed_at")


@admin.register(InvoiceImport)
class InvoiceImportAdmin(TenantAdmin):
    """Files that invoices were read from, and what became of them. They are uploaded over the API."""

    list_display = ("filename", "status", "invoice", "document_number", "format", "confidence", "owner", "created_at")
    list_filter = ("status", "format")
    list_select_related = ("invoice", "owner")
    search_fields = ("invoice__search_text",)
    fields = (
        ("filename", "content_type", "size"), ("status", "format", "confidence"), "error",
        ("invoice", "document_number", "client_matched_by"), "differences", "warnings", "possible_duplicates",
        "readings", "digest",
    )  # fmt: skip


class InvoiceLineInline(LineInline):
    model = InvoiceLine


@admin.register(Invoice)
class InvoiceAdmin(DocumentAdmin):
    services = {"create": create_invoice, "update": change_invoice, "destroy": delete_draft}
    search_fields = ("=invoice_number", *DocumentAdmin.search_fields)
    list_display = (
        "invoice_number",
        "client",
        "issue_date",
        "due_date",
        "status_label",
        "total",
        "worth",
        "open_amount",
    )
    figures = (*DocumentAdmin.figures, "paid_amount", "balance")
    readonly_fields = figures
    inlines = (InvoiceLineInline,)
    actions = ("send", "cancel", "credit", "duplicate")

    @display(
        description="Status",
        ordering="status",
        label={"paid": "success", "overdue": "danger", "partial": "warning", "sent": "info"},
    )
    def status_label(self, invoice: Invoice) -> str:
        return invoice.status

    @display(description="Open", ordering="balance")
    def open_amount(self, invoice: Invoice) -> str:
        return format_money(invoice.balance, invoice.currency)

    @action(description="Send", permissions=["change"])
    def send(self, request: HttpRequest, rows: QuerySet[Invoice]) -> None:
        self.apply(request, rows, send_invoice, "sent")

    @action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Invoice]) -> None:
        self.apply(request, rows, cancel_invoice, "cancelled")

    def has_credit_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("invoices.add_creditnote"))

    @action(description="Credit all that is left", permissions=["credit"])
    def credit(self, request: HttpRequest, rows: QuerySet[Invoice]) -> None:
        self.apply(request, rows, create_credit_note, "credited")

    @action(description="Duplicate as a draft", permissions=["add"])
    def duplicate(self, request: HttpRequest, rows: QuerySet[Invoice]) -> None:
        self.apply(request, rows, duplicate_invoice, "duplicated")
