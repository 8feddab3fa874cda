from django.contrib import admin

from apps.core.admin import TenantAdmin
from apps.documents.models import DocumentVersion


@admin.register(DocumentVersion)
class DocumentVersionAdmin(TenantAdmin):
    """Files that were replaced; kept, and only shown."""

    list_display = ("filename", "document", "version", "content_type", "size", "created_at")
    list_select_related = ("document",)
    fields = ("document", "version", "filename", "content_type", "size")
