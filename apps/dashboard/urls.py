from django.urls import include, path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.dashboard.reports import REPORTS
from apps.dashboard.views import breakdowns, exports, live, reports, revenue, snapshots

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
    "projections": exports.ProjectionsView,
    "export": exports.ExportView,
    "health": live.DashboardHealthView,
    "refresh": live.RefreshView,
    "realtime/aggregate": live.RealtimeView,
    "realtime/recalculate": live.RecalculateView,
}

urlpatterns = [
    *(
        path(f"dashboard/{name}/", view.as_view(), name=f"dashboard-{name.replace('/<int:pk>', '-detail')}")
        for name, view in VIEWS.items()
    ),
    path("dashboard/streaming/aggregate/", live.StreamView.as_view(**stream_options())),
    path("dashboard-stats/", reports.DashboardStatsView.as_view(), name="dashboard-stats"),
    path("reports/", reports.ReportsView.as_view(), name="reports"),
    *(path(f"reports/{name}/", reports.report_view(name).as_view(), name=f"report-{name}") for name in REPORTS),
    path("", include(router.urls)),
]
