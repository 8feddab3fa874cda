from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.ageing import DailyAgeing
from apps.invoices.filters import InvoiceFilter
from apps.invoices.models import Invoice
from apps.invoices.rendering import file_name, render_invoice
from apps.invoices.serializers import (
    DownloadQuerySerializer,
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

bring_invoices_up_to_date = DailyAgeing(mark_overdue_invoices)


class InvoiceViewSet(TenantViewSet):
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
        "download": "invoices.view_invoice",
    }
    related = ("client",)
    prefetched = ("line_items", "payments")
    search_lookups = ("search_text", "client__search_text")

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

    @extend_schema(parameters=[DownloadQuerySerializer], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True)
    def download(self, request: ApiRequest, pk: int) -> HttpResponse:
        """The invoice as a file."""
        invoice = self.get_object()
        query = DownloadQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        return HttpResponse(
            render_invoice(invoice, request.user.acting_tenant),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{file_name(invoice, "pdf")}"'},
        )
