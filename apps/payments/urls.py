from apps.core.routers import ApiRouter
from apps.payments.views import InvoiceSettlementViewSet, PaymentViewSet

router = ApiRouter()
router.register("payments", PaymentViewSet, basename="payment")
router.register("invoices", InvoiceSettlementViewSet, basename="invoice-settlement")

urlpatterns = router.urls
