"""Backups in the admin, for those who run the installation: what the API offers, and each archive by itself."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from rest_framework.exceptions import APIException
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from apps.accounts.login import check_credentials
from apps.core.errors import RuleViolation
from apps.jobs.models import Job
from apps.monitoring.backups.store import all_backups, find_backup
from apps.monitoring.services.backups import delete_backup, start_backup, start_restore, start_verification

LIST = "admin:monitoring_archive_changelist"


class ProofForm(forms.Form):
    """Who restores proves anew who they are; failures count as those of a log-in."""

    password = forms.CharField(
        strip=False, widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label="Code, if you have a second factor",
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        try:
            check_credentials(
                identifier=self.user.email, password=given.get("password", ""), code=given.get("code", "")
            )
        except RuleViolation as exc:
            self.add_error("code", exc.message)
        except APIException as exc:
            self.add_error("password", str(exc.detail))
        return given


class BackupPages(ModelAdmin):
    """The archives with what their manifests say; a job makes, verifies and restores them."""

    def get_urls(self) -> list[URLPattern]:
        def named(name: str, route: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
            guarded = self.admin_site.admin_view(partial(self._guarded, view))
            found: URLPattern = path(route, guarded, name=f"monitoring_archive_{name}")
            return found

        return [
            named("changelist", "", self.show_all),
            named("make", "make/", self.make),
            named("download", "<str:filename>/download/", self.download),
            named("verify", "<str:filename>/verify/", self.verify),
            named("delete", "<str:filename>/delete/", self.delete),
            named("restore", "<str:filename>/restore/", self.restore),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def show_all(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(request, "backups.html", title="Backups", backups=all_backups())

    def make(self, request: HttpRequest) -> HttpResponseBase:
        return self._started(request, start_backup)

    def download(self, request: HttpRequest, filename: str) -> HttpResponseBase:
        backup = find_backup(filename)
        if backup is None:
            raise Http404
        return FileResponse(backup.path.open("rb"), as_attachment=True, filename=filename)

    def verify(self, request: HttpRequest, filename: str) -> HttpResponseBase:
        return self._started(request, partial(start_verification, filename=filename))

    def delete(self, request: HttpRequest, filename: str) -> HttpResponseBase:
        if request.method == "POST":
            actor: Any = request.user
            try:
                delete_backup(actor=actor, filename=filename)
                self.message_user(request, f"{filename} is deleted.", messages.SUCCESS)
            except RuleViolation as exc:
                self.message_user(request, exc.message, messages.ERROR)
            return HttpResponseRedirect(reverse(LIST))
        warning = "The archive goes for good, with what only it holds."
        return self._confirm(request, filename, "Delete", warning, None)

    def restore(self, request: HttpRequest, filename: str) -> HttpResponseBase:
        form = ProofForm(request.POST or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            return self._started(request, partial(start_restore, filename=filename))
        warning = (
            "All data of all companies become those of this archive. Until the last step the present data stay; then "
            "everybody is logged out, you too, and the database of before is kept for `restore --undo`."
        )
        return self._confirm(request, filename, "Restore", warning, form)

    def _guarded(self, view: Callable[..., HttpResponseBase], request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return view(request, **kwargs)

    def _started(self, request: HttpRequest, start: Callable[..., Job]) -> HttpResponseBase:
        """The page of the job that was started, which shows how far it is; back to the list for any other method."""
        if request.method == "POST":
            try:
                job = start(actor=request.user)
                return HttpResponseRedirect(reverse("admin:jobs_job_change", args=[job.pk]))
            except RuleViolation as exc:
                self.message_user(request, exc.message, messages.ERROR)
        return HttpResponseRedirect(reverse(LIST))

    def _confirm(
        self, request: HttpRequest, filename: str, verb: str, warning: str, form: ProofForm | None
    ) -> HttpResponseBase:
        backup = find_backup(filename)
        if backup is None:
            raise Http404
        return self._page(
            request, "confirm.html", title=f"{verb} {filename}", verb=verb, warning=warning, backup=backup, form=form
        )

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        ground = self.admin_site.each_context(request) | {"opts": self.opts, "list_url": reverse(LIST)}
        return TemplateResponse(request, f"monitoring/{template}", ground | context)
