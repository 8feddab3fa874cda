"""The Django admin's ground: every page shows the viewer's rows only, every change goes through a service."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import Model, QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin, TabularInline

from apps.core.counting import count_rows
from apps.core.errors import RuleViolation, answer_exception
from apps.core.search import find_rows

Service = Callable[..., Any]


class EstimatingPaginator(Paginator[Any]):
    """Counts exactly as far as a scan is cheap; beyond that takes the planner's estimate."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return count_rows(rows).number if isinstance(rows, QuerySet) else len(rows)


class ServiceForm(forms.ModelForm[Any]):
    """Reads a row's fields; what a service then refused of them is shown beside the field at fault."""

    refusal: ClassVar[RuleViolation | None] = None

    def _post_clean(self) -> None:
        """As Django's, without the model's constraints: what would break them, a service says in words that help."""
        options = self._meta
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        try:
            self.instance = construct_instance(self, self.instance, options.fields, options.exclude)
            self.instance.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
        except ValidationError as exc:
            self._update_errors(exc)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.refusal:
            field = next((name for name in self.refusal.details if name in self.fields), None)
            self.add_error(field, self.refusal.message)
        return values


def refusal_of(exc: RuleViolation | DatabaseError) -> RuleViolation:
    """What to tell a person, whether a rule or the database refused. Raises what nobody foresaw."""
    if isinstance(exc, RuleViolation):
        return exc
    answer = answer_exception(exc, {})
    if answer is None:
        raise exc
    return RuleViolation(answer.data["message"], code=answer.data["error"])


class TenantAdmin(ModelAdmin):
    """The pages of one model, of the rows that `visible_to` gives its viewer.

    A subclass declares `services` ("create", "update", "destroy"): a verb that has none cannot be done here. They are
    called as the API calls them, with the fields that changed; what they refuse is shown in the form.
    `service_names` says which fields a service knows by another name.
    """

    services: ClassVar[Mapping[str, Service]] = {}
    service_names: ClassVar[Mapping[str, str]] = {}
    form = ServiceForm
    paginator = EstimatingPaginator
    show_full_result_count = False
    list_per_page = 50
    ordering: Sequence[str] = ("-pk",)
    list_filter_submit = True
    compressed_fields = True
    warn_unsaved_form = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(request.user)
        return rows.order_by(*self.get_ordering(request))

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = db_field.remote_field.model.objects.visible_to(request.user)
        return rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        return find_rows(queryset, search_term, self.search_fields), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return "create" in self.services and bool(super().has_add_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "update" in self.services and self.is_editable(obj) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "destroy" in self.services and bool(super().has_delete_permission(request, obj))

    def is_editable(self, obj: Any) -> bool:
        """Whether the fields of a row can be edited, whoever looks. `obj` is None for the list."""
        return True

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # One by one on their own pages, where a refusal can be read.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", None)})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (RuleViolation, DatabaseError) as exc:
            # The transaction is rolled back; the same form again, this time with what was refused.
            request.refusal = refusal_of(exc)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: `save_related` has the lines too."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        values = self.values_of(form, formsets, change)
        if change and not values:
            return
        target = {self.model._meta.model_name: form.instance} if change else {}
        service = self.services["update" if change else "create"]
        saved = service(actor=request.user, **target, **values)
        form.instance.__dict__.update(saved.__dict__)

    def values_of(self, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        """What the service is given: the fields that changed; of a new row, those that were filled in."""
        given = form.cleaned_data
        names = form.changed_data if change else [name for name, value in given.items() if value not in (None, "")]
        return {self.service_names.get(name, name): given[name] for name in names if name in given}

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.services["destroy"](actor=request.user, **{self.model._meta.model_name: obj})

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (RuleViolation, DatabaseError) as exc:
            self.message_user(request, refusal_of(exc).message, messages.ERROR)
            options = self.model._meta
            return HttpResponseRedirect(
                reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[object_id])
            )

    def apply(self, request: HttpRequest, rows: QuerySet[Any], service: Service, done: str) -> None:
        """Call a service on each row; what it refuses becomes a message, the others go on."""
        applied = 0
        for row in rows:
            try:
                service(actor=request.user, **{self.model._meta.model_name: row})
                applied += 1
            except (RuleViolation, DatabaseError) as exc:
                self.message_user(request, f"{row}: {refusal_of(exc).message}", messages.ERROR)
        if applied:
            self.message_user(request, f"{applied} {done}.", messages.SUCCESS)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The row's events in the audit log."""
        events = reverse("admin:audit_auditlog_changelist")
        kind = self.model._meta.model_name
        return HttpResponseRedirect(f"{events}?resource_type={kind}&resource_id={int(object_id)}")

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        return []

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Nothing: the service has recorded it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Nothing: the service has recorded it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Nothing: the service has recorded it."""


class PlatformAdmin(TenantAdmin):
    """The pages of a table that belongs to no tenant, for those who run the installation."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.order_by(*self.get_ordering(request))
        return rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return "create" in self.services and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "update" in self.services and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "destroy" in self.services and request.user.is_superuser


class TenantInline(TabularInline):
    """Rows on the page of the row they belong to, under the rights to that one."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(request.user)
        return rows

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._parent_admin.has_view_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = self._parent_admin
        return bool(parent.has_change_permission(request, obj) if obj else parent.has_add_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    @property
    def _parent_admin(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)
