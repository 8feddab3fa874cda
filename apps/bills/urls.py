from apps.bills.views import AdvanceViewSet, BillViewSet
from apps.core.routers import ApiRouter

router = ApiRouter()
router.register("bills/advances", AdvanceViewSet, basename="advance")
router.register("bills", BillViewSet, basename="bill")

urlpatterns = router.urls
