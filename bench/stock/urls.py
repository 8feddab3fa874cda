from django.urls import include, path
from rest_framework.routers import DefaultRouter

from bench.stock.api import InvoiceViewSet, OverviewView

router = DefaultRouter()
router.register("invoices", InvoiceViewSet, basename="invoice")
urlpatterns = [path("api/dashboard/overview/", OverviewView.as_view()), path("api/", include(router.urls))]
