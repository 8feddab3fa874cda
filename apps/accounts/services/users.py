"""The people of a tenant: added, changed and removed by those who administrate it, and changed by themselves."""

from functools import partial
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.identifiers import normalize_identifier, normalize_username
from apps.accounts.models import Role, User
from apps.accounts.roles import OWNER
from apps.accounts.selectors import account_of
from apps.accounts.services.rights import refuse_stronger_role, refuse_stronger_user
from apps.accounts.sessions import revoke_sessions
from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.limits import TooMany, count_attempt, forget_attempts, move_epochs
from apps.core.names import clean_name
from apps.core.tenancy import tenant_context
from apps.tenants.actors import Actor


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    email: str,
    password: str | None,
    role: Role | None = None,
    username: str = "",
    first_name: str = "",
    last_name: str = "",
    is_active: bool = True,
) -> User:
    """A user of the actor's tenant; the username defaults to the e-mail, the role to `user`.

    400 for a name or e-mail that is taken or looks like one that is, or a weak password; 403 for a role that grants
    more than the actor holds. Without a password the user cannot log in before one is set.
    """
    role = role or Role.unscoped.get(tenant_id=actor.acting_tenant_id, slug="user")
    refuse_stronger_role(actor, role)
    user = User(tenant=actor.acting_tenant, role=role, is_active=is_active)
    names = {"email": email, "username": username or email, "first_name": first_name, "last_name": last_name}
    apply_changes(user, _clean_names(user, names))
    if password is not None:
        check_password(password, user)
    user.password = make_password(password)
    user.set_keys()
    user.save(force_insert=True)
    shown = {name: getattr(user, name) for name in names} | {"role": role.slug, "is_active": is_active}
    record(actor=actor, action="create", target=user, new=shown)
    return user


@transaction.atomic
def update_user(*, actor: Actor, user: User, password: str | None = None, **changes: Any) -> User:
    """Change a user of the actor's tenant. A new password, a deactivation and a demotion end the user's sessions.

    403 for a user who holds more than the actor, and for a role that grants more; 409 for what would leave the tenant
    without an active owner.
    """
    user = lock_user(actor=actor, user=user)
    refuse_stronger_user(actor, user)
    if role := changes.get("role"):
        refuse_stronger_role(actor, role)
    if password is not None and user.pk == actor.pk:
        message = "Change your own password at /api/user-profile/change_password/, which asks for the old one."
        raise RuleViolation(message, code="own_password", field="password")
    held = user.role
    old, new = apply_changes(user, _clean_names(user, changes))
    if held and held.slug == OWNER and not (user.is_active and user.role_slug == OWNER):
        _keep_an_owner(user)
    if password is not None:
        check_password(password, user)
        user.password = make_password(password)
        old["password"], new["password"] = "", "changed"
    if new:
        user.set_keys()
        user.save()
        record(actor=actor, action="update", target=user, old=old, new=new)
    is_demoted = held is not None and (user.role is None or not user.role.covers(held))
    if "password" in new or ("is_active" in new and not user.is_active) or is_demoted:
        revoke_sessions(actor=actor, user=user)
    else:
        forget_rights(user)
    return user


@transaction.atomic
def delete_user(*, actor: Actor, user: User) -> None:
    """Remove a user; what they made stays, without an owner. 403 for a user who holds more, 409 for the last owner."""
    user = lock_user(actor=actor, user=user)
    refuse_stronger_user(actor, user)
    if user.role_slug == OWNER:
        _keep_an_owner(user)
    old = {"email": user.email, "username": user.username, "role": user.role_slug}
    record(actor=actor, action="delete", target=user, old=old)
    forget_rights(user)
    user.delete()


@transaction.atomic
def update_profile(*, actor: User, **changes: Any) -> User:
    """Change the actor's own names."""
    user = lock_user(actor=actor, user=actor)
    old, new = apply_changes(user, _clean_names(user, changes))
    if new:
        user.set_keys()
        user.save()
        record(actor=actor, action="update", target=user, old=old, new=new)
        forget_rights(user)
    return user


