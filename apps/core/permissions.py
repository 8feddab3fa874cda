"""Default deny: a view states what it asks of its caller, or nobody gets in.

A requirement is `PUBLIC`, `SIGNED_IN`, `PERSON` (signed in by password, not by an API key), `PLATFORM` (superusers of
the installation) or a Django permission such as `invoices.change_invoice`.
"""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.core.errors import RuleViolation
from apps.core.texts import say

PUBLIC = "public"
SIGNED_IN = "signed_in"
PERSON = "person"
PLATFORM = "platform"


class DeclaredAccess(BasePermission):
    """Lets through whoever meets the requirement that the view states for the action at hand."""

    def has_permission(self, request: Request, view: Any) -> bool:
        requirement = requirement_of(view)
        if requirement == PUBLIC:
            return True
        user: Any = request.user
        if not user.is_authenticated:
            return False
        _check_second_factor(user, request, view)
        if requirement == PERSON and getattr(request.auth, "is_key", False):
            raise PermissionDenied("An API key cannot do this: log in with a password.")
        if requirement in (SIGNED_IN, PERSON) or user.has_perm(requirement):
            return True
        if requirement == PLATFORM and user.is_superuser:
            return True
        raise PermissionDenied(
            say("This needs the right {requirement}, which your role does not hold.", requirement=requirement)
        )


def _check_second_factor(user: Any, request: Request, view: Any) -> None:
    """403 where the company asks for a second factor that is missing, or the view for one proved just now."""
    is_key = getattr(request.auth, "is_key", False)
    if not is_key and user.owes_second_factor and not getattr(view, "before_second_factor", False):
        message = "Your company asks for a second factor: set one up, or prove it, at /api/auth/mfa/."
        raise RuleViolation(message, code="second_factor_required", status=HTTPStatus.FORBIDDEN)
    fresh = getattr(view, "wants_fresh_factor", ())
    if fresh and _name_of(view) in fresh and user.owes_fresh_factor:
        message = "Prove your second factor at /api/auth/mfa/verify/, then do this within 10 minutes."
        raise RuleViolation(message, code="second_factor_stale", status=HTTPStatus.FORBIDDEN)


def _name_of(view: Any) -> str:
    """The view's present action, or its method."""
    return getattr(view, "action", None) or str(view.request.method).lower()


def requirement_of(view: Any) -> str:
    """What the view asks of the caller of its present action or method; SIGNED_IN where it has none (then a 405)."""
    access: str | dict[str, str] | None = getattr(view, "access", None)
    if access is None:
        # drf-spectacular's own views are declared by its settings; they carry no tenant's data.
        if type(view).__module__.startswith("drf_spectacular"):
            return PUBLIC
        raise ImproperlyConfigured(f"{type(view).__name__} declares no access.")
    if isinstance(access, str):
        return access
    return access.get(_name_of(view), SIGNED_IN)
