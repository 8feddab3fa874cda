"""Counts every request by method, route and status, and how long it took."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from apps.monitoring import counters

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


def request_counter(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The outermost frame: what is measured is what a caller waits for, but for the server's own part."""

    def counting(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        # Paths that lead nowhere are one route: callers could otherwise make as many as they like.
        route = match.route if match else "(none)"
        method = request.method if request.method in _METHODS else "OTHER"
        counters.count("requests", (str(method), route, str(response.status_code)))
        counters.observe("request_seconds", (route,), time.perf_counter() - started)
        return response

    return counting
