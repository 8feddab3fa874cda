from django.urls import include, path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.monitoring.views import backups, celery, page, records, server

router = ApiRouter()
router.register("monitoring/api/tasks", records.TaskExecutionViewSet, basename="task-execution")
router.register("monitoring/api/health-metrics", records.HealthMetricViewSet, basename="health-metric")
router.register("monitoring/api/alerts", records.AlertViewSet, basename="alert")
router.register("monitoring/api/monitoring", records.MeasurementViewSet, basename="measurement")
router.register("dashboard/celery/tasks", celery.CeleryTaskViewSet, basename="celery-task")

urlpatterns = [
    path("monitoring/", page.MonitoringPage.as_view(), name="monitoring"),
    path("monitoring/api/health/", records.MonitoringHealthView.as_view(), name="monitoring-health"),
    path("monitoring/api/metrics/", records.SystemMetricsView.as_view(), name="system-metrics"),
    path("dashboard/celery/status/", celery.CeleryStatusView.as_view(), name="celery-status"),
    path("dashboard/celery/workers/", celery.CeleryWorkersView.as_view(), name="celery-workers"),
    path("dashboard/celery/queues/", celery.CeleryQueuesView.as_view(), name="celery-queues"),
    path("dashboard/celery/health_check/", celery.CeleryHealthCheckView.as_view(), name="celery-health-check"),
    path("dashboard/celery/tasks/<str:task_name>/execute/", celery.CeleryExecuteView.as_view(), name="celery-execute"),
    path("server-management/", server.ServerView.as_view(), name="server"),
    *(
        path(f"server-management/{name}/", view.as_view(), name=f"server-{name}")
        for name, view in server.ACTIONS.items()
    ),
    path("cron/exec_cron_jobs/", server.CronView.as_view(), name="cron"),
    path("backups/", backups.BackupListView.as_view(), name="backup-list"),
    path("backups/start/", backups.BackupStartView.as_view(**stream_options()), name="backup-start"),
    path("backups/restore/", backups.BackupRestoreView.as_view(**stream_options()), name="backup-restore"),
    path("backups/upload/", backups.BackupUploadView.as_view(), name="backup-upload"),
    path("backups/delete-all/", backups.BackupDeleteAllView.as_view(), name="backup-delete-all"),
    path("backups/download/<str:filename>/", backups.BackupFileView.as_view(), name="backup-download"),
    path("", include(router.urls)),
]
