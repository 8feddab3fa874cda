"""Deleting many rows by their ids: what is asked, and what is answered."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from apps.core import serializers
from apps.core.errors import RuleViolation


class RowIdsSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False, max_length=1_000
    )


class SkippedRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    message = serializers.CharField()


class DeletedRowsSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()
    skipped = serializers.IntegerField()
    reasons = SkippedRowSerializer(many=True, help_text="Why rows were skipped.")


def delete_each(rows: QuerySet[Any], ids: Sequence[int], delete: Callable[[Any], None]) -> dict[str, Any]:
    """Delete the rows of these ids one by one; those that `delete` refuses, and ids of no row, are skipped.

    Answers `{deleted, skipped, reasons: [{id, message}]}`.
    """
    found = rows.in_bulk(list(ids))
    reasons = []
    for pk in sorted(set(ids)):
        try:
            if pk not in found:
                raise RuleViolation("There is no such record.", code="not_found", status=404)
            delete(found[pk])
        except RuleViolation as exc:
            reasons.append({"id": pk, "message": exc.message})
    return {"deleted": len(set(ids)) - len(reasons), "skipped": len(reasons), "reasons": reasons}
