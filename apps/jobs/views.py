from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.json import FILE_RENDERERS
from apps.core.permissions import SIGNED_IN
from apps.core.sse import Event, stream_response
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.jobs.filters import JobFilter
from apps.jobs.models import Job
from apps.jobs.serializers import JobSerializer
from apps.jobs.services import cancel_job

BINARY = "application/octet-stream"


class JobViewSet(TenantViewSet):
    """Work that takes long: imports, exports, mails, files. Everybody sees the own jobs, whoever may, the tenant's."""

    model = Job
    serializer_class = JobSerializer
    filterset_class = JobFilter
    lookup_field = "job_id"
    lookup_value_converter = "uuid"
    action_permissions = {
        "list": SIGNED_IN,
        "retrieve": SIGNED_IN,
        "cancel": SIGNED_IN,
        "file": SIGNED_IN,
        "stream": SIGNED_IN,
    }

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, job_id: UUID) -> Response:
        """End a job that has not ended; 409 when it has."""
        return self.answer(cancel_job(actor=request.user, job=self.get_object()))

    @extend_schema(responses={(200, BINARY): OpenApiTypes.BINARY})
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def file(self, request: ApiRequest, job_id: UUID) -> FileResponse:
        """The file that the job made; 404 while there is none."""
        job = self.get_object()
        if not job.file:
            raise Http404
        return job_file(job)

    @extend_schema(
        operation_id="async_jobs_stream",
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="`progress` while it runs, then `done` or `error`; the job as `data`."
            )
        },
    )
    def stream(self, request: ApiRequest, job_id: UUID) -> StreamingHttpResponse:
        """The job as server-sent events, until it ends."""
        return job_stream(self, self.get_object())


def job_file(job: Job) -> FileResponse:
    """The file that a job made, as a download."""
    name = str(job.file.name).rsplit("/", 1)[-1]
    return FileResponse(job.file.open(), as_attachment=True, filename=name, content_type=BINARY)


def job_stream(view: TenantViewSet, job: Job) -> StreamingHttpResponse:
    """A job as server-sent events: `progress` while it runs, then `done` or `error`, with the job as `data`."""

    def read() -> Event:
        current: Any = Job.unscoped.get(pk=job.pk)
        name = {Job.Status.SUCCEEDED: "done", Job.Status.FAILED: "error", Job.Status.CANCELLED: "error"}.get(
            current.status, "progress"
        )
        body = JobSerializer(current, context={"request": view.request}).data
        return f"{current.pk}-{current.status}-{current.progress}", name, body

    return stream_response(view.request, job.tenant_id, read, frozenset({"done", "error"}))
