import unicodedata
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import Role, User
from apps.accounts.roles import BUILT_IN, OWNER
from apps.accounts.selectors import account_of
from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.tenancy import bind_tenant
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.models import Tenant


@transaction.atomic
def register_tenant(
    *, name: str, domain: str, email: str, password: str, username: str = "", first_name: str = "", last_name: str = ""
) -> User:
    """Sign up a company: the tenant, its built-in roles and its owner, who is answered; the tenant stays bound.

    400 for a domain, e-mail or username that is taken, or a password that is too weak; then nothing is left behind.
    """
    domain = domain.strip().lower()
    if Tenant.objects.filter(domain=domain).exists():
        raise RuleViolation("A company with this domain has signed up already.", code="taken", field="tenant_domain")
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


def create_built_in_roles(*, tenant: Tenant) -> dict[str, Role]:
    """The roles that every tenant has, by slug."""
    roles = [
        Role(tenant=tenant, slug=slug, name=definition.name, scope=definition.scope)
        for slug, definition in BUILT_IN.items()
    ]
    return {role.slug: role for role in Role.unscoped.bulk_create(roles)}


@transaction.atomic
def create_user(
    *, actor: Actor, email: str, password: str, role: Role | None = None, username: str = "", **fields: Any
) -> User:
    """A user of the actor's tenant; the username defaults to the e-mail, the role to `user`.

    400 for a taken name or e-mail, a weak password, or a role that grants more than the actor holds.
    """
    email = normalize_identifier(email)
    username = unicodedata.normalize("NFKC", username).strip() or email
    if "@" in username and username.casefold() != email:
        raise RuleViolation("A username with an @ must be the user's own e-mail.", code="invalid", field="username")
    _refuse_taken("email", email)
    _refuse_taken("username", username)
    role = role or Role.unscoped.get(tenant_id=actor.acting_tenant_id, slug="user")
    _refuse_stronger(actor, role)
    user = User(tenant=actor.acting_tenant, email=email, username=username, role=role, **fields)
    check_password(password, user)
    user.password = make_password(password)
    user.save(force_insert=True)
    record(
        actor=actor,
        action="create",
        target=user,
        new={"email": email, "username": username, "role": role.slug} | fields,
    )
    return user


@transaction.atomic
def update_profile(*, actor: User, **changes: Any) -> User:
    """Change the actor's own names."""
    user = User.unscoped.select_for_update(of=("self",)).select_related("tenant", "role").get(pk=actor.pk)
    old, new = apply_changes(user, changes)
    if new:
        user.save(update_fields=[*new, "updated_at"])
        record(actor=actor, action="update", target=user, old=old, new=new)
    return user


def check_password(password: str, user: User) -> None:
    """400 with every reason when the password does not meet the policy."""
    try:
        validate_password(password, user)
    except ValidationError as exc:
        raise RuleViolation(" ".join(exc.messages), code="weak_password", field="password") from exc


def normalize_identifier(text: str) -> str:
    """An e-mail as it is stored and compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _refuse_taken(field: str, value: str) -> None:
    if account_of(value):
        raise RuleViolation(f"A user with this {field} already exists.", code="taken", field=field)


def _refuse_stronger(actor: Actor, role: Role) -> None:
    """Nobody grants more than they hold: neither rights, nor a wider scope, nor, but for owners, the owner's role."""
    missing = [right for right in role.rights if not actor.has_perm(right)]
    is_owner = isinstance(actor, SystemActor) or actor.is_superuser or getattr(actor, "role_slug", "") == OWNER
    if missing or (role.scope == "all" and actor.scope == "own") or (role.slug == OWNER and not is_owner):
        raise RuleViolation(f"The role {role.name} grants more than you hold.", code="grants_more", field="role")
