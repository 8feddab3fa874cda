from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from unfold.decorators import action

from apps.core.admin import TenantAdmin
from apps.jobs.models import Job
from apps.jobs.services import cancel_job
from apps.jobs.views import job_file


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
    actions_detail = ("download",)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.change_job")

    def has_download_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        job = self.get_object(request, object_id) if object_id else None
        return bool(job and job.file and self.has_view_permission(request, job))

    @action(description="Download the file", permissions=["download"], icon="download", url_path="file")
    def download(self, request: HttpRequest, object_id: str) -> FileResponse:
        job = self.get_object(request, object_id)
        if job is None or not job.file:
            raise Http404
        return job_file(job)

    @action(description="Cancel", permissions=["cancel"])
    def cancel_jobs(self, request: HttpRequest, rows: QuerySet[Job]) -> None:
        self.apply(request, rows, cancel_job, "cancelled")
