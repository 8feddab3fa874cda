from django.urls import path

from apps.dashboard.views import OverviewView

urlpatterns = [path("dashboard/overview/", OverviewView.as_view(), name="dashboard-overview")]
