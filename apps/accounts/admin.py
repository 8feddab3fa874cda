from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.accounts.forms import OwnPasswordForm
from apps.accounts.models import ApiKey, MenuItem, Role, SecondFactor, Session, User
from apps.accounts.page_authentication import IMPERSONATION
from apps.accounts.roles import all_permissions
from apps.accounts.services.companies import create_tenant, delete_tenant, set_logo, update_tenant
from apps.accounts.services.impersonation import start_impersonation
from apps.accounts.services.menu import create_menu_item, delete_menu_item, update_menu_item
from apps.accounts.services.roles import create_role, delete_role, update_role
from apps.accounts.services.users import create_user, delete_user, update_user
from apps.accounts.sessions import revoke_sessions
from apps.core.admin import PlatformAdmin, ServiceForm, TenantAdmin
from apps.core.errors import RuleViolation
from apps.tenants.models import Tenant

admin.site.unregister(Group)  # roles take its place
admin.site.password_change_form = OwnPasswordForm


class ReasonForm(BaseDialogForm):
    reason = forms.CharField(
        max_length=300, widget=UnfoldAdminTextInputWidget, help_text="The company reads it in its audit log."
    )


class ImpersonationPages(TenantAdmin):
    """Superusers begin here to act as the page's user, or in the page's tenant."""

    actions_detail = ("impersonate",)

    def has_impersonate_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.is_superuser

    @action(
        description="Act here",
        permissions=["impersonate"],
        icon="supervisor_account",
        dialog={
            "title": "Act as this user, or in this company",
            "description": "For an hour at most; the beginning and the end are put on record.",
            "form_class": ReasonForm,
            "form_submit_text": "Begin",
        },
    )
    def impersonate(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        target = self.get_object(request, object_id)
        if target is None:
            raise Http404
        actor: Any = request.user
        go_to = reverse("admin:index")
        try:
            begun = start_impersonation(actor=actor, target=target, reason=form.cleaned_data["reason"])
            request.session[IMPERSONATION] = asdict(begun)
        except RuleViolation as exc:
            self.message_user(request, exc.message, messages.ERROR)
            go_to = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": go_to})


class UserForm(ServiceForm):
    """A user's names and role. An empty password stays what it is; of a new user, it keeps from logging in."""

    password = forms.CharField(
        required=False, widget=UnfoldAdminPasswordWidget(render_value=False), help_text="Leave it empty to keep it."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["password"] = ""


@admin.register(User)
class UserAdmin(ImpersonationPages):
    services = {"create": create_user, "update": update_user, "destroy": delete_user}
    form = UserForm
    list_display = ("username", "email", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("is_active", ("role", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("role",)
    search_fields = ("search_text",)
    fields = (("username", "email"), ("first_name", "last_name"), "role", "password", "is_active", "last_login")
    readonly_fields = ("last_login",)

    def values_of(self, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        values = super().values_of(form, formsets, change)
        return values if change else {"password": None} | values


class RoleForm(ServiceForm):
    """A role's rights are chosen from those that there are."""

    rights = forms.MultipleChoiceField(
        required=False, widget=UnfoldAdminSelect2MultipleWidget, help_text="As app.verb_model."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"].choices = [(right, right) for right in sorted(all_permissions())]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["rights"] = sorted(self.instance.rights)


@admin.register(Role)
class RoleAdmin(TenantAdmin):
    services = {"create": create_role, "update": update_role, "destroy": delete_role}
    form = RoleForm
    list_display = ("name", "slug", "scope", "built_in")
    fields = (("name", "slug"), "scope", "rights")
    ordering = ("name",)

    @display(description="Built in", boolean=True)
    def built_in(self, role: Role) -> bool:
        return role.is_built_in


@admin.register(Session)
class SessionAdmin(TenantAdmin):
    list_display = ("user", "address", "user_agent", "created_at", "last_used_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    fields = ("user", "address", "user_agent", "created_at", "last_used_at", "expires_at", "revoked_at")
    actions = ("end_sessions",)

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_session")

    @action(description="End sessions", permissions=["end"])
    def end_sessions(self, request: HttpRequest, rows: QuerySet[Session]) -> None:
        self.apply(request, rows, _end_session, "ended")


@admin.register(SecondFactor)
class SecondFactorAdmin(TenantAdmin):
    """Who has a second factor; what proves it is not shown."""

    list_display = ("user", "confirmed_at", "created_at")
    list_select_related = ("user",)
    fields = ("user", "confirmed_at", "created_at")


@admin.register(ApiKey)
class ApiKeyAdmin(TenantAdmin):
    """What is known of a key; the key itself is not."""

    list_display = ("name", "prefix", "user", "created_at", "last_used_at", "expires_at")
    list_select_related = ("user",)
    fields = ("name", "prefix", "user", "permissions", "created_at", "last_used_at", "expires_at")


def _end_session(*, actor: User, session: Session) -> None:
    revoke_sessions(actor=actor, user=session.user, key=session.key)


class TenantForm(ServiceForm):
    """A tenant with the logo of its documents."""

    new_logo = forms.FileField(
        label="Logo",
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text="PNG, JPEG, WebP or GIF, for the documents.",
    )
    remove_logo = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)


@admin.register(Tenant)
class TenantsAdmin(ImpersonationPages):
    """Tenants: all of them for superusers, who alone make and remove them; the own one for its administrators."""

    services = {"create": create_tenant, "update": update_tenant, "destroy": delete_tenant}
    service_names = {"settings": "all_settings"}
    form = TenantForm
    list_display = ("name", "domain", "is_active", "created_at")
    list_filter = ("is_active",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        logo = ("new_logo", "remove_logo") if self.has_change_permission(request, obj) else ()
        return (("name", "domain"), "is_active", "settings", *logo)

    def values_of(self, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        values = super().values_of(form, formsets, change)
        return {name: value for name, value in values.items() if name not in ("new_logo", "remove_logo")}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actor: Any = request.user
        logo, is_removed = (form.cleaned_data.get(name) for name in ("new_logo", "remove_logo"))
        if logo or is_removed:
            set_logo(actor=actor, tenant=form.instance, logo=logo or None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


@admin.register(MenuItem)
class MenuItemAdmin(PlatformAdmin):
    """The menu of all tenants."""

    services = {"create": create_menu_item, "update": update_menu_item, "destroy": delete_menu_item}
    list_display = ("title", "slug", "path", "parent", "right", "order", "is_active")
    list_select_related = ["parent"]
    fields = (("title", "slug"), "titles", ("path", "icon"), ("parent", "order"), "right", "is_active")
    ordering = ("order",)
