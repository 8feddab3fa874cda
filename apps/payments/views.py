from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.models import Invoice
from apps.invoices.serializers import InvoiceSerializer
from apps.payments.filters import PaymentFilter
from apps.payments.models import Payment
from apps.payments.serializers import PaymentSerializer, SettlementSerializer
from apps.payments.services import change_payment, create_payment, delete_payment, pay_balance


class PaymentViewSet(TenantViewSet):
    """Money received. Each change settles its invoice at once: paid amount, balance and status."""

    model = Payment
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    writes = {"create": create_payment, "update": change_payment, "destroy": delete_payment}
    related = ("invoice",)
    search_lookups = ("invoice__search_text", "invoice__client__search_text")


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
