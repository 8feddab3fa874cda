from functools import partial

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action

from apps.core.admin import TenantAdmin
from apps.documents.models import Categorization, CategorizedFile, Document, DocumentVersion, ModelCall
from apps.documents.services.documents import change_document, create_document, delete_document, review_document


@admin.register(Document)
class DocumentAdmin(TenantAdmin):
    """What applications ask for. Files are uploaded by the API, which tells what they are."""

    services = {"create": create_document, "update": change_document, "destroy": delete_document}
    list_display = ("doc_type", "customer_application", "filename", "status", "completed", "expiration_date")
    list_filter = ("status", "completed", "required")
    list_select_related = ("doc_type", "customer_application")
    search_fields = ("doc_type__search_text",)
    autocomplete_fields = ("doc_type",)
    fields = (("customer_application", "doc_type"), ("doc_number", "expiration_date"), "required", "details")
    actions = ("approve", "reject")

    @action(description="Approve", permissions=["change"])
    def approve(self, request: HttpRequest, rows: QuerySet[Document]) -> None:
        self.apply(request, rows, partial(review_document, status=Document.Status.APPROVED), "approved")

    @action(description="Reject", permissions=["change"])
    def reject(self, request: HttpRequest, rows: QuerySet[Document]) -> None:
        self.apply(request, rows, partial(review_document, status=Document.Status.REJECTED), "rejected")


@admin.register(DocumentVersion)
class DocumentVersionAdmin(TenantAdmin):
    """Files that were replaced; kept, and only shown."""

    list_display = ("filename", "document", "version", "content_type", "size", "created_at")
    list_select_related = ("document",)
    fields = ("document", "version", "filename", "content_type", "size")


@admin.register(ModelCall)
class ModelCallAdmin(TenantAdmin):
    """What models were asked, with its cost; only shown."""

    list_display = ("created_at", "kind", "model", "purpose", "pages", "input_tokens", "output_tokens", "cost")
    list_filter = ("kind",)
    fields = (
        ("kind", "model"), "purpose", ("pages", "input_tokens", "output_tokens"), "duration_ms", ("cost", "currency"),
    )  # fmt: skip


@admin.register(Categorization)
class CategorizationAdmin(TenantAdmin):
    """Uploads that wait to be told which document they are; only shown."""

    list_display = ("job_id", "customer_application", "applied_at", "created_at")
    list_select_related = ("customer_application",)
    fields = ("job_id", "customer_application", "applied_at")


@admin.register(CategorizedFile)
class CategorizedFileAdmin(TenantAdmin):
    """One file of such an upload; only shown."""

    list_display = ("filename", "categorization", "document", "content_type", "size", "created_at")
    list_select_related = ("categorization", "document")
    fields = ("filename", "categorization", "document", "content_type", "size")
