from django.urls import path

from apps.core.routers import ApiRouter
from apps.documents.views.applications import ApplicationsHistoryViewSet, ApplicationViewSet
from apps.documents.views.holidays import HolidayViewSet

router = ApiRouter()
router.register("customer-applications", ApplicationViewSet, basename="application")
router.register("holidays", HolidayViewSet, basename="holiday")

urlpatterns = [
    *router.urls,
    path(
        "customers/<int:pk>/applications-history/",
        ApplicationsHistoryViewSet.as_view({"get": "history"}),
        name="customer-applications",
    ),
]
