"""The frame of every request, and Django's page middleware kept away from the API, which needs none of it."""

import logging
import re
import time
from collections.abc import Callable
from secrets import token_hex
from typing import Any

import structlog
from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from whitenoise.middleware import WhiteNoiseMiddleware

from apps.core.addresses import client_address
from apps.core.tenancy import bind_tenant

log = logging.getLogger("apps.requests")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

_ACCEPTABLE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
_PAGES_BELOW_API = ("/api/session-auth/",)
_PAGES_OF_THE_API = frozenset({"/api/monitoring/"})
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# The admin theme runs Alpine.js, which compiles the expressions in its attributes.
_ADMIN_POLICY = f"{_PAGE_POLICY}; script-src 'self' 'unsafe-inline' 'unsafe-eval'"
_ALWAYS = {
    "x-content-type-options": ("X-Content-Type-Options", "nosniff"),
    "x-frame-options": ("X-Frame-Options", "DENY"),
    "referrer-policy": ("Referrer-Policy", "same-origin"),
}


def is_page(request: HttpRequest) -> bool:
    """Whether a person's browser asks for a page (session, CSRF), not a program for the API."""
    path = request.path_info
    return not path.startswith(("/api/", "/health")) or path.startswith(_PAGES_BELOW_API) or path in _PAGES_OF_THE_API


def request_frame(get_response: GetResponse) -> GetResponse:
    """Give the request its id, bind no tenant, answer with the security headers and leave one line in the log."""

    def frame(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _ACCEPTABLE_REQUEST_ID.fullmatch(given) else token_hex(16)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id, address=client_address(request))
        bind_tenant(None)
        if "HTTP_ACCEPT_LANGUAGE" in request.META:
            # Who is logged in has a language that goes before the browser's.
            translation.activate(get_language_from_request(request))
        _add_missing_slash(request)
        try:
            response = get_response(request)
        finally:
            bind_tenant(None)
            translation.deactivate()
        _set_headers(request, response, request_id)
        log.info(
            "request",
            extra={
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        _part(response)
        return response

    return frame


def _add_missing_slash(request: HttpRequest) -> None:
    """Let `/api/clients` answer as `/api/clients/` does, without the redirect that would lose a POST's body."""
    path = request.path_info
    if path.endswith("/") or not path.startswith(("/api", "/health")):
        return
    try:
        resolve(path)
    except Resolver404:
        request.path_info = f"{path}/"
        request.path = f"{request.path}/"


def _set_headers(request: HttpRequest, response: HttpResponseBase, request_id: str) -> None:
    # Straight to where the framework keeps them: it would look for wrong characters in each, and these are our own.
    kept: dict[str, tuple[str, str]] = response.headers._store
    kept["x-request-id"] = ("X-Request-ID", request_id)
    for key, header in _ALWAYS.items():
        kept.setdefault(key, header)
    if kept.get("content-type", ("", ""))[1].startswith("text/html"):
        policy = _ADMIN_POLICY if request.path.startswith("/admin/") else _PAGE_POLICY
        kept.setdefault("content-security-policy", ("Content-Security-Policy", policy))
    if allowance := getattr(request, "allowance", None):
        for name, value in allowance.headers().items():
            kept[name.lower()] = (name, value)
    if "HTTP_AUTHORIZATION" in request.META:
        kept.setdefault("cache-control", ("Cache-Control", "no-store"))


def _part(response: HttpResponseBase) -> None:
    """Part the view, its request and its rendered response, which hold one another. They would wait for the garbage
    collector, and all other requests for it: 25 ms, twice a second under load. What goes on after the answer, or waits
    for it (`apps.core.sse`), needs them still."""
    context: dict[str, Any] = getattr(response, "renderer_context", None) or {}
    if "view" in context and getattr(response, "is_rendered", False) and not hasattr(response, "following"):
        view, request = context["view"], context["request"]
        context.clear()
        vars(view).clear()
        request.parser_context.clear()


class CrossOrigin(CorsMiddleware):
    """The same. Whoever names no origin is no browser at another's page: of their answers only caches are told."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self._shared = re.compile(settings.CORS_URLS_REGEX)

    def __call__(self, request: HttpRequest) -> Any:
        if "HTTP_ORIGIN" in request.META or request.method == "OPTIONS":
            return super().__call__(request)
        response: Any = self.get_response(request)
        if self._shared.match(request.path_info):
            kept: dict[str, tuple[str, str]] = response.headers._store
            if "vary" in kept:
                patch_vary_headers(response, ("origin",))
            else:
                kept["vary"] = ("Vary", "origin")
        return response


def for_pages(middleware: type[Any]) -> type[Any]:
    """The same middleware, passed by whatever is no page; those that follow one another are passed in one step."""

    class ForPages(middleware):  # type: ignore[misc]
        def __init__(self, get_response: GetResponse) -> None:
            super().__init__(get_response)
            following = getattr(get_response, "__wrapped__", None)
            self.past_pages: GetResponse = getattr(following, "past_pages", get_response)

        def __call__(self, request: HttpRequest) -> Any:
            return super().__call__(request) if is_page(request) else self.past_pages(request)

        if hasattr(middleware, "process_view"):

            def process_view(self, request: HttpRequest, *args: Any) -> Any:
                return super().process_view(request, *args) if is_page(request) else None

    ForPages.__name__ = ForPages.__qualname__ = middleware.__name__
    return ForPages


PageSecurity = for_pages(SecurityMiddleware)
PageStatic = for_pages(WhiteNoiseMiddleware)
PageSession = for_pages(SessionMiddleware)
PageCommon = for_pages(CommonMiddleware)
PageCsrf = for_pages(CsrfViewMiddleware)
PageMessages = for_pages(MessageMiddleware)
PageFrames = for_pages(XFrameOptionsMiddleware)
