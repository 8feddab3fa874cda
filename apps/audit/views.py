from functools import partial
from typing import Any, Final

from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from apps.audit.feed import changes_since, resource_right
from apps.audit.filters import AuditLogFilter
from apps.audit.models import AuditLog
from apps.audit.serializers import AuditLogSerializer, ChangesQuerySerializer, ChangesSerializer
from apps.core.json import FILE_RENDERERS
from apps.core.permissions import SIGNED_IN
from apps.core.schema import ERROR_REF
from apps.core.sse import late_answer
from apps.core.texts import say
from apps.core.transfer.exports import export_response, stored_rows
from apps.core.transfer.views import EXPORTED, FORMAT, ExportQuerySerializer
from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet

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
    ordering = ("-timestamp", "-id")
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


class ChangesView(ApiView):
    """What changed, for programs that keep a copy."""

    access = SIGNED_IN

    @extend_schema(
        operation_id="changes_list",
        parameters=[ChangesQuerySerializer],
        responses={
            200: ChangesSerializer,
            410: OpenApiResponse(ERROR_REF, description="The cursor's event is no longer there: read everything anew."),
        },
    )
    def get(self, request: ApiRequest) -> Response:
        """What was committed since a cursor, of the kinds of records that the caller may view: each event once, none
        left out, in commit order. With `wait` and nothing to tell, it waits for the next."""
        query = ChangesQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = {"types": set(), "resource": set()} | query.validated_data
        for kind in sorted({*asked["resource"], *(name.partition(".")[0] for name in asked["types"])}):
            if (right := resource_right(kind)) and not request.user.has_perm(right):
                raise PermissionDenied(
                    say("This needs the right {requirement}, which your role does not hold.", requirement=right)
                )
        read = partial(changes_since, request.user, types=asked["types"], resources=asked["resource"])
        changes = read(asked["since"], most=asked["page_size"])
        shown = ChangesSerializer(changes).data
        if changes.events or changes.has_more or not asked["wait"]:
            return Response(shown)

        def read_on() -> Any:
            found = read(str(changes.position), most=asked["page_size"])
            return ChangesSerializer(found).data if found.events or found.has_more else None

        return late_answer(request, request.user.acting_tenant_id, read_on, shown, asked["wait"])
