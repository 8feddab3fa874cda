from typing import Any

from rest_framework.reverse import reverse

from apps.core import serializers
from apps.core.fields import TenantRelatedField, WholeNumberField
from apps.documents.models import Categorization
from apps.documents.serializers.documents import BinaryField
from apps.documents.services.categorizing import MOST_FILES
from apps.jobs.models import Job
from apps.products.models import DocumentType


class CategorizationRowSerializer(serializers.ModelSerializer[Categorization]):
    """The row of a categorisation, by which `If-Match` compares it."""

    class Meta:
        model = Categorization
        fields = ["job_id", "customer_application", "announced", "applied_at", "created_at", "updated_at"]
        read_only_fields = fields


class AnnouncementSerializer(serializers.Serializer[Any]):
    files = serializers.ListField(
        child=serializers.CharField(max_length=200), allow_empty=False, max_length=MOST_FILES, help_text="File names."
    )


class FilesSerializer(serializers.Serializer[Any]):
    files = serializers.ListField(child=BinaryField(max_length=1000), allow_empty=False, max_length=MOST_FILES)


class MatchSerializer(serializers.Serializer[Any]):
    doc_type = serializers.IntegerField()
    doc_type_name = serializers.CharField()
    score = serializers.FloatField()
    reason = serializers.CharField()


class CategorizedFileSerializer(serializers.Serializer[Any]):
    """A file and what it was taken for; null until it has been read."""

    file_id = serializers.IntegerField()
    filename = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Job.Status.choices)
    doc_type = serializers.IntegerField(allow_null=True)
    doc_type_name = serializers.CharField(allow_null=True)
    score = serializers.FloatField(allow_null=True, help_text="0 to 1.")
    reason = serializers.CharField(allow_blank=True)
    matches = MatchSerializer(many=True, help_text="The five likeliest types.")
    error = serializers.CharField(allow_blank=True)
    document = serializers.IntegerField(allow_null=True, help_text="The document it has become.")


class CategorizationSerializer(serializers.Serializer[Any]):
    """Files that are sorted: how far it is, and what each was taken for."""

    job_id = serializers.UUIDField()
    kind = serializers.CharField()
    customer_application = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Job.Status.choices)
    progress = serializers.IntegerField()
    message = serializers.CharField()
    announced = serializers.ListField(child=serializers.CharField())
    files = CategorizedFileSerializer(many=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    status_url = serializers.SerializerMethodField()
    stream_url = serializers.SerializerMethodField(help_text="Server-sent events: one for each file that is done.")
    upload_url = serializers.SerializerMethodField()
    apply_url = serializers.SerializerMethodField()

    def _url(self, name: str, session: dict[str, Any]) -> str:
        return reverse(f"categorization-{name}", args=[session["job_id"]], request=self.context.get("request"))

    def get_status_url(self, session: dict[str, Any]) -> str:
        return self._url("status", session)

    def get_stream_url(self, session: dict[str, Any]) -> str:
        return self._url("stream", session)

    def get_upload_url(self, session: dict[str, Any]) -> str:
        return self._url("upload", session)

    def get_apply_url(self, session: dict[str, Any]) -> str:
        return self._url("apply", session)


class AssignmentSerializer(serializers.Serializer[Any]):
    file_id = WholeNumberField(min_value=1, max_value=2**63 - 1)
    doc_type = TenantRelatedField(DocumentType)


class AssignmentsSerializer(serializers.Serializer[Any]):
    assignments = AssignmentSerializer(many=True, allow_empty=False)
