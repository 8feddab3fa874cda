from apps.core.routers import ApiRouter
from apps.currencies.views import ExchangeRateViewSet

router = ApiRouter()
router.register("exchange-rates", ExchangeRateViewSet, basename="exchange-rate")

urlpatterns = router.urls
