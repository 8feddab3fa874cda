from apps.core.viewsets import TenantViewSet
from apps.payments.filters import PaymentFilter
from apps.payments.models import Payment
from apps.payments.serializers import PaymentSerializer
from apps.payments.services import change_payment, create_payment, delete_payment


class PaymentViewSet(TenantViewSet):
    """Money received. Each change settles its invoice at once: paid amount, balance and status."""

    model = Payment
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    writes = {"create": create_payment, "update": change_payment, "destroy": delete_payment}
    related = ("invoice",)
    search_lookups = ("invoice__search_text", "invoice__client__search_text")
