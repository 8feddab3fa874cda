from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.reverse import reverse

from apps.core import serializers
from apps.core.computed import AddressField
from apps.core.fields import TenantRelatedField
from apps.documents.models import CustomerApplication, Document, DocumentVersion
from apps.documents.services.documents import TURNS
from apps.products.models import DocumentType

MAX_TEXT = 20_000


@extend_schema_field(OpenApiTypes.BINARY)
class BinaryField(serializers.FileField):
    """A file in a multipart body."""


class DocumentFileField(serializers.FileField):
    """A file that is sent in a form, and answered as the address where it is; an address sent back means nothing."""

    read_as = AddressField("document-download", of="file")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            raise serializers.SkipField
        return super().to_internal_value(data)

    def to_representation(self, value: Any) -> str | None:
        return self.read_as.address_of(value.instance, self.context.get("request")) if value else None


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document of an application. `file` is the address where its file is; only who may see the document opens it."""

    customer_application = TenantRelatedField(CustomerApplication)
    doc_type = TenantRelatedField(DocumentType)
    doc_type_name = serializers.CharField(source="doc_type.name", read_only=True)
    file = DocumentFileField(
        max_length=1000, required=False, allow_null=True, help_text="Sent in a form: a PDF, PNG, JPEG or WebP."
    )
    details = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    ocr = serializers.JSONField(
        read_only=True, allow_null=True, help_text="`text, pages, confidence, passport` as last read."
    )

    class Meta:
        model = Document
        fields = [
            "id", "customer_application", "doc_type", "doc_type_name", "doc_number", "expiration_date", "file",
            "filename", "content_type", "size", "version", "details", "required", "completed", "status",
            "status_reason", "reviewed_by", "reviewed_at", "ocr", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "filename", "content_type", "size", "version", "completed", "status", "status_reason", "reviewed_by",
            "reviewed_at", "owner",
        ]  # fmt: skip


class VersionSerializer(serializers.ModelSerializer[DocumentVersion]):
    """A file that the document had before."""

    file = serializers.SerializerMethodField()

    class Meta:
        model = DocumentVersion
        fields = ["version", "file", "filename", "content_type", "size", "created_at"]
        read_only_fields = fields

    def get_file(self, version: DocumentVersion) -> str:
        return reverse("document-version", args=[version.document_id, version.version])


class ActionSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=MAX_TEXT, required=False, allow_blank=True, help_text="`approve`, `reject`: why."
    )
    degrees = serializers.ChoiceField(
        choices=TURNS, required=False, help_text="`rotate`: how far clockwise; 90 unless given."
    )


class MergeDocumentsSerializer(serializers.Serializer[Any]):
    document_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        allow_empty=False,
        max_length=100,
        help_text="In the order of the pages.",
    )


class FileSerializer(serializers.Serializer[Any]):
    file = BinaryField(max_length=1000, help_text="A PDF, PNG, JPEG or WebP.")
