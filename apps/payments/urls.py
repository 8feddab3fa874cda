from apps.core.routers import ApiRouter
from apps.payments.views import ClientStatementViewSet, InvoiceSettlementViewSet, PaymentViewSet

router = ApiRouter()
router.register("payments", PaymentViewSet, basename="payment")
router.register("invoices", InvoiceSettlementViewSet, basename="invoice-settlement")
router.register("clients", ClientStatementViewSet, basename="client-statement")

urlpatterns = router.urls
