from dataclasses import asdict

import structlog
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponseBase

from apps.accounts.models import User
from apps.accounts.page_authentication import IMPERSONATION, VERIFIED_AT, take_proof
from apps.accounts.services.impersonation import Impersonation, end_impersonation, impersonated_user
from apps.core.limits import move_epochs
from apps.core.middleware import for_pages
from apps.core.tenancy import bind_tenant


@for_pages
class PageUser(AuthenticationMiddleware):
    """The user of a page's session, with the tenant bound.

    While the session holds an impersonation that is `request.impersonation`, and its user `request.user`. However it
    leaves the session, by the button, a log-out or its time, its end is put on record. What the session has open ends
    with it, and who logs in with a second factor has proved it as long as the session lasts.
    """

    def process_request(self, request: HttpRequest) -> None:
        held = request.session.get(IMPERSONATION)
        request.user = user = get_user(request)
        if user.is_authenticated and held:
            user = self._impersonate(request, user, Impersonation(**held))
        elif held:
            end_impersonation(actor=None, impersonation=Impersonation(**held))
        if user.is_authenticated:
            take_proof(request.session, user)
            request.user = user
            request.entered = user.pk, _holder_of(request)  # type: ignore[attr-defined]
            bind_tenant(user.acting_tenant_id)
            structlog.contextvars.bind_contextvars(tenant_id=user.acting_tenant_id, user_id=user.pk)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        impersonation = getattr(request, "impersonation", None)
        if impersonation and request.session.get(IMPERSONATION) != asdict(impersonation):
            end_impersonation(actor=request.superuser, impersonation=impersonation)  # type: ignore[attr-defined]
        user_id, holder = getattr(request, "entered", (None, None))
        if user_id and _holder_of(request) != holder:
            move_epochs(f"user:{user_id}")
        proved_at = getattr(request.user, "verified_at", None)
        if proved_at and request.session.get(VERIFIED_AT) != proved_at.timestamp():
            request.session[VERIFIED_AT] = proved_at.timestamp()
        return response

    def _impersonate(self, request: HttpRequest, superuser: User, impersonation: Impersonation) -> User:
        user = impersonated_user(actor=superuser, impersonation=impersonation)
        if user is None:
            del request.session[IMPERSONATION]
            end_impersonation(actor=superuser, impersonation=impersonation)
            return superuser
        structlog.contextvars.bind_contextvars(impersonator=superuser.pk)
        request.impersonation, request.superuser = impersonation, superuser  # type: ignore[attr-defined]
        return user


def _holder_of(request: HttpRequest) -> tuple[object, object]:
    """Whose the session is, and whom they act as."""
    return request.session.get(SESSION_KEY), request.session.get(IMPERSONATION)
