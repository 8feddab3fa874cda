"""The view's side of an import: the upload in, the documented answer out."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import status
from rest_framework.response import Response

from apps.core import serializers
from apps.core.transfer.imports import Writer
from apps.core.transfer.views import ImportSerializer, RowDoublesSerializer, RowErrorSerializer
from apps.core.viewsets import ApiRequest
from apps.jobs.serializers import JobSerializer
from apps.jobs.transfers import import_file, start_import


def imported(name: str, writer: type[Writer]) -> Any:
    """What a view that imports documents: the result, with what its writer counts, or the job."""
    return {
        200: inline_serializer(
            name,
            {
                "success": serializers.BooleanField(),
                "processed": serializers.IntegerField(),
                **{count: serializers.IntegerField() for count in writer.counted},
                "failed": serializers.IntegerField(),
                "errors": RowErrorSerializer(many=True),
                "possible_duplicates": RowDoublesSerializer(
                    many=True, help_text="New rows that may be something that is there already; at most 1,000."
                ),
                "errors_url": serializers.URLField(
                    allow_null=True, help_text="The bad rows as a file, to be corrected and imported again."
                ),
                "ignored_columns": serializers.ListField(child=serializers.CharField()),
            },
        ),
        202: JobSerializer,
    }


def answer_import(request: ApiRequest, kind: str) -> Response:
    """Import the request's file: 200 with the result of a small one, 202 with the job of a large one."""
    result, job = import_file(actor=request.user, kind=kind, **_read_form(request))
    shown = JobSerializer(job, context={"request": request}).data if job else None
    if result is None:
        return Response(shown, status=status.HTTP_202_ACCEPTED)
    return Response(result.body() | {"errors_url": shown["file_url"] if shown else None})


def answer_import_job(request: ApiRequest, kind: str) -> Response:
    """Start importing the request's file, however small: 202 with the job."""
    job = start_import(actor=request.user, kind=kind, **_read_form(request))
    return Response(JobSerializer(job, context={"request": request}).data, status=status.HTTP_202_ACCEPTED)


def _read_form(request: ApiRequest) -> dict[str, Any]:
    body = ImportSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    dry_run = body.validated_data["dry_run"]
    if "dry_run" in request.query_params:
        dry_run = serializers.BooleanField().run_validation(request.query_params["dry_run"])
    mapping = body.validated_data.get("columns")
    return {"file": body.validated_data["file"], "mapping": mapping, "dry_run": dry_run}
