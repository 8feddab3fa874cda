from typing import Any

from rest_framework import serializers

from apps.audit.models import AuditLog


class EventUserSerializer(serializers.Serializer[Any]):
    """Who it was; of a user who is gone, the id alone."""

    id = serializers.IntegerField()
    email = serializers.CharField(allow_null=True)


class AuditLogSerializer(serializers.ModelSerializer[AuditLog]):
    """One event: who did what to which record, and what changed of it. Secrets are masked."""

    user = EventUserSerializer(allow_null=True, help_text="Null for what the product did by itself.")
    impersonator = EventUserSerializer(allow_null=True, help_text="The superuser who acted as the user.")

    class Meta:
        model = AuditLog
        fields = [
            "id", "user", "impersonator", "action", "resource_type", "resource_id", "old_values", "new_values",
            "ip_address", "request_id", "timestamp",
        ]  # fmt: skip
        read_only_fields = fields
