"""The shapes of imports."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from apps.clients.models import Client
from apps.core import serializers
from apps.core.fields import TenantRelatedField
from apps.invoices.models import InvoiceImport


class ImportOptionsSerializer(serializers.Serializer[Any]):
    """What is said beside the files."""

    client = TenantRelatedField(
        Client, required=False, allow_null=True, help_text="Whom the invoices are for, whatever the files say."
    )
    create_client = serializers.BooleanField(
        default=True, help_text="Whether a buyer whom nobody knows becomes a customer."
    )


class ImportFileSerializer(ImportOptionsSerializer):
    """One invoice to import."""

    file = serializers.FileField(help_text="XML (UBL, CII), PDF, DOCX, CSV, XLSX, PNG, JPEG or WebP.")


class ImportFilesSerializer(ImportOptionsSerializer):
    """Invoices to import, one in each file, or several in a table."""

    files = serializers.ListField(child=serializers.FileField(), allow_empty=False)


class ImportFormatSerializer(serializers.Serializer[Any]):
    format = serializers.CharField()
    name = serializers.CharField()
    extensions = serializers.ListField(child=serializers.CharField())
    exact = serializers.BooleanField(help_text="Whether it is made for programs, so that nothing in it is guessed.")
    description = serializers.CharField()


class ImportLimitsSerializer(serializers.Serializer[Any]):
    max_files = serializers.IntegerField()
    max_upload_bytes = serializers.IntegerField(help_text="Of a request with all its files.")
    max_xml_bytes = serializers.IntegerField()
    max_pdf_pages = serializers.IntegerField()


class ImportConfigSerializer(serializers.Serializer[Any]):
    """What can be imported."""

    formats = ImportFormatSerializer(many=True)
    limits = ImportLimitsSerializer()
    languages = serializers.ListField(child=serializers.CharField(), help_text="What is recognised in pictures.")


class DifferenceSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="As `total_amount`, `line_items.0.total`.")
    printed = serializers.CharField()
    computed = serializers.CharField()


@extend_schema_field(OpenApiTypes.ANY)
class ValueField(serializers.JSONField):
    """A text, an amount or a day as a string, or a list of taxes."""


class ReadingSerializer(serializers.Serializer[Any]):
    value = ValueField()
    confidence = serializers.FloatField()
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="The element, the label or the column that it was told by."
    )


@extend_schema_field(serializers.DictField(child=ReadingSerializer()))
class ReadingsField(serializers.JSONField):
    """What was read, by path, answered as stored."""


@extend_schema_field(DifferenceSerializer(many=True))
class DifferencesField(serializers.JSONField):
    """Where printed and computed sums part, answered as stored."""


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class WarningsField(serializers.JSONField):
    """What is to be known of a reading, answered as stored."""


@extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
class InvoiceIdsField(serializers.JSONField):
    """Ids of invoices, answered as stored."""


class InvoiceImportSerializer(serializers.ModelSerializer[InvoiceImport]):
    """A file that was imported, and what became of it; of a table of several invoices, one of them. `file/` below its
    address serves the file."""

    invoice_number = serializers.CharField(source="invoice.invoice_number", read_only=True, allow_null=True)
    job_id = serializers.UUIDField(source="job.job_id", read_only=True, allow_null=True)
    format = serializers.CharField(
        read_only=True, help_text="`ubl`, `cii`, `table` or `text`; empty while nothing was read."
    )
    readings = ReadingsField(
        read_only=True, help_text="By path (`issue_date`, `line_items.0.quantity`), with how sure each is, 0 to 1."
    )
    differences = DifferencesField(read_only=True, help_text="Sums of the draft that are not as the file prints them.")
    warnings = WarningsField(read_only=True, help_text="What is in the file and not, or otherwise, on the draft.")
    possible_duplicates = InvoiceIdsField(
        read_only=True, help_text="Invoices imported from other files under the same number for the same client."
    )

    class Meta:
        model = InvoiceImport
        fields = [
            "id", "job_id", "filename", "content_type", "size", "digest", "status", "error", "format", "invoice",
            "invoice_number", "document_number", "confidence", "readings", "differences", "warnings",
            "client_matched_by", "possible_duplicates", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields
