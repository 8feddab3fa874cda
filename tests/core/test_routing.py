"""The index over the routes finds what trying them one after the other finds."""

import pytest
from django.urls import Resolver404, get_resolver, path
from django.urls.resolvers import RoutePattern, URLResolver

from apps.core.routing import IndexedRoutes
from tests.sweeps.routes import ROUTES


def view() -> None:
    """What the routes of these tests lead to."""


def test_every_route_of_the_api_is_found_as_without_the_index() -> None:
    (indexed,) = [one for one in get_resolver().url_patterns if isinstance(one, IndexedRoutes)]
    plain = URLResolver(RoutePattern("api/"), indexed.url_patterns)
    for url in {route.url().removeprefix("/") for route in ROUTES}:
        if not url.startswith("api/"):
            continue
        try:
            expected = plain.resolve(url)
        except Resolver404:
            with pytest.raises(Resolver404):
                indexed.resolve(url)
            continue
        found = indexed.resolve(url)
        assert (found.route, found.func, found.kwargs) == (expected.route, expected.func, expected.kwargs)


def test_the_first_of_two_that_fit_is_taken_whether_it_names_its_part_or_leaves_it_open() -> None:
    routes = IndexedRoutes(
        "api/", [path("a/", view, name="1"), path("<slug:any>/", view, name="2"), path("b/", view, name="3")]
    )
    assert [routes.resolve(f"api/{part}/").url_name for part in ("a", "b", "c")] == ["1", "2", "2"]
    with pytest.raises(Resolver404):
        routes.resolve("api/a/b/")
