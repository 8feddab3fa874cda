"""Default deny: a view states what it asks of its caller, or nobody gets in.

A requirement is `PUBLIC`, `SIGNED_IN`, `PERSON` (signed in by password, not by an API key), `PLATFORM` (superusers of
the installation) or a Django permission such as `invoices.change_invoice`.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

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
        if not request.user.is_authenticated:
            return False
        if requirement == PERSON and getattr(request.auth, "is_key", False):
            raise PermissionDenied("An API key cannot do this: log in with a password.")
        if requirement in (SIGNED_IN, PERSON) or request.user.has_perm(requirement):
            return True
        if requirement == PLATFORM and request.user.is_superuser:
            return True
        raise PermissionDenied(f"This needs the right {requirement}, which your role does not hold.")


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
    name = getattr(view, "action", None) or view.request.method.lower()
    return access.get(name, SIGNED_IN)