def change_password(*, actor: User, old_password: str, new_password: str) -> User:
    """Change the actor's own password and end all the actor's sessions.

    400 for a wrong old password or a weak new one; raises TooMany after 10 wrong ones within 15 minutes.
    """
    key = f"password:{actor.pk}"
    attempts, seconds = count_attempt(key, int(settings.LOGIN_FAILURE_WINDOW.total_seconds()))
    if attempts > settings.LOGIN_FAILURES_ALLOWED:
        raise TooMany("Too many wrong passwords. Try again later.", wait=seconds)
    with tenant_context(actor.tenant_id), transaction.atomic():
        user = lock_user(actor=actor, user=actor)
        if not user.check_password(old_password):
            raise RuleViolation("The old password is wrong.", code="wrong_password", field="old_password")
        set_password(user=user, password=new_password, field="new_password")
    forget_attempts(key)
    return user


def set_password(*, user: User, password: str, field: str) -> None:
    """Store a locked user's new password, which ends all their sessions. 400 for a weak one."""
    check_password(password, user, field=field)
    user.password = make_password(password)
    user.save(update_fields=["password", "updated_at"])
    record(actor=user, action="change_password", target=user)
    revoke_sessions(actor=user, user=user)


def lock_user(*, actor: Actor, user: User) -> User:
    """The user as stored now, held until the end of the transaction."""
    rows = User.unscoped.select_for_update(of=("self",), no_key=True).select_related("tenant", "role")
    locked: User = rows.get(pk=user.pk, tenant_id=user.tenant_id)
    return locked


def forget_rights(user: User) -> None:
    """After the commit, have the user's next request read anew who they are and what they may do."""
    transaction.on_commit(partial(move_epochs, f"user:{user.pk}"))


def check_password(password: str, user: User, *, field: str = "password") -> None:
    """400 with every reason when the password does not meet the policy."""
    try:
        validate_password(password, user)
    except ValidationError as exc:
        raise RuleViolation(" ".join(exc.messages), code="weak_password", field=field) from exc


def _clean_names(user: User, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes with names and identifiers as they are stored. 400 for what is malformed or taken."""
    changes = dict(changes)
    for field in {"first_name", "last_name"} & changes.keys():
        changes[field] = clean_name(changes[field], field=field)
    if "email" in changes:
        changes["email"] = normalize_identifier(changes["email"])
        check_identifier(user, "email", changes["email"])
        if user.email and user.username == user.email:
            changes.setdefault("username", changes["email"])
    if "username" in changes:
        email = changes.get("email", user.email)
        username = normalize_username(changes["username"])
        if "@" in username:
            if username.casefold() != email:
                message = "A username with an @ must be the user's own e-mail."
                raise RuleViolation(message, code="invalid", field="username")
            username = email
        changes["username"] = username
        check_identifier(user, "username", username)
    return changes


def check_identifier(user: User, field: Literal["username", "email"], value: str) -> None:
    """400 unless the value is well formed and neither it nor one that looks like it is another account's."""
    try:
        User._meta.get_field(field).run_validators(value)  # type: ignore[union-attr]
    except ValidationError as exc:
        raise RuleViolation(" ".join(exc.messages), code="invalid", field=field) from exc
    account = account_of(value)
    if account and account.user_id != user.pk:
        message = (
            "A user with this username, or one that looks like it, already exists."
            if field == "username"
            else "A user with this e-mail, or one that looks like it, already exists."
        )
        raise RuleViolation(message, code="taken", field=field)


def _keep_an_owner(user: User) -> None:
    """409 unless the tenant has another active owner. Whoever comes second waits for the first's commit."""
    owner = Role.unscoped.select_for_update(no_key=True).get(tenant_id=user.tenant_id, slug=OWNER)
    if not User.unscoped.filter(tenant_id=user.tenant_id, role=owner, is_active=True).exclude(pk=user.pk).exists():
        message = "The last active owner stays: make somebody else an owner first."
        raise RuleViolation(message, code="last_owner")
