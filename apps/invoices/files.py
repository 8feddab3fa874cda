"""The addresses of documents' files: at once, as a job, many in one archive. The same for every kind of document."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.json import FILE_RENDERERS
from apps.core.rendering.files import MEDIA_TYPES
from apps.core.sse import stream_options
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.documents import Document
from apps.invoices.downloads import file_kinds, start_bulk_download, start_download
from apps.invoices.rendering import file_name, render_file
from apps.invoices.serializers import BulkDownloadSerializer, DownloadQuerySerializer
from apps.jobs.models import Job
from apps.jobs.serializers import JobSerializer
from apps.jobs.views import JobViewSet

DOWNLOADS: dict[str, tuple[str, dict[str, Any]]] = {
    "status": ("retrieve", {}),
    "stream": ("stream", stream_options()),
    "file": ("file", {"renderer_classes": FILE_RENDERERS}),
}


if TYPE_CHECKING:
    _ViewSet = TenantViewSet
else:
    _ViewSet = object  # mixed into viewsets, which alone declare a model


def file_rights(right: str) -> dict[str, str]:
    """The right that the actions of `DocumentFiles` need."""
    return dict.fromkeys(("download", "download_async", "bulk_download"), right)


class DocumentFiles(_ViewSet):
    """The files of a collection of documents, which adds `file_rights` to its `action_permissions`."""

    @extend_schema(
        parameters=[DownloadQuerySerializer],
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES.values()},
    )
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def download(self, request: ApiRequest, pk: int) -> HttpResponse:
        """The document as a file."""
        document = self.get_object()
        file_format = self._file_format(request.query_params)
        name = file_name(document, file_format)
        return HttpResponse(
            render_file(document, request.user.acting_tenant, file_format),
            content_type=MEDIA_TYPES[file_format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @extend_schema(request=DownloadQuerySerializer, responses={202: JobSerializer})
    @action(detail=True, methods=["post"], url_path="download-async")
    def download_async(self, request: ApiRequest, pk: int) -> Response:
        """Start a job that makes the document's file."""
        job = start_download(
            actor=request.user, document=self.get_object(), file_format=self._file_format(request.data)
        )
        return self._started(job)

    @extend_schema(request=BulkDownloadSerializer, responses={202: JobSerializer})
    @action(detail=False, methods=["post"], url_path="bulk-download")
    def bulk_download(self, request: ApiRequest) -> Response:
        """Start a job that makes an archive of many documents' files."""
        body = BulkDownloadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self._started(start_bulk_download(actor=request.user, model=self.model, **body.validated_data))

    def _started(self, job: Job) -> Response:
        body = JobSerializer(job, context=self.get_serializer_context()).data
        return Response(body, status=status.HTTP_202_ACCEPTED)

    @staticmethod
    def _file_format(given: Any) -> str:
        query = DownloadQuerySerializer(data=given)
        query.is_valid(raise_exception=True)
        return str(query.validated_data["file_format"])


def download_routes(prefix: str, model: type[Document]) -> list[URLPattern]:
    """The jobs that make a kind of document's files, under the documents' own addresses."""
    name = str(model._meta.model_name)

    class Downloads(JobViewSet):
        """The jobs that make documents' files."""

        action_permissions = dict.fromkeys(JobViewSet.action_permissions, f"{model._meta.app_label}.view_{name}")
        limited_to = Q(kind__in=file_kinds(model))

        @extend_schema(
            operation_id=f"{prefix.replace('-', '_')}_download_async_stream",
            responses={(200, "text/event-stream"): OpenApiTypes.STR},
        )
        def stream(self, request: ApiRequest, job_id: UUID) -> StreamingHttpResponse:
            """The job as server-sent events, until it ends."""
            return super().stream(request, job_id)

    return [
        path(
            f"{prefix}/download-async/{step}/<uuid:job_id>/",
            Downloads.as_view({"get": handler}, **options),
            name=f"{name}-download-{step}",
        )
        for step, (handler, options) in DOWNLOADS.items()
    ]
