from django.urls import path

from apps.dashboard import views

urlpatterns = [
    path("dashboard/overview/", views.OverviewView.as_view(), name="dashboard-overview"),
    path("dashboard/kpis/", views.KpisView.as_view(), name="dashboard-kpis"),
    path("dashboard/weekly-revenue/", views.WeeklyRevenueView.as_view(), name="dashboard-weekly"),
    path("dashboard/monthly-revenue/", views.MonthlyRevenueView.as_view(), name="dashboard-monthly"),
    path("dashboard/yearly-revenue/", views.YearlyRevenueView.as_view(), name="dashboard-yearly"),
    path("dashboard/customer-wise-revenue/", views.CustomerRevenueView.as_view(), name="dashboard-customers"),
    path("dashboard/kam-performance/", views.ManagerPerformanceView.as_view(), name="dashboard-managers"),
]
