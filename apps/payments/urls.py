from apps.core.routers import ApiRouter
from apps.payments.views import PaymentViewSet

router = ApiRouter()
router.register("payments", PaymentViewSet, basename="payment")

urlpatterns = router.urls
