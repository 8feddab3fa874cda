"""Customer applications as invoices see them."""

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.clients.models import Client
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.documents.models import CustomerApplication
from apps.invoices.applications import due_amount, uninvoiced
from apps.invoices.models import InvoiceLine
from apps.invoices.serializers import DueAmountSerializer, InvoiceableApplicationSerializer


class CustomerApplicationsViewSet(TenantViewSet):
    """A customer's applications, to be put on invoices."""

    model = Client
    limited_to = Client.CUSTOMER
    reads = ()
    serializer_class = InvoiceableApplicationSerializer
    filter_backends = ()
    action_permissions = {
        "all_applications": "documents.view_customerapplication",
        "uninvoiced_applications": "documents.view_customerapplication",
    }

    @extend_schema(responses=InvoiceableApplicationSerializer(many=True))
    def all_applications(self, request: ApiRequest, pk: int) -> Response:
        """All applications of a customer with the invoices that they stand on, the newest first."""
        return self.page_of(request, self._applications(request))

    @extend_schema(responses=InvoiceableApplicationSerializer(many=True))
    def uninvoiced_applications(self, request: ApiRequest, pk: int) -> Response:
        """The applications of a customer that stand on no invoice, cancelled ones aside; the newest first."""
        return self.page_of(request, uninvoiced(self._applications(request)))

    def _applications(self, request: ApiRequest) -> QuerySet[CustomerApplication]:
        rows = CustomerApplication.objects.visible_to(request.user).filter(customer=self.get_object())
        return rows.order_by("-id")


class InvoiceApplicationViewSet(TenantViewSet):
    """The lines of invoices that are for applications."""

    model = InvoiceLine
    limited_to = Q(customer_application__isnull=False)
    reads = ()
    serializer_class = DueAmountSerializer
    filter_backends = ()
    action_permissions = {"due_amount": "invoices.view_invoice"}
    related = ("invoice",)

    @extend_schema(responses=DueAmountSerializer)
    def due_amount(self, request: ApiRequest, pk: int) -> Response:
        """What the line comes to with its tax, what of that is paid and what is due."""
        return Response(DueAmountSerializer(due_amount(self.get_object())).data)
