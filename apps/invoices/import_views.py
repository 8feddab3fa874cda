from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import FileResponse, Http404, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.json import FILE_RENDERERS, StrictJSONParser
from apps.core.transfer.views import UploadParser
from apps.core.uploads import private_file
from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet
from apps.invoices.filters import InvoiceImportFilter
from apps.invoices.import_serializers import (
    ImportConfigSerializer,
    ImportFileSerializer,
    ImportFilesSerializer,
    InvoiceImportSerializer,
)
from apps.invoices.importing.services import KINDS, start_import, start_imports
from apps.invoices.importing.uploads import import_config
from apps.invoices.models import InvoiceImport
from apps.jobs.models import Job
from apps.jobs.serializers import JobSerializer
from apps.jobs.views import JobViewSet

ADD = "invoices.add_invoice"


class ImportConfigView(ApiView):
    """What can be imported."""

    access = ADD

    @extend_schema(responses=ImportConfigSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The formats that are read, and the limits."""
        return Response(ImportConfigSerializer(import_config()).data)


class ImportUploadView(ApiView):
    """Where files come in."""

    access = ADD
    parser_classes = (UploadParser, StrictJSONParser)

    def started(self, job: Job) -> Response:
        return Response(JobSerializer(job, context={"request": self.request}).data, status=status.HTTP_202_ACCEPTED)


class ImportSingleView(ImportUploadView):
    @extend_schema(request={"multipart/form-data": ImportFileSerializer}, responses={202: JobSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Start the job that makes a draft of an invoice in a file, or of each in a table.

        Its `result` is what became of the file, with `readings`; it fails where the file is refused. Of a table of
        several invoices it is as that of a batch, with each of them in `files`, and fails where any of them is refused.
        """
        body = ImportFileSerializer(data=request.data, context={"request": request})
        body.is_valid(raise_exception=True)
        return self.started(start_import(actor=request.user, **body.validated_data))


class ImportBatchView(ImportUploadView):
    @extend_schema(request={"multipart/form-data": ImportFilesSerializer}, responses={202: JobSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Start the job that makes a draft of each of many files (`files`, once for each).

        Its `result` is `{imported, duplicates, failed, files: [..]}`, of a table of several invoices with each of them;
        a file that is refused does not hold up others.
        """
        given: Any = request.data if isinstance(request.data, Mapping) else {}
        named = {name: given[name] for name in ("client", "create_client") if name in given}
        files = {"files": request.FILES.getlist("files") if request.FILES else []}
        body = ImportFilesSerializer(data=named | files, context={"request": request})
        body.is_valid(raise_exception=True)
        return self.started(start_imports(actor=request.user, **body.validated_data))


class ImportJobViewSet(JobViewSet):
    """The jobs that import invoices."""

    limited_to = Q(kind__in=KINDS)
    filter_backends = ()
    action_permissions = dict.fromkeys(JobViewSet.action_permissions, ADD)

    @extend_schema(
        operation_id="invoices_import_stream",
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="`progress` while it runs, then `done` or `error`; the job as `data`."
            )
        },
    )
    def stream(self, request: ApiRequest, job_id: UUID) -> StreamingHttpResponse:
        """The job as server-sent events, until it ends."""
        return super().stream(request, job_id)


class InvoiceImportViewSet(TenantViewSet):
    """Files that were imported: what was read of each, how sure, and which draft it became."""

    model = InvoiceImport
    serializer_class = InvoiceImportSerializer
    filterset_class = InvoiceImportFilter
    action_permissions = {"file": "invoices.view_invoiceimport"}
    related = ("invoice", "job")

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def file(self, request: ApiRequest, pk: int) -> FileResponse:
        """The file as it was sent, to be saved; a picture without what was noted beside it, such as where it was taken.
        404 where the file is not kept."""
        row = self.get_object()
        if not row.file:
            raise Http404
        return private_file(row.file, filename=row.filename, content_type="application/octet-stream")
