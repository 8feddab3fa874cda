from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action

from apps.core.admin import PlatformAdmin, TenantAdmin
from apps.monitoring.backup_pages import BackupPages
from apps.monitoring.models import Alert, Archive, HealthMetric, Measurement, PeriodicRun, TaskExecution
from apps.monitoring.services.alerts import change_alert, create_alert, delete_alert
from apps.monitoring.services.records import delete_execution, delete_metric


@admin.register(TaskExecution)
class TaskExecutionAdmin(TenantAdmin):
    list_display = ("task_name", "status", "duration_ms", "retries", "worker", "created_at")
    list_filter = ("status",)
    fields = (
        ("task_name", "task_id"), ("status", "retries"), ("queue", "worker"), "arguments", "result", "error",
        ("started_at", "finished_at", "duration_ms"),
    )  # fmt: skip
    services = {"destroy": delete_execution}


@admin.register(HealthMetric)
class HealthMetricAdmin(TenantAdmin):
    list_display = ("name", "value", "unit", "status", "recorded_at")
    list_filter = ("status", "name")
    fields = ("name", ("value", "unit"), "status", "recorded_at")
    services = {"destroy": delete_metric}


@admin.register(Alert)
class AlertAdmin(TenantAdmin):
    list_display = ("title", "severity", "status", "source", "created_at", "resolved_at")
    list_filter = ("status", "severity")
    fields = ("title", "message", ("severity", "source"))
    services = {"create": create_alert, "update": change_alert, "destroy": delete_alert}
    actions = ("acknowledge", "resolve")

    def has_move_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("monitoring.change_alert")

    def _move(self, request: HttpRequest, rows: QuerySet[Alert], status: str) -> None:
        def move(*, actor: object, alert: Alert) -> Alert:
            return change_alert(actor=actor, alert=alert, status=status)  # type: ignore[arg-type]

        self.apply(request, rows, move, status)

    @action(description="Acknowledge", permissions=["move"])
    def acknowledge(self, request: HttpRequest, rows: QuerySet[Alert]) -> None:
        self._move(request, rows, Alert.Status.ACKNOWLEDGED)

    @action(description="Resolve", permissions=["move"])
    def resolve(self, request: HttpRequest, rows: QuerySet[Alert]) -> None:
        self._move(request, rows, Alert.Status.RESOLVED)


@admin.register(Measurement)
class MeasurementAdmin(TenantAdmin):
    list_display = ("name", "value", "labels", "recorded_at")
    fields = ("name", "value", "labels", "recorded_at")


@admin.register(PeriodicRun)
class PeriodicRunAdmin(PlatformAdmin):
    """When each periodic job was last started. Their times are settings: config/schedule.py and SCHEDULES."""

    list_display = ("name", "last_started_at")
    fields = ("name", "last_started_at")
    ordering = ("name",)


admin.site.register(Archive, BackupPages)
