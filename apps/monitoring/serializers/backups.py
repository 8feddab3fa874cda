"""The shapes of archives and of what is done with them."""

from typing import Any

from apps.core import serializers
from apps.expenses.serializers import BinaryField


class BackupSerializer(serializers.Serializer[Any]):
    """An archive. What it holds is null where this installation has not signed it, or cannot read it."""

    filename = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    created_at = serializers.DateTimeField()
    encrypted = serializers.BooleanField()
    valid = serializers.SerializerMethodField(help_text="Whether this installation has signed it.")
    scheduled = serializers.BooleanField(source="manifest.scheduled", default=None, allow_null=True)
    rows = serializers.IntegerField(source="manifest.rows", default=None, allow_null=True)
    files = serializers.IntegerField(source="media", allow_null=True, help_text="Media in it.")
    versions = serializers.DictField(source="manifest.versions", default=None, allow_null=True)

    def get_valid(self, backup: Any) -> bool:
        return backup.manifest is not None


class BackupUploadSerializer(serializers.Serializer[Any]):
    file = BinaryField(max_length=1000, help_text="An archive that this installation has signed.")


class RestoreSerializer(serializers.Serializer[Any]):
    filename = serializers.CharField(max_length=200, help_text="As in the list of backups.")


class DeletedSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()
