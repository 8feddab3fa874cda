from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action

from apps.core.admin import TenantAdmin
from apps.jobs.models import Job
from apps.jobs.services import cancel_job


@admin.register(Job)
class JobAdmin(TenantAdmin):
    list_display = ("job_id", "kind", "status", "progress", "owner", "created_at", "finished_at")
    list_filter = ("status",)
    list_select_related = ("owner",)
    fields = (
        ("job_id", "kind"), ("status", "progress"), "message", "arguments", "result", "error", "owner",
        ("created_at", "started_at", "finished_at"), "attempts",
    )  # fmt: skip
    actions = ("cancel_jobs",)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.change_job")

    @action(description="Cancel", permissions=["cancel"])
    def cancel_jobs(self, request: HttpRequest, rows: QuerySet[Job]) -> None:
        self.apply(request, rows, cancel_job, "cancelled")
