"""Import and export in the admin, through the engine and the jobs that the API uses."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from rest_framework.exceptions import ValidationError
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from apps.core.admin import TenantAdmin, refusal_of
from apps.core.errors import RuleViolation
from apps.core.transfer.exports import Format, export_response
from apps.core.transfer.views import ImportSerializer
from apps.jobs.transfers import import_file

_SHOWN = 100
"""How many errors and doubles a page lists."""


class ImportForm(forms.Form):
    """What the import of the API takes, as a page."""

    file = forms.FileField(
        allow_empty_file=True,
        widget=UnfoldAdminFileFieldWidget,
        help_text="CSV or XLSX; the first row names the columns.",
    )
    columns = forms.CharField(
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text='Which column of the file means what, where its title does not say so: {"Firm": "company_name"}.',
    )
    dry_run = forms.BooleanField(
        required=False,
        label="Preview",
        widget=UnfoldBooleanWidget,
        help_text="Say what would happen, and store nothing.",
    )

    def clean_columns(self) -> dict[str, str] | None:
        given = self.cleaned_data["columns"]
        try:
            return ImportSerializer().validate_columns(given) if given else None
        except ValidationError as exc:
            raise forms.ValidationError([str(message) for message in exc.detail]) from exc


class TransferPages(TenantAdmin):
    """A list with buttons that import a file and export what the list shows.

    A subclass declares the kind of import (`register_import`), the export's file name and header, and its rows.
    """

    import_kind: ClassVar[str]
    export_name: ClassVar[str]
    export_header: ClassVar[Sequence[str]]
    actions_list = ("import_table", "export_csv", "export_excel")

    def export_rows(self, rows: QuerySet[Any], tenant_id: int) -> Iterator[Sequence[str]]:
        """The rows of the list as text, a cell for each column of the header."""
        raise NotImplementedError

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    @action(description="Import", permissions=["import"], icon="upload", url_path="import")
    def import_table(self, request: HttpRequest) -> HttpResponseBase:
        form = ImportForm(request.POST or None, request.FILES or None)
        result = job = None
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            actor: Any = request.user
            try:
                result, job = import_file(
                    actor=actor,
                    kind=self.import_kind,
                    file=given["file"],
                    mapping=given["columns"],
                    dry_run=given["dry_run"],
                )
            except (RuleViolation, DatabaseError) as exc:
                refusal = refusal_of(exc)
                form.add_error("columns" if "columns" in refusal.details else "file", refusal.message)
        if job is not None and result is None:
            self.message_user(request, "The file is imported in the background; this page shows how far it is.")
            return HttpResponseRedirect(reverse("admin:jobs_job_change", args=[job.pk]))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"Import {self.opts.verbose_name_plural}",
            "form": form,
            "result": result,
            "is_preview": form.is_bound and form.cleaned_data.get("dry_run"),
            "errors": result.errors[:_SHOWN] if result else [],
            "doubles": result.possible_duplicates[:_SHOWN] if result else [],
            "rejected_url": reverse("admin:jobs_job_download", args=[job.pk]) if job else None,
        }
        return TemplateResponse(request, "jobs/import.html", context)

    @action(description="Export CSV", permissions=["view"], icon="download", url_path="export-csv")
    def export_csv(self, request: HttpRequest) -> HttpResponseBase:
        return self._export(request, "csv")

    @action(description="Export XLSX", permissions=["view"], icon="download", url_path="export-excel")
    def export_excel(self, request: HttpRequest) -> HttpResponseBase:
        return self._export(request, "excel")

    def _export(self, request: HttpRequest, file_format: Format) -> HttpResponseBase:
        actor: Any = request.user
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            self.message_user(request, "The list does not know one of these filters.", messages.ERROR)
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        return export_response(
            self.export_name, file_format, self.export_header, self.export_rows(rows, actor.acting_tenant_id)
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        page = super().changelist_view(request, extra_context)
        if isinstance(page, TemplateResponse) and page.context_data:
            # An export holds what the list shows: the links carry its filters.
            for link in page.context_data.get("actions_list", ()):
                if request.GET and "/export-" in link["path"]:
                    link["path"] += f"?{request.GET.urlencode()}"
        return page
