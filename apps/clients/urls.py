from django.urls import include, path

from apps.clients.views import ClientViewSet, CustomerViewSet, InteractionViewSet, ProspectViewSet, StatisticsView
from apps.core.routers import ApiRouter

router = ApiRouter()
router.register("clients", ClientViewSet, basename="client")
router.register("customers/prospects", ProspectViewSet, basename="prospect")
router.register("customers", CustomerViewSet, basename="customer")
router.register("interactions", InteractionViewSet, basename="interaction")

urlpatterns = [
    path("statistics/", StatisticsView.as_view(), name="statistics"),
    path("", include(router.urls)),
]
