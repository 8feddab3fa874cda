"""Tenants: signed up by themselves, or made, changed and deleted by those who run the installation."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings as django_settings
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils import timezone

from apps.accounts.models import PLATFORM_DOMAIN, User
from apps.accounts.roles import OWNER
from apps.accounts.services.roles import create_built_in_roles
from apps.accounts.services.users import create_user
from apps.audit.models import AuditLog
from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.limits import move_epochs
from apps.core.names import clean_name
from apps.core.removal import removing
from apps.core.rls import fenced_models
from apps.core.tenancy import bind_tenant, tenant_context
from apps.currencies.services import refuse_other_base
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import SystemActor
from apps.tenants.models import LOGO, Tenant
from apps.tenants.preferences import Preferences, merge_settings


@transaction.atomic
def register_tenant(
    *, name: str, domain: str, email: str, password: str, username: str = "", first_name: str = "", last_name: str = ""
) -> User:
    """Sign up a company: the tenant, its built-in roles and its owner, who is answered; the tenant stays bound.

    400 for a domain, e-mail or username that is taken, or a password that is too weak; then nothing is left behind.
    """
    name, domain = clean_name(name, field="tenant_name"), domain.strip().lower()
    _refuse_domain(domain, field="tenant_domain")
    tenant = Tenant.objects.create(name=name, domain=domain)
    bind_tenant(tenant.pk)
    system = SystemActor(tenant)
    roles = create_built_in_roles(tenant=tenant)
    record(actor=system, action="create", target=tenant, new={"name": name, "domain": domain})
    return create_user(
        actor=system,
        email=email,
        password=password,
        username=username,
        first_name=first_name,
        last_name=last_name,
        role=roles[OWNER],
    )


@transaction.atomic
def create_tenant(
    *, actor: User, name: str, domain: str, is_active: bool = True, all_settings: Mapping[str, Any] | None = None
) -> Tenant:
    """A tenant with its built-in roles and no user yet. 400 for a domain that is taken or a setting that is wrong."""
    name, domain = clean_name(name, field="name"), domain.lower()
    _refuse_domain(domain, field="domain")
    held = merge_settings({}, all_settings or {})
    tenant = Tenant.objects.create(name=name, domain=domain, is_active=is_active, settings=held)
    new = {"name": name, "domain": domain, "is_active": is_active, "settings": held}
    with tenant_context(tenant.pk):
        create_built_in_roles(tenant=tenant)
        record(actor=actor.acting_in(tenant), action="create", target=tenant, new=new)
    return tenant


@transaction.atomic
def update_tenant(*, actor: User, tenant: Tenant, **changes: Any) -> Tenant:
    """Change a tenant; settings are merged into those it has, null takes one back to its default.

    400 for another currency once anything was booked. 403 when others than a platform superuser switch a tenant on or
    off or raise its limit above the installation's.
    """
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if "name" in changes:
        changes["name"] = clean_name(changes["name"], field="name")
    if "domain" in changes:
        changes["domain"] = changes["domain"].lower()
        if changes["domain"] != tenant.domain:
            _refuse_domain(changes["domain"], field="domain")
    given = _changed(tenant, changes.pop("all_settings", {}))
    changes["settings"] = merge_settings(tenant.settings, given)
    if Preferences.from_settings(changes["settings"]).currency != tenant.preferences.currency:
        with tenant_context(tenant.pk):
            refuse_other_base(tenant)
    old, new = apply_changes(tenant, changes)
    if not actor.is_superuser:
        _refuse_platforms_business("is_active" in new, given.get("requests_per_hour") or 0)
    if not new:
        return tenant
    tenant.save()
    # A cached property of the row as it was.
    tenant.__dict__.pop("preferences", None)
    with tenant_context(tenant.pk):
        record(actor=actor.acting_in(tenant), action="update", target=tenant, old=old, new=new)
    transaction.on_commit(partial(move_epochs, f"tenant:{tenant.pk}"))
    return tenant


@transaction.atomic
def set_logo(*, actor: User, tenant: Tenant, logo: Any = None) -> Tenant:
    """Make a picture the logo on a tenant's documents, drawn anew as PNG; without one, none stands on them.

    400 for what is no PNG, JPEG, WebP or GIF.
    """
    from apps.core.pictures import redraw_image  # its library is seldom wanted, and large

    content = redraw_image(logo, field="logo", within=LOGO, encode="PNG") if logo is not None else None
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    old = tenant.logo.name
    if content is None:
        tenant.logo = ""
    else:
        tenant.logo.save("", ContentFile(content), save=False)
    tenant.save(update_fields=["logo", "updated_at"])
    if old:
        transaction.on_commit(partial(default_storage.delete, old))
    with tenant_context(tenant.pk):
        action = "upload_logo" if content else "remove_logo"
        record(actor=actor.acting_in(tenant), action=action, target=tenant)
    transaction.on_commit(partial(move_epochs, f"tenant:{tenant.pk}"))
    return tenant


def note_entry(*, actor: User, session: str) -> None:
    """Leave a line in the log of a tenant when a superuser first acts in it during a session."""
    tenant = actor.acting_tenant
    with tenant_context(tenant.pk):
        entries = AuditLog.unscoped.filter(
            tenant_id=tenant.pk, resource_type="tenant", resource_id=str(tenant.pk), action="act_as", user_id=actor.pk
        )
        if not entries.filter(new_values__session=session).exists():
            record(actor=actor, action="act_as", target=tenant, new={"session": session})


@transaction.atomic
def delete_tenant(*, actor: User, tenant: Tenant) -> None:
    """Close a tenant at once, free its domain, and have a job remove all its rows.

    409 for the tenant that the actor acts in and for one that superusers belong to.
    """
    tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
    with tenant_context(tenant.pk):
        has_superusers = User.unscoped.filter(tenant_id=tenant.pk, is_superuser=True).exists()
    if tenant.pk == actor.acting_tenant_id or has_superusers:
        message = "This tenant is at work for the platform: act from another one, and move its superusers first."
        raise RuleViolation(message, code="tenant_in_use")
    record(actor=actor, action="delete", target=tenant, old={"name": tenant.name, "domain": tenant.domain})
    tenant.deleted_at, tenant.is_active = timezone.now(), False
    tenant.domain = f"{tenant.pk}.deleted.invalid"
    tenant.save()
    transaction.on_commit(partial(move_epochs, f"tenant:{tenant.pk}"))
    start_job(actor=actor, kind="accounts.remove_tenant", tenant_id=tenant.pk)


@handles("accounts.remove_tenant")
def remove_tenant(run: JobRun) -> dict[str, Any]:
    """Delete every row of a tenant that was deleted, and the tenant, in one transaction."""
    tenant = Tenant.objects.using("ops").filter(pk=run.arguments["tenant_id"]).exclude(deleted_at=None).first()
    if tenant is None:
        return {"rows": 0}
    removed = 0
    # References are checked at the commit, so the order of the tables does not matter.
    with transaction.atomic("ops"), connections["ops"].cursor() as cursor:
        users = User.unscoped.using("ops").filter(tenant_id=tenant.pk)
        LogEntry.objects.using("ops").filter(user__in=users).delete()
        with removing("ops"):
            for model in fenced_models():
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE tenant_id = %s", [tenant.pk])  # noqa: S608
                removed += cursor.rowcount
        tenant.delete()
    return {"rows": removed}


def _refuse_domain(domain: str, *, field: str) -> None:
    if domain == PLATFORM_DOMAIN:
        message = "This domain is the installation's own: its tenant is made by createsuperuser."
        raise RuleViolation(message, code="taken", field=field)
    if Tenant.objects.filter(domain=domain).exists():
        raise RuleViolation("A company with this domain has signed up already.", code="taken", field=field)


def _changed(tenant: Tenant, given: Mapping[str, Any]) -> dict[str, Any]:
    """Those settings that differ, so that a body with all the defaults does not turn them into choices."""
    shown = tenant.all_settings
    return {name: value for name, value in given.items() if name not in shown or shown[name] != value}


def _refuse_platforms_business(is_switched: bool, limit: int) -> None:
    if is_switched or limit > django_settings.RATE_LIMITS["tenant"]:
        message = (
            "Only who runs the installation switches a tenant on or off."
            if is_switched
            else "Only who runs the installation raises a tenant's limit above the default."
        )
        raise RuleViolation(message, code="permission_denied", status=HTTPStatus.FORBIDDEN)
