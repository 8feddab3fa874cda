from uuid import UUID

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from apps.core.json import StrictJSONParser
from apps.core.transfer.views import UploadParser
from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet
from apps.documents.serializers.documents import FileSerializer
from apps.documents.services.reading import READ_PASSPORT, READ_TEXT, start_upload_reading
from apps.jobs.models import Job
from apps.jobs.serializers import JobSerializer


class ReadingView(ApiView):
    """A file is uploaded, a job reads it, and the file is forgotten."""

    access = "documents.add_document"
    parser_classes = (UploadParser, StrictJSONParser)
    kind = READ_PASSPORT

    @extend_schema(request={"multipart/form-data": FileSerializer}, responses={202: JobSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Start the job that reads the uploaded file; its `result` holds what was read."""
        body = FileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = start_upload_reading(actor=request.user, kind=self.kind, file=body.validated_data["file"])
        return Response(JobSerializer(job, context={"request": request}).data, status=status.HTTP_202_ACCEPTED)


class PassportView(ReadingView):
    """The machine-readable zone of a travel document."""


class CustomerPassportView(PassportView):
    """The same, where a customer is about to be entered."""

    access = "clients.add_client"


class TextView(ReadingView):
    """The text of a document."""

    kind = READ_TEXT


class PassportStatusViewSet(TenantViewSet):
    """How the reading of a travel document stands."""

    model = Job
    limited_to = Q(kind=READ_PASSPORT)
    reads = ()
    serializer_class = JobSerializer
    filter_backends = ()
    lookup_field = "job_id"
    lookup_value_converter = "uuid"
    action_permissions = {"status": "documents.add_document"}

    @extend_schema(responses=JobSerializer)
    def status(self, request: ApiRequest, job_id: UUID) -> Response:
        """The job as JSON; its `result` holds `fields, mrz, checks, is_valid, confidence`."""
        return self.answer(self.get_object())


class TextStatusViewSet(PassportStatusViewSet):
    """How the reading of a text stands."""

    limited_to = Q(kind=READ_TEXT)
