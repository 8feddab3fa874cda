from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.permissions import PLATFORM
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.deletion import delete_invoices, force_delete_invoice, preview_deletion
from apps.invoices.files import DocumentFiles, file_rights
from apps.invoices.filters import InvoiceFilter
from apps.invoices.models import Invoice
from apps.invoices.serializers import (
    DeletedInvoicesSerializer,
    DeletionPreviewSerializer,
    InvoiceIdsSerializer,
    InvoiceSerializer,
    ProposalQuerySerializer,
    ProposalSerializer,
)
from apps.invoices.services import (
    cancel_invoice,
    change_invoice,
    create_invoice,
    delete_draft,
    duplicate_invoice,
    mark_overdue_invoices,
    propose_invoice,
    send_invoice,
)
from apps.tenants.ageing import DailyAgeing

bring_invoices_up_to_date = DailyAgeing(mark_overdue_invoices)


class InvoiceViewSet(DocumentFiles, TenantViewSet):
    """Invoices: drafts to be filled, issued ones to be paid."""

    model = Invoice
    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilter
    writes = {"create": create_invoice, "update": change_invoice, "destroy": delete_draft}
    action_permissions = {
        "send": "invoices.change_invoice",
        "cancel": "invoices.change_invoice",
        "duplicate": "invoices.add_invoice",
        "propose": "invoices.view_invoice",
        **file_rights("invoices.view_invoice"),
        "delete_preview": PLATFORM,
        "force_delete": PLATFORM,
        "bulk_delete": PLATFORM,
    }
    wants_fresh_factor = frozenset({"force_delete", "bulk_delete"})
    related = ("client",)
    prefetched = ("line_items", "payments")
    search_lookups = ("=invoice_number", "search_text", "client__search_text")

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        bring_invoices_up_to_date(actor=request.user)

    @extend_schema(request=None, responses=InvoiceSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: ApiRequest, pk: int) -> Response:
        """Freeze a draft and e-mail it to the client with its PDF; 409 for an invoice that is no draft."""
        return self.answer(send_invoice(actor=request.user, invoice=self.get_object()))

    @extend_schema(request=None, responses=InvoiceSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        """Cancel an issued invoice on which nothing is paid."""
        return self.answer(cancel_invoice(actor=request.user, invoice=self.get_object()))

    @extend_schema(request=None, responses={201: InvoiceSerializer})
    @action(detail=True, methods=["post"])
    def duplicate(self, request: ApiRequest, pk: int) -> Response:
        """A new draft of today with the same client and lines."""
        invoice = duplicate_invoice(actor=request.user, invoice=self.get_object())
        return self.answer(invoice, status.HTTP_201_CREATED)

    @extend_schema(parameters=[ProposalQuerySerializer], responses=ProposalSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def propose(self, request: ApiRequest) -> Response:
        """The number and dates that the next invoice would get; nothing is taken."""
        query = ProposalQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(ProposalSerializer(propose_invoice(actor=request.user, **query.validated_data)).data)

    @extend_schema(responses=DeletionPreviewSerializer, filters=False)
    @action(detail=True, url_path="delete-preview")
    def delete_preview(self, request: ApiRequest, pk: int) -> Response:
        """What a forced deletion would take with it."""
        return Response(DeletionPreviewSerializer(preview_deletion(self.get_object())).data)

    @extend_schema(request=None, responses=DeletionPreviewSerializer)
    @action(detail=True, methods=["post"], url_path="force-delete")
    def force_delete(self, request: ApiRequest, pk: int) -> Response:
        """Remove an invoice in any status with its lines and payments; answers what was removed."""
        removed = force_delete_invoice(actor=request.user, invoice=self.get_object())
        return Response(DeletionPreviewSerializer(removed).data)

    @extend_schema(request=InvoiceIdsSerializer, responses=DeletedInvoicesSerializer)
    @action(detail=False, methods=["post"], url_path="bulk-delete")
    def bulk_delete(self, request: ApiRequest) -> Response:
        """Force-delete many invoices, each by itself; ids of no invoice are skipped."""
        body = InvoiceIdsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        deleted = delete_invoices(actor=request.user, ids=body.validated_data["ids"])
        return Response(DeletedInvoicesSerializer(deleted).data)
