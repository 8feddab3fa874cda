"""The entrance of the product: Django's, which does not ask anew for each request what is the same for all."""

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch, set_script_prefix
from django.utils.log import log_response

from apps.core.postgresql.base import look_at_connections


class Handler(WSGIHandler):
    """Answers a request as the framework does. A file goes in pieces, over any server."""

    def __init__(self) -> None:
        super().__init__()
        self._whole: dict[str, ResolverMatch] = {}
        """The routes without a variable part, by their path, as far as they have been asked for."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponseBase:
        request_started.send(sender=type(self), environ=environ)
        look_at_connections()
        request = self.request_class(environ)
        if prefix := environ["SCRIPT_NAME"]:  # as the request has found it
            set_script_prefix(prefix)
        response: Any = self.get_response(request)
        response._handler_class = type(self)
        # As they are kept: asked for one by one, each takes six calls.
        headers = [*response.headers._store.values()]
        headers += [("Set-Cookie", cookie.output(header="")) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return response  # type: ignore[no-any-return]

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        # The thread is not told which routes there are: they are the settings', which it asks where it is told nothing.
        response: Any = self._middleware_chain(request)  # type: ignore[attr-defined]
        response._resource_closers.append(request.close)
        if response.status_code >= 400:
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
        return response  # type: ignore[no-any-return]

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        path = request.path_info
        match = self._whole.get(path)
        if match is None:
            match = super().resolve_request(request)
            if path == f"/{match.route}":
                self._whole[path] = match
        request.resolver_match = match
        return match
