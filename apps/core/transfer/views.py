"""What views of imports and exports share: the upload's parser, the query's shapes, the documented answers."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser

from apps.core import json, serializers
from apps.core.bodies import UNKNOWN_LENGTH
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.transfer.exports import CONTENT_TYPES

_FORM_ROOM = 100_000
"""Bytes of a form besides its file."""


class UploadParser(MultiPartParser):
    """A form with one file; 413 before a byte of it is read when it is too large, or large and of unknown length."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request: Any = (parser_context or {})["request"]
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length == UNKNOWN_LENGTH:
            raise RuleViolation(
                say(
                    "An upload of more than {most:,} bytes must name its length: send Content-Length, not chunks.",
                    most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
                ),
                code="length_required",
                status=413,
            )
        if length > settings.MAX_UPLOAD_BYTES + _FORM_ROOM:
            raise RuleViolation(
                say("The upload is larger than the {most:,} bytes that are accepted.", most=settings.MAX_UPLOAD_BYTES),
                code="too_large",
                status=413,
            )
        return super().parse(stream, media_type, parser_context)


class ImportSerializer(serializers.Serializer[Any]):
    """A table to import."""

    file = serializers.FileField(help_text="CSV or XLSX; the first row names the columns.", allow_empty_file=True)
    dry_run = serializers.BooleanField(default=False, help_text="Say what would happen, and store nothing.")
    columns = serializers.CharField(
        required=False, help_text='Which column of the file means what, as JSON: {"Firm": "company_name"}.'
    )

    def validate_columns(self, text: str) -> dict[str, str]:
        try:
            mapping = json.loads(text.encode())
        except (ParseError, UnicodeEncodeError) as exc:
            raise serializers.ValidationError(say("This is no JSON: {reason}", reason=exc)) from exc
        if not isinstance(mapping, dict) or not all(isinstance(name, str) for name in mapping.values()):
            raise serializers.ValidationError('Give an object of texts: {"Firm": "company_name"}.')
        return mapping


class RowErrorSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="As a spreadsheet counts.")
    field = serializers.CharField()
    message = serializers.CharField()


class DoubleSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True, help_text="Null in a preview, for a row that is not stored yet.")
    row = serializers.IntegerField(allow_null=True, help_text="Where it came by a row of the same file close by.")
    name = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class RowDoublesSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="As a spreadsheet counts.")
    candidates = DoubleSerializer(many=True)


class ExportQuerySerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=list(CONTENT_TYPES), default="csv")


DRY_RUN = OpenApiParameter("dry_run", bool, description="Say what would happen, and store nothing.")
FORMAT = OpenApiParameter("format", enum=list(CONTENT_TYPES), description="`csv` when left out.")
EXPORTED: Any = {(200, media_type.partition(";")[0]): OpenApiTypes.BINARY for media_type in CONTENT_TYPES.values()}
