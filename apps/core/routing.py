"""Finding the view of an address among some hundred routes without trying them one after the other."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern

Route = URLPattern | URLResolver


class IndexedRoutes(URLResolver):
    """Routes below one prefix, of which only those are tried, in their order, that fit the next part of the path."""

    def __init__(self, prefix: str, routes: Sequence[Route]) -> None:
        super().__init__(RoutePattern(prefix), list(routes))

    def resolve(self, path: Any) -> ResolverMatch:
        part = str(path).removeprefix(str(self.pattern)).partition("/")[0]
        return self._by_part.get(part, self._others).resolve(path)

    @cached_property
    def _by_part(self) -> dict[str, URLResolver]:
        parts = {_first_part(route) for route in self._routes} - {None}
        return {part: self._only(part, None) for part in parts if part is not None}

    @cached_property
    def _others(self) -> URLResolver:
        return self._only(None)

    @cached_property
    def _routes(self) -> list[Route]:
        return list(_flat(self.url_patterns))

    def _only(self, *parts: str | None) -> URLResolver:
        return URLResolver(self.pattern, [route for route in self._routes if _first_part(route) in parts])


def _flat(routes: Sequence[Route]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, URLResolver) and not str(route.pattern) and not route.namespace and not route.app_name:
            yield from _flat(route.url_patterns)
        else:
            yield route


def _first_part(route: Route) -> str | None:
    """What a path has to begin with up to its first slash; None where the route leaves it open."""
    if not isinstance(route.pattern, RoutePattern):
        return None
    part = str(route.pattern).partition("/")[0]
    is_whole = isinstance(route, URLPattern) or "/" in str(route.pattern)
    return part if is_whole and "<" not in part else None
