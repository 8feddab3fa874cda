from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.http import FileResponse, Http404, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.json import FILE_RENDERERS
from apps.core.pagination import PageNumbers
from apps.core.permissions import PLATFORM
from apps.core.sse import Event, stream_response
from apps.core.viewsets import ApiRequest, ApiView
from apps.jobs.models import Job
from apps.jobs.serializers import JobSerializer
from apps.monitoring.backups.store import all_backups, find_backup
from apps.monitoring.serializers.backups import (
    BackupSerializer,
    BackupUploadSerializer,
    DeletedSerializer,
    RestoreSerializer,
)
from apps.monitoring.services.backups import (
    RESTORE,
    accept_upload,
    delete_backups,
    latest_backup_job,
    start_backup,
    start_restore,
)
from apps.monitoring.uploads import ArchiveUpload

BINARY = "application/octet-stream"
STREAM = {
    (200, "text/event-stream"): OpenApiResponse(
        OpenApiTypes.STR, description="`progress` while it runs, then `done` or `error`; the job as `data`."
    )
}


class BackupListView(ApiView):
    access = {"get": PLATFORM}
    pagination_class = PageNumbers

    @extend_schema(responses=BackupSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """The archives that are there, the newest first."""
        paginator = self.pagination_class()
        rows = paginator.slice_of(all_backups(), request)
        return paginator.answer(BackupSerializer(rows, many=True).data)


class BackupFileView(ApiView):
    access = {"get": PLATFORM}
    renderer_classes = FILE_RENDERERS

    @extend_schema(responses={(200, BINARY): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, filename: str) -> FileResponse:
        """The archive itself. 404 for any name that the list does not show."""
        backup = find_backup(filename)
        if backup is None:
            raise Http404
        return FileResponse(backup.path.open("rb"), as_attachment=True, filename=filename, content_type=BINARY)


class BackupUploadView(ApiView):
    access = {"post": PLATFORM}
    parser_classes = (MultiPartParser,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        request._request.upload_handlers = [ArchiveUpload(request._request)]
        super().initial(request, *args, **kwargs)

    @extend_schema(request={"multipart/form-data": BackupUploadSerializer}, responses={201: BackupSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Take in an archive: multipart with `file`. Every byte is checked first; 400 for a foreign or damaged one."""
        body = BackupUploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        backup = accept_upload(actor=request.user, upload=body.validated_data["file"])
        return Response(BackupSerializer(backup).data, status=status.HTTP_201_CREATED)


class BackupDeleteAllView(ApiView):
    access = {"delete": PLATFORM}
    wants_fresh_factor = frozenset({"delete"})

    @extend_schema(responses={200: DeletedSerializer})
    def delete(self, request: ApiRequest) -> Response:
        """Delete every archive."""
        return Response({"deleted": delete_backups(actor=request.user)})


class BackupStartView(ApiView):
    access = {"get": PLATFORM}

    @extend_schema(responses=STREAM)
    def get(self, request: ApiRequest) -> StreamingHttpResponse:
        """Make a backup and follow it as server-sent events.

        While one is being made that one is followed, and whoever comes back with `Last-Event-ID` follows the last.
        """
        job = latest_backup_job(actor=request.user) if "Last-Event-ID" in request.headers else None
        return _follow(request, job or start_backup(actor=request.user))


class BackupRestoreView(ApiView):
    access = {"post": PLATFORM}
    wants_fresh_factor = frozenset({"post"})

    @extend_schema(request=RestoreSerializer, responses=STREAM)
    def post(self, request: ApiRequest) -> StreamingHttpResponse:
        """Replace all data by those of an archive, and follow it as server-sent events.

        All or nothing: until the last step the present data stay. With `done` every session has ended, the caller's
        too. 409 where this process does not know the database's owner.
        """
        body = RestoreSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _follow(request, start_restore(actor=request.user, filename=body.validated_data["filename"]))


def _follow(request: ApiRequest, job: Job) -> StreamingHttpResponse:
    """The job, also from one database into the next: in the new one it has another row, with the same `job_id`."""
    names = {Job.Status.SUCCEEDED: "done", Job.Status.FAILED: "error", Job.Status.CANCELLED: "error"}
    latest = [job]

    def read() -> Event:
        try:
            found = Job.unscoped.using("ops").filter(job_id=job.job_id).first()
            latest[0] = found or latest[0]
        except (OperationalError, InterfaceError):  # disconnected by the swap
            connections["ops"].close()
        current: Any = latest[0]
        event_id = f"{current.job_id}-{current.status}-{current.progress}-{current.message}"
        body = JobSerializer(current, context={"request": request}).data
        return event_id, names.get(current.status, "progress"), body

    # With a restore its caller's session ends too, and who has begun it is to see how it ends.
    return stream_response(
        request, job.tenant_id, read, frozenset({"done", "error"}), outlives_caller=job.kind == RESTORE
    )
