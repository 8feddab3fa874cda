from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.response import Response

from apps.core.sse import Event, stream_response
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.documents.models import Categorization, CustomerApplication
from apps.documents.serializers.applications import ApplicationSerializer
from apps.documents.serializers.categorizing import (
    AnnouncementSerializer,
    AssignmentsSerializer,
    CategorizationRowSerializer,
    CategorizationSerializer,
    FilesSerializer,
)
from apps.documents.serializers.documents import FileSerializer
from apps.documents.services import categorizing as services
from apps.jobs.models import Job

CHANGE, VIEW = "documents.change_document", "documents.view_document"


class CategorizeViewSet(TenantViewSet):
    """Where the sorting of an application's files begins."""

    model = CustomerApplication
    reads = ()
    serializer_class = ApplicationSerializer
    filter_backends = ()
    action_permissions = {"start": CHANGE, "announce": CHANGE}
    related = ("customer",)

    @extend_schema(request={"multipart/form-data": FilesSerializer}, responses={202: CategorizationSerializer})
    def start(self, request: ApiRequest, pk: int) -> Response:
        """Upload files (`files`, once for each) and have them matched to the document types."""
        application = self.get_object()
        body = FilesSerializer(data={"files": request.FILES.getlist("files")})
        body.is_valid(raise_exception=True)
        session = services.start_categorization(
            actor=request.user, customer_application=application, files=body.validated_data["files"]
        )
        return self._shown(session, status.HTTP_202_ACCEPTED)

    @extend_schema(request=AnnouncementSerializer, responses={201: CategorizationSerializer})
    def announce(self, request: ApiRequest, pk: int) -> Response:
        """Announce files by their names; each is then uploaded to `upload_url`."""
        application = self.get_object()
        body = AnnouncementSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        session = services.announce_files(
            actor=request.user, customer_application=application, files=body.validated_data["files"]
        )
        return self._shown(session, status.HTTP_201_CREATED)

    def _shown(self, session: Categorization, status_code: int) -> Response:
        body = CategorizationSerializer(
            services.describe_categorization(session), context=self.get_serializer_context()
        )
        return Response(body.data, status=status_code)


class CategorizationViewSet(TenantViewSet):
    """Files that are sorted."""

    model = Categorization
    reads = ()
    serializer_class = CategorizationRowSerializer
    filter_backends = ()
    lookup_field = "job_id"
    lookup_value_converter = "uuid"
    action_permissions = {"upload": CHANGE, "status": VIEW, "stream": VIEW, "apply": CHANGE}
    related = ("customer_application",)

    @extend_schema(request={"multipart/form-data": FileSerializer}, responses={202: CategorizationSerializer})
    def upload(self, request: ApiRequest, job_id: UUID) -> Response:
        """Upload one file; it is matched at once."""
        session = self.get_object()
        body = FileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.upload_file(actor=request.user, categorization=session, file=body.validated_data["file"])
        return Response(self._body(session), status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=CategorizationSerializer)
    def status(self, request: ApiRequest, job_id: UUID) -> Response:
        """How far it is, and what each file was taken for."""
        return Response(self._body(self.get_object()))

    @extend_schema(
        operation_id="document_categorization_stream",
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="`progress` for each file that is done, then `done`; all of it as `data`."
            )
        },
    )
    def stream(self, request: ApiRequest, job_id: UUID) -> StreamingHttpResponse:
        """The same as server-sent events, until every announced file is done."""
        session = self.get_object()

        def read() -> Event:
            body = self._body(session)
            name = "done" if body["status"] == Job.Status.SUCCEEDED else "progress"
            states = "-".join(f"{file['file_id']}{file['status'][0]}" for file in body["files"])
            return f"{body['status']}-{states}", name, body

        return stream_response(request, session.tenant_id, read, frozenset({"done"}))

    @extend_schema(request=AssignmentsSerializer, responses=CategorizationSerializer)
    def apply(self, request: ApiRequest, job_id: UUID) -> Response:
        """Make files the documents that they are. What was found is a suggestion; what is sent counts."""
        session = self.get_object()
        body = AssignmentsSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        services.apply_categorization(actor=request.user, categorization=session, **body.validated_data)
        return Response(self._body(session))

    def _body(self, session: Categorization) -> dict[str, Any]:
        described = services.describe_categorization(session)
        body: dict[str, Any] = CategorizationSerializer(described, context=self.get_serializer_context()).data
        return body
