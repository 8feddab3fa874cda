"""Nobody grants, changes or removes what is above them."""

from http import HTTPStatus

from apps.accounts.models import Role, User
from apps.accounts.roles import OWNER
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.tenants.actors import Actor, SystemActor


def refuse_stronger_role(actor: Actor, role: Role) -> None:
    """403 for a role that grants more than the actor holds: rights, a wider scope, or ownership."""
    if not _holds(actor, role):
        raise RuleViolation(
            say("The role {role} grants more than you hold.", role=role.name),
            code="grants_more",
            field="role",
            status=HTTPStatus.FORBIDDEN,
        )


def refuse_stronger_user(actor: Actor, user: User) -> None:
    """403 for a user who may do more than the actor; everybody may change themselves."""
    is_above = (user.is_superuser and not actor.is_superuser) or (user.role and not _holds(actor, user.role))
    if is_above and user.pk != actor.pk:
        raise RuleViolation(
            say("{user} holds more rights than you do.", user=user.username),
            code="permission_denied",
            status=HTTPStatus.FORBIDDEN,
        )


def refuse_missing_rights(actor: Actor, rights: frozenset[str], scope: str) -> None:
    """403 that names the rights, or the scope, that the actor would give without holding them."""
    missing = sorted(right for right in rights if not actor.has_perm(right))
    if missing or (scope == "all" and actor.scope == "own"):
        message = (
            say("You cannot give what you do not hold: {rights}.", rights=", ".join(missing[:5]))
            if missing
            else "You cannot give the scope `all`, which you do not hold."
        )
        raise RuleViolation(message, code="grants_more", field="permissions", status=HTTPStatus.FORBIDDEN)


def _holds(actor: Actor, role: Role) -> bool:
    if isinstance(actor, SystemActor) or actor.is_superuser:
        return True
    if role.slug == OWNER and getattr(actor, "role_slug", "") != OWNER:
        return False
    return (role.scope == "own" or actor.scope == "all") and all(actor.has_perm(right) for right in role.rights)
