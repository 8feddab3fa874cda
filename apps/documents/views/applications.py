from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.clients.models import Client
from apps.core.deletion import DeletedRowsSerializer, RowIdsSerializer, delete_each
from apps.core.permissions import PLATFORM
from apps.core.viewsets import ApiRequest, Service, TenantViewSet
from apps.documents.filters import ApplicationFilter
from apps.documents.models import CustomerApplication
from apps.documents.serializers.applications import (
    AdvanceSerializer,
    ApplicationSerializer,
    ForceCloseSerializer,
    StepDueDateSerializer,
    StepStatusSerializer,
)
from apps.documents.services import workflow
from apps.documents.services.applications import change_application, create_application, delete_application

CHANGE = "documents.change_customerapplication"


class ApplicationViewSet(TenantViewSet):
    """What customers have asked for, and the work on it, step by step."""

    model = CustomerApplication
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    writes = {"create": create_application, "update": change_application, "destroy": delete_application}
    action_permissions = {
        "quick_create": "documents.add_customerapplication",
        "advance_workflow": CHANGE,
        "reopen": CHANGE,
        "force_close": CHANGE,
        "step_status": CHANGE,
        "step_due_date": CHANGE,
        "step_rollback": CHANGE,
        "recount_due_dates": CHANGE,
        "bulk_delete": PLATFORM,
    }
    wants_fresh_factor = frozenset({"bulk_delete"})
    related = ("customer", "product")
    prefetched = ("workflows", "documents__doc_type")
    search_lookups = ("customer__search_text", "product__search_text")

    @extend_schema(request=ApplicationSerializer, responses={201: ApplicationSerializer})
    @action(detail=False, methods=["post"], url_path="quick-create")
    def quick_create(self, request: ApiRequest) -> Response:
        """An application from a customer and a product."""
        return self._create(request)

    @extend_schema(request=AdvanceSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="advance-workflow")
    def advance_workflow(self, request: ApiRequest, pk: int) -> Response:
        """End the current step and start the next; after the last one the application is completed."""
        return self._moved(request, workflow.advance_application, AdvanceSerializer)

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: ApiRequest, pk: int) -> Response:
        """Open an application that was completed, rejected or closed, at the step where it ended."""
        return self._moved(request, workflow.reopen_application)

    @extend_schema(request=ForceCloseSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="force-close")
    def force_close(self, request: ApiRequest, pk: int) -> Response:
        """End an application before its last step, for a reason."""
        return self._moved(request, workflow.force_close_application, ForceCloseSerializer)

    @extend_schema(request=StepStatusSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="workflows/<int:workflow_id>/status")
    def step_status(self, request: ApiRequest, pk: int, workflow_id: int) -> Response:
        """Move the current step to another status; `completed` advances the application, `rejected` rejects it."""
        return self._moved(request, workflow.set_step_status, StepStatusSerializer, workflow=workflow_id)

    @extend_schema(request=StepDueDateSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="workflows/<int:workflow_id>/due-date")
    def step_due_date(self, request: ApiRequest, pk: int, workflow_id: int) -> Response:
        """Move the due date of a step and, when asked, those of the steps after it."""
        return self._moved(request, workflow.change_due_date, StepDueDateSerializer, workflow=workflow_id)

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="workflows/<int:workflow_id>/rollback")
    def step_rollback(self, request: ApiRequest, pk: int, workflow_id: int) -> Response:
        """Go back from the current step to the one before it."""
        return self._moved(request, workflow.roll_back, workflow=workflow_id)

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="recount-due-dates")
    def recount_due_dates(self, request: ApiRequest, pk: int) -> Response:
        """Count the due dates of the open steps anew: after a step that ended early or late, or a day off that was
        entered later."""
        return self._moved(request, workflow.recount_due_dates)

    @extend_schema(request=RowIdsSerializer, responses=DeletedRowsSerializer)
    @action(detail=False, methods=["post"], url_path="bulk-delete")
    def bulk_delete(self, request: ApiRequest) -> Response:
        """Delete applications by their ids; those that something refers to are skipped, with the reason."""
        body = RowIdsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        deleted = delete_each(
            CustomerApplication.objects.visible_to(request.user),
            body.validated_data["ids"],
            lambda application: delete_application(actor=request.user, customerapplication=application),
        )
        return Response(deleted)

    def _moved(
        self, request: ApiRequest, move: Service, shape: type[BaseSerializer[Any]] | None = None, **step: int
    ) -> Response:
        """Make a move with what the body says; answers the application as it then is."""
        application = self.get_object()
        body: dict[str, Any] = {}
        if shape is not None:
            serializer = shape(data=request.data)
            serializer.is_valid(raise_exception=True)
            body = serializer.validated_data
        return self.answer(move(actor=request.user, application=application, **step, **body))


class ApplicationsHistoryViewSet(TenantViewSet):
    """What a customer has asked for over the years."""

    model = Client
    limited_to = Client.CUSTOMER
    reads = ()
    serializer_class = ApplicationSerializer
    filter_backends = ()
    action_permissions = {"history": "documents.view_customerapplication"}

    @extend_schema(responses=ApplicationSerializer(many=True))
    def history(self, request: ApiRequest, pk: int) -> Response:
        """All applications of a customer, the newest first."""
        rows = CustomerApplication.objects.visible_to(request.user).filter(customer=self.get_object())
        return self.page_of(request, rows.order_by("-id"))
