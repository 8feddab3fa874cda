from typing import Any

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.json import FILE_RENDERERS, StrictJSONParser
from apps.core.transfer.views import UploadParser
from apps.core.uploads import IMAGES, PDF, private_file
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.documents.filters import DocumentFilter
from apps.documents.models import Document
from apps.documents.selectors import latest_validation
from apps.documents.serializers.documents import (
    ActionSerializer,
    DocumentSerializer,
    MergeDocumentsSerializer,
    VersionSerializer,
)
from apps.documents.services import documents as services
from apps.documents.services.printing import merge_documents, print_document
from apps.documents.services.reading import READ_DOCUMENT, VALIDATE_CATEGORY, start_document_reading
from apps.jobs.serializers import JobSerializer
from apps.jobs.views import job_stream

VIEW, CHANGE = "documents.view_document", "documents.change_document"
FILES: Any = {
    (200, content_type): OpenApiTypes.BINARY
    for content_type in (PDF, *(content_type for content_type, _ in IMAGES.values()))
}
ONE_PDF: Any = {(200, PDF): OpenApiTypes.BINARY}
ACTION = OpenApiParameter("action_name", enum=["approve", "reject", "ocr", "rotate"], location=OpenApiParameter.PATH)


class DocumentViewSet(TenantViewSet):
    """The documents of customers' applications, with their files."""

    model = Document
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    parser_classes = (UploadParser, StrictJSONParser)
    writes = {
        "create": services.create_document,
        "update": services.change_document,
        "destroy": services.delete_document,
    }
    action_permissions = {
        "download": VIEW,
        "print": VIEW,
        "versions": VIEW,
        "version": VIEW,
        "merge_pdf": VIEW,
        "act": CHANGE,
        "validate_category": CHANGE,
        "validation_stream": VIEW,
    }
    related = ("doc_type",)
    search_lookups = ("doc_type__search_text", "customer_application__customer__search_text")

    @extend_schema(responses=FILES)
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def download(self, request: ApiRequest, pk: int) -> FileResponse:
        """The file itself, to be saved; 404 while there is none."""
        document = self.get_object()
        if not document.file:
            raise Http404
        return private_file(document.file, filename=document.filename, content_type=document.content_type)

    @extend_schema(responses=ONE_PDF)
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def print(self, request: ApiRequest, pk: int) -> HttpResponse:
        """The file as a PDF to be shown and printed, images on A4, without scripts; 404 while there is none."""
        document = self.get_object()
        if not document.file:
            raise Http404
        return _shown(print_document(actor=request.user, document=document), f"{document.pk}.pdf", "inline")

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def versions(self, request: ApiRequest, pk: int) -> Response:
        """The files that the document had before the present one, as a bare array."""
        return Response(VersionSerializer(self.get_object().versions.all(), many=True).data)

    @extend_schema(responses=FILES)
    @action(detail=True, url_path="versions/<int:version>/download", renderer_classes=FILE_RENDERERS)
    def version(self, request: ApiRequest, pk: int, version: int) -> FileResponse:
        """A file that the document had before."""
        for row in self.get_object().versions.filter(version=version):
            return private_file(row.file, filename=row.filename, content_type=row.content_type)
        raise Http404

    @extend_schema(request=MergeDocumentsSerializer, responses=ONE_PDF)
    @action(detail=False, methods=["post"], url_path="merge-pdf", renderer_classes=FILE_RENDERERS)
    def merge_pdf(self, request: ApiRequest) -> HttpResponse:
        """One PDF of the files of documents, in the order of their ids: images upright on A4, scripts left out."""
        body = MergeDocumentsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        merged = merge_documents(actor=request.user, document_ids=body.validated_data["document_ids"])
        return _shown(merged, "documents.pdf", "attachment")

    @extend_schema(
        parameters=[ACTION], request=ActionSerializer, responses={200: DocumentSerializer, 202: JobSerializer}
    )
    @action(detail=True, methods=["post"], url_path="actions/<str:action_name>")
    def act(self, request: ApiRequest, pk: int, action_name: str) -> Response:
        """`approve` or `reject` a document, `rotate` its file, or start the job that reads it (`ocr`)."""
        document = self.get_object()
        body = ActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        named = {name: value for name, value in body.validated_data.items() if name in _TAKES.get(action_name, ())}
        match action_name:
            case "approve":
                moved = services.review_document(
                    actor=request.user, document=document, status=Document.Status.APPROVED, **named
                )
            case "reject":
                moved = services.review_document(
                    actor=request.user, document=document, status=Document.Status.REJECTED, **named
                )
            case "rotate":
                moved = services.rotate_document(actor=request.user, document=document, **named)
            case "ocr":
                return self._started(request, READ_DOCUMENT, document)
            case _:
                raise Http404
        return self.answer(moved)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"], url_path="validate-category")
    def validate_category(self, request: ApiRequest, pk: int) -> Response:
        """Start the job that says whether the file is what the document claims to be."""
        return self._started(request, VALIDATE_CATEGORY, self.get_object())

    @extend_schema(
        operation_id="documents_validation_stream",
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="`progress` while it runs, then `done` or `error`; the job as `data`."
            )
        },
    )
    def validation_stream(self, request: ApiRequest, pk: int) -> StreamingHttpResponse:
        """The document's latest validation as server-sent events; 404 while there was none."""
        job = latest_validation(self.get_object())
        if job is None:
            raise Http404
        return job_stream(self, job)

    def _started(self, request: ApiRequest, kind: str, document: Document) -> Response:
        job = start_document_reading(actor=request.user, document=document, kind=kind)
        body = JobSerializer(job, context=self.get_serializer_context()).data
        return Response(body, status=status.HTTP_202_ACCEPTED)


_TAKES = {"approve": ("reason",), "reject": ("reason",), "rotate": ("degrees",)}


def _shown(content: bytes, filename: str, disposition: str) -> HttpResponse:
    """A PDF that was made here, never run as a page of this origin."""
    return HttpResponse(
        content,
        content_type=PDF,
        headers={
            "Content-Disposition": f'{disposition}; filename="{filename}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
