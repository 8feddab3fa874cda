from functools import partial

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action, display

from apps.core.admin import TenantAdmin
from apps.invoices.admin import DocumentAdmin, LineInline
from apps.quotes.links import revoke_link
from apps.quotes.models import PublicLink, Quote, QuoteDecision, QuoteLine
from apps.quotes.services import change_quote, convert_quote, create_quote, delete_quote, duplicate_quote, move_quote


class QuoteLineInline(LineInline):
    model = QuoteLine


@admin.register(PublicLink)
class PublicLinkAdmin(TenantAdmin):
    """Links that clients have; deleting one revokes it."""

    services = {"destroy": revoke_link}
    list_display = ("id", "quote", "invoice", "expires_at", "revoked_at", "views", "last_viewed_at")
    list_select_related = ("quote", "invoice")


@admin.register(QuoteDecision)
class QuoteDecisionAdmin(TenantAdmin):
    """The evidence of what clients answered by a link."""

    list_display = ("quote", "decision", "name", "decided_at", "ip_address")
    list_select_related = ("quote",)


@admin.register(Quote)
class QuoteAdmin(DocumentAdmin):
    services = {"create": create_quote, "update": change_quote, "destroy": delete_quote}
    search_fields = ("=quote_number", *DocumentAdmin.search_fields)
    list_display = ("quote_number", "client", "issue_date", "expiry_date", "status_label", "total", "invoice")
    list_select_related = ("client", "invoice")
    inlines = (QuoteLineInline,)
    actions = ("send", "accept", "reject", "convert", "duplicate")

    @display(
        description="Status",
        ordering="status",
        label={"accepted": "success", "rejected": "danger", "expired": "warning", "sent": "info"},
    )
    def status_label(self, quote: Quote) -> str:
        return quote.status

    def has_convert_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("invoices.add_invoice")

    @action(description="Send", permissions=["change"])
    def send(self, request: HttpRequest, rows: QuerySet[Quote]) -> None:
        self.apply(request, rows, partial(move_quote, status=Quote.Status.SENT), "sent")

    @action(description="Accept", permissions=["change"])
    def accept(self, request: HttpRequest, rows: QuerySet[Quote]) -> None:
        self.apply(request, rows, partial(move_quote, status=Quote.Status.ACCEPTED), "accepted")

    @action(description="Reject", permissions=["change"])
    def reject(self, request: HttpRequest, rows: QuerySet[Quote]) -> None:
        self.apply(request, rows, partial(move_quote, status=Quote.Status.REJECTED), "rejected")

    @action(description="Convert to an invoice", permissions=["convert"])
    def convert(self, request: HttpRequest, rows: QuerySet[Quote]) -> None:
        self.apply(request, rows, convert_quote, "converted")

    @action(description="Duplicate as a draft", permissions=["add"])
    def duplicate(self, request: HttpRequest, rows: QuerySet[Quote]) -> None:
        self.apply(request, rows, duplicate_quote, "duplicated")
