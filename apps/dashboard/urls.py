from django.urls import include, path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.dashboard.views import breakdowns, live, revenue, snapshots

router = ApiRouter()
router.register("dashboard/snapshots", snapshots.SnapshotViewSet, basename="snapshot")

VIEWS = {
    "overview": revenue.OverviewView,
    "kpis": revenue.KpisView,
    "weekly-revenue": revenue.WeeklyRevenueView,
    "monthly-revenue": revenue.MonthlyRevenueView,
    "yearly-revenue": revenue.YearlyRevenueView,
    "customer-wise-revenue": revenue.CustomerRevenueView,
    "kam-performance": revenue.ManagerPerformanceView,
    "stats": breakdowns.StatsView,
    "trends": breakdowns.TrendsView,
    "breakdown": breakdowns.BreakdownView,
    "categories": breakdowns.CategoriesView,
    "categories/<int:pk>": breakdowns.CategoryView,
    "clients": breakdowns.ClientsView,
    "clients/<int:pk>": breakdowns.ClientView,
    "metrics": breakdowns.MetricsView,
    "metrics/<int:pk>": breakdowns.MetricView,
    "metrics/prometheus": breakdowns.PrometheusView,
    "health": live.DashboardHealthView,
    "refresh": live.RefreshView,
    "realtime/aggregate": live.RealtimeView,
    "realtime/recalculate": live.RecalculateView,
}

urlpatterns = [
    *(
        path(f"dashboard/{at}/", view.as_view(), name=f"dashboard-{at.replace('<int:pk>', 'detail')}")
        for at, view in VIEWS.items()
    ),
    path("dashboard/streaming/aggregate/", live.StreamView.as_view(**stream_options())),
    path("", include(router.urls)),
]
