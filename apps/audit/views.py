from typing import Final

from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from apps.audit.filters import AuditLogFilter
from apps.audit.models import AuditLog
from apps.audit.serializers import AuditLogSerializer
from apps.core.json import FILE_RENDERERS
from apps.core.transfer.exports import export_response, stored_rows
from apps.core.transfer.views import EXPORTED, FORMAT, ExportQuerySerializer
from apps.core.viewsets import ApiRequest, TenantViewSet

COLUMNS: Final = {
    "id": "id",
    "timestamp": "timestamp",
    "user_id": "user_id",
    "user": "user__email",
    "impersonator": "impersonator__email",
    "action": "action",
    "resource_type": "resource_type",
    "resource_id": "resource_id",
    "old_values": "old_text",
    "new_values": "new_text",
    "ip_address": "ip_address",
    "request_id": "request_id",
}
"""A column of the export, and where it is read."""


class AuditLogViewSet(TenantViewSet):
    """The audit log: every change, by whomever and whichever way, the newest first. Nobody can change it."""

    model = AuditLog
    serializer_class = AuditLogSerializer
    filterset_class = AuditLogFilter
    related = ("user", "impersonator")
    action_permissions = {"export": "audit.view_auditlog"}

    @extend_schema(parameters=[FORMAT], responses=EXPORTED, filters=True)
    @action(detail=False, pagination_class=None, renderer_classes=FILE_RENDERERS)
    def export(self, request: ApiRequest) -> StreamingHttpResponse:
        """The events that the filters leave, the oldest first, as a file; old and new values are JSON."""
        query = ExportQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = self.filter_queryset(self.get_queryset()).annotate(
            old_text=Cast("old_values", TextField()), new_text=Cast("new_values", TextField())
        )
        cells = stored_rows(rows, request.user.acting_tenant_id, list(COLUMNS.values()))
        return export_response("audit-log", query.validated_data["format"], list(COLUMNS), cells)
