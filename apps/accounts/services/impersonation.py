"""Superusers at work on pages as somebody else, or inside another tenant: for a reason, for an hour, on record."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.utils import timezone

from apps.accounts.login import load_user
from apps.accounts.models import User
from apps.accounts.selectors import account_by_id
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant

LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Impersonation:
    """What a session keeps of it. Without `user_id` the superuser acts in the tenant under the own name."""

    superuser_id: int
    tenant_id: int
    user_id: int | None
    name: str
    reason: str
    ends_at: float


def start_impersonation(*, actor: User, target: User | Tenant, reason: str) -> Impersonation:
    """Note in the target's tenant that the superuser begins to act there, as that user or under the own name.

    403 for others than superusers, 400 without a reason, 409 for a user whom the admin would not let in and for another
    superuser.
    """
    if not actor.is_superuser:
        message = "Only who runs the installation acts as somebody else."
        raise RuleViolation(message, code="permission_denied", status=HTTPStatus.FORBIDDEN)
    reason = reason.strip()
    if not reason:
        raise RuleViolation("Say why: the company reads it in its audit log.", code="required", field="reason")
    tenant, user = (target.tenant, target) if isinstance(target, User) else (target, None)
    if user and not _can_be_impersonated(user):
        message = say(
            "Nobody can act as {user}: an active user is needed whom the admin lets in, no superuser.",
            user=user.username,
        )
        raise RuleViolation(message, code="not_impersonable")
    ends_at = timezone.now() + LONGEST
    with tenant_context(tenant.pk):
        new = {"reason": reason, "ends_at": ends_at}
        record(actor=actor.acting_in(tenant), action="start_impersonation", target=target, new=new)
    name = f"{user.username} ({tenant})" if user else tenant.name
    return Impersonation(actor.pk, tenant.pk, user.pk if user else None, name, reason, ends_at.timestamp())


def end_impersonation(*, actor: User | None, impersonation: Impersonation) -> None:
    """Note that it is over, whatever ended it. `actor` is None when the superuser's session has ended too."""
    tenant = Tenant.objects.filter(pk=impersonation.tenant_id).first()
    if tenant is None:
        return
    with tenant_context(tenant.pk):
        user = User.unscoped.filter(pk=impersonation.user_id).first() if impersonation.user_id else None
        record(
            actor=actor.acting_in(tenant) if actor else SystemActor(tenant),
            action="end_impersonation",
            target=user or tenant,
            new={"superuser": impersonation.superuser_id, "reason": impersonation.reason},
        )


def impersonated_user(*, actor: User, impersonation: Impersonation) -> User | None:
    """Who acts: the user, or the superuser inside the tenant. None once it is no longer allowed or its time is up."""
    is_over = impersonation.ends_at <= timezone.now().timestamp()
    if is_over or not actor.is_superuser or actor.pk != impersonation.superuser_id:
        return None
    if impersonation.user_id is None:
        tenant = Tenant.objects.visible_to(actor).filter(pk=impersonation.tenant_id).first()
        return actor.acting_in(tenant) if tenant else None
    user = load_user(account_by_id(impersonation.user_id))
    return user if user and _can_be_impersonated(user) else None


def _can_be_impersonated(user: User) -> bool:
    return user.is_active and user.tenant.is_active and user.is_staff and not user.is_superuser
