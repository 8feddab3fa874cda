"""A tenant's roles: the built-in ones and its own."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from apps.accounts.models import Role
from apps.accounts.roles import ADMINISTRATING, BUILT_IN, SUPER_ADMIN
from apps.accounts.services.rights import refuse_missing_rights, refuse_stronger_role
from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.limits import move_epochs
from apps.core.names import clean_name
from apps.core.texts import say
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant


def create_built_in_roles(*, tenant: Tenant) -> dict[str, Role]:
    """The roles that every tenant has, by slug."""
    roles = [
        Role(tenant=tenant, slug=slug, name=definition.name, scope=definition.scope)
        for slug, definition in BUILT_IN.items()
    ]
    return {role.slug: role for role in Role.unscoped.bulk_create(roles)}


@transaction.atomic
def create_role(*, actor: Actor, name: str, slug: str = "", scope: str = "all", rights: Iterable[str] = ()) -> Role:
    """A role of the actor's tenant; the slug defaults to the name's. 403 for rights that the actor does not hold."""
    name = clean_name(name, field="name")
    slug = slug or slugify(name).replace("-", "_")
    _refuse_slug(actor, slug)
    permissions = sorted(set(rights))
    refuse_missing_rights(actor, frozenset(permissions), scope)
    role = Role(tenant=actor.acting_tenant, slug=slug, name=name, scope=scope, permissions=permissions)
    insert_row(role)
    new = {"slug": slug, "name": name, "scope": scope, "permissions": permissions}
    record(actor=actor, action="create", target=role, new=new)
    return role


@transaction.atomic
def update_role(*, actor: Actor, role: Role, rights: Iterable[str] | None = None, **changes: Any) -> Role:
    """Change a role; its users have the new rights on their next request.

    Built-in roles keep their slug, `owner` and `admin` also their rights and scope (409). 403 for a role that grants,
    or would grant, more than the actor holds.
    """
    role = Role.unscoped.select_for_update(no_key=True).get(pk=role.pk, tenant_id=role.tenant_id)
    refuse_stronger_role(actor, role)
    if rights is not None and frozenset(rights) != role.rights:
        changes["permissions"] = sorted(set(rights))
    if "name" in changes:
        changes["name"] = clean_name(changes["name"], field="name")
    old, new = apply_changes(role, changes)
    if role.is_built_in or old.get("slug") in BUILT_IN:
        fixed = {"slug", "permissions", "scope"} if role.slug in ADMINISTRATING else {"slug"}
        if fixed & new.keys():
            message = say(
                "A built-in role keeps its {fixed}; make a role of your own.",
                fixed=", ".join(sorted(fixed & new.keys())),
            )
            raise RuleViolation(message, code="built_in_role")
    if "slug" in new:
        _refuse_slug(actor, role.slug, besides=role)
    if new:
        refuse_missing_rights(actor, role.rights, role.scope)
        role.save(update_fields=list(new))
        record(actor=actor, action="update", target=role, old=old, new=new)
        transaction.on_commit(partial(move_epochs, f"tenant:{role.tenant_id}"))
    return role


@transaction.atomic
def delete_role(*, actor: Actor, role: Role) -> None:
    """Remove one of the tenant's own roles. 409 for a built-in one and for one that somebody has."""
    role = Role.unscoped.select_for_update().get(pk=role.pk, tenant_id=role.tenant_id)
    if role.is_built_in:
        raise RuleViolation(say("The role {role} is built in and stays.", role=role.name), code="built_in_role")
    if users := role.users.count():
        message = say("{users} users have the role {role}: give them another one first.", users=users, role=role.name)
        raise RuleViolation(message, code="role_in_use")
    refuse_stronger_role(actor, role)
    record(actor=actor, action="delete", target=role, old={"slug": role.slug, "name": role.name})
    role.delete()


def _refuse_slug(actor: Actor, slug: str, besides: Role | None = None) -> None:
    if not slug:
        raise RuleViolation("Give a slug: the name has no letter to make one of.", code="required", field="slug")
    others = Role.unscoped.filter(tenant_id=actor.acting_tenant_id, slug=slug)
    if slug == SUPER_ADMIN or (others.exclude(pk=besides.pk) if besides else others).exists():
        raise RuleViolation(say("There is a role {slug} already.", slug=slug), code="taken", field="slug")
