"""Who calls from a page of the product: the person of the browser's session, where an API view serves the page."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.authentication import TicketAuthentication, TokenAuthentication
from apps.accounts.models import User
from apps.accounts.services.impersonation import Impersonation, impersonated_user

IMPERSONATION: Final = "impersonation"
VERIFIED_AT: Final = "verified_at"
"""What a page's session keeps: whom a superuser acts as, and when the second factor was proved."""


class PageAuthentication(TokenAuthentication):
    """The session of a person's browser, or else a token as everywhere."""

    def authenticate(self, request: Request) -> Any:
        user = getattr(request._request, "user", None)
        if user is not None and user.is_authenticated and "Authorization" not in request.headers:
            if language := user.language:
                translation.activate(language)
            return user, None
        return super().authenticate(request)

    def again(self, request: Request) -> User:
        return super().again(request) if request.auth else user_of_page(request)


class SocketAuthentication(TicketAuthentication):
    """For WebSockets: a ticket, a token, or the session of a page that this very host has served.

    Browsers send cookies along whichever page opens the socket, so the page's origin decides.
    """

    def authenticate(self, request: Request) -> Any:
        user = getattr(request._request, "user", None)
        has_other = "Authorization" in request.headers or "ticket" in request.query_params
        is_ours = urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
        if user is not None and user.is_authenticated and is_ours and not has_other:
            return user, None
        return super().authenticate(request)

    def again(self, request: Request) -> User:
        return super().again(request) if request.auth else user_of_page(request)


class PageScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = PageAuthentication
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of a browser, from /api/session-auth/login/.",
        }

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        return [{"bearer": []}, {"session": []}]


def user_of_page(request: Request) -> User:
    """Who is at work in the session of a page's request as it is stored now. Raises AuthenticationFailed for nobody."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    page = HttpRequest()
    page.session = store(request._request.session.session_key)
    user: Any = get_user(page)
    if user.is_authenticated and (held := page.session.get(IMPERSONATION)):
        user = impersonated_user(actor=user, impersonation=Impersonation(**held))
    if user is None or not user.is_authenticated:
        raise AuthenticationFailed("The session has ended.")
    take_proof(page.session, user)
    return user  # type: ignore[no-any-return]


def take_proof(session: SessionBase, user: User) -> None:
    """Let the user have proved the second factor when the session says so."""
    if stamp := session.get(VERIFIED_AT):
        user.verified_at = datetime.fromtimestamp(stamp, UTC)
