from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.clients.models import Client
from apps.clients.serializers import ClientSerializer
from apps.core.json import FILE_RENDERERS
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.models import Invoice
from apps.invoices.serializers import InvoiceSerializer
from apps.payments.filters import PaymentFilter
from apps.payments.models import Payment
from apps.payments.serializers import (
    PaymentSerializer,
    SettlementSerializer,
    StatementQuerySerializer,
    StatementSerializer,
)
from apps.payments.services import change_payment, create_payment, delete_payment, pay_balance
from apps.payments.statements import Statement, render_statement, statement_of


class PaymentViewSet(TenantViewSet):
    """Money received. Each change settles its invoice at once: paid amount, balance and status."""

    model = Payment
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    writes = {"create": create_payment, "update": change_payment, "destroy": delete_payment}
    related = ("invoice", "excess")
    search_lookups = ("=invoice__invoice_number", "invoice__search_text", "invoice__client__search_text")


class ClientStatementViewSet(TenantViewSet):
    """A client's account, under the client's own address."""

    model = Client
    serializer_class = ClientSerializer
    reads = ()
    action_permissions = {
        "statement": "payments.view_payment",
        "download_statement": "payments.view_payment",
    }

    def _statement(self, request: ApiRequest) -> Statement:
        client = self.get_object()
        query = StatementQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        return statement_of(actor=request.user, client=client, **query.validated_data)

    @extend_schema(parameters=[StatementQuerySerializer], responses=StatementSerializer, filters=False)
    @action(detail=True, pagination_class=None)
    def statement(self, request: ApiRequest, pk: int) -> Response:
        """What was claimed, credited, paid and paid back, with the balance after each."""
        return Response(StatementSerializer(self._statement(request)).data)

    @extend_schema(
        parameters=[StatementQuerySerializer], responses={(200, "application/pdf"): OpenApiTypes.BINARY}, filters=False
    )
    @action(detail=True, url_path="statement/download", renderer_classes=FILE_RENDERERS, pagination_class=None)
    def download_statement(self, request: ApiRequest, pk: int) -> HttpResponse:
        """The statement as PDF."""
        content = render_statement(self._statement(request), request.user.acting_tenant)
        headers = {"Content-Disposition": f'attachment; filename="statement-{pk}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class InvoiceSettlementViewSet(TenantViewSet):
    """What payments do to an invoice, under the invoice's own address."""

    model = Invoice
    serializer_class = InvoiceSerializer
    reads = ()
    action_permissions = {"mark_as_paid": "payments.add_payment"}
    related = ("client",)

    @extend_schema(request=SettlementSerializer, responses=InvoiceSerializer)
    @action(detail=True, methods=["post"], url_path="mark-as-paid")
    def mark_as_paid(self, request: ApiRequest, pk: int) -> Response:
        """Take a payment of the whole balance; 409 when nothing is open."""
        invoice = self.get_object()
        body = SettlementSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(pay_balance(actor=request.user, invoice=invoice, **body.validated_data))
