"""Every route of the API, read from the URL resolver: what the sweeps are generated from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, get_resolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from apps.core.permissions import requirement_of
from apps.core.schema import mock_request
from tests.contract import METHODS, PAGES, document, find_path

MISSING = {"int": 2_000_000_000, "uuid": uuid4(), "str": "no-such-thing", "slug": "no-such-thing", "path": "no/such"}
"""For each path converter a value that no row has."""

# Kept, since it alone keeps the schemas of its views.
_generator = SchemaGenerator()
_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One method on one path."""

    method: str
    pattern: str
    callback: Any

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.pattern}"

    @property
    def cls(self) -> Any:
        """The class of the view."""
        return self.callback.cls

    @property
    def model(self) -> Any:
        """The model whose row the first parameter of the path names; None for a view without one."""
        return getattr(self.cls, "model", None)

    @property
    def parameters(self) -> dict[str, str]:
        """The path's parameters, each with its converter."""
        return {match["name"]: match["converter"] or "str" for match in _PARAMETER.finditer(self.pattern)}

    @property
    def is_detail(self) -> bool:
        return bool(self.parameters)

    @property
    def is_list(self) -> bool:
        operation = self.operation or {}
        return self.method == "get" and "page" in {given.get("name") for given in operation.get("parameters", ())}

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people, which the document of the API leaves out."""
        return self.pattern.startswith(PAGES)

    @cached_property
    def operation(self) -> dict[str, Any] | None:
        """What the OpenAPI document says of it."""
        path = find_path(self.url())
        found: dict[str, Any] | None = document()["paths"][path].get(self.method) if path else None
        return found

    @cached_property
    def view(self) -> Any:
        """An instance of the view, ready for this method."""
        view = _generator.create_view(self.callback, self.method.upper())
        view.request = mock_request(self.method, self.pattern, view, None)
        return view

    @property
    def view_action(self) -> str | None:
        """The viewset's action; None for another view."""
        return getattr(self.view, "action", None)

    @property
    def requirement(self) -> str:
        """What the view asks of its caller."""
        return requirement_of(self.view)

    @cached_property
    def serializer(self) -> Any:
        """An instance of the serializer that reads the body; None where no JSON body is read."""
        schema = self.view.schema
        schema.method, schema.path, schema.path_regex = self.method.upper(), self.pattern, self.pattern
        serializer = schema.get_request_serializer() if self.method in ("post", "put", "patch") else None
        if isinstance(serializer, type) and issubclass(serializer, serializers.BaseSerializer):
            serializer = serializer()
        return serializer if isinstance(serializer, serializers.Serializer) else None

    def url(self, instance: Any = None, **given: Any) -> str:
        """The path of an instance of the route's model; without one, of nothing that exists."""
        values = {name: MISSING[converter] for name, converter in self.parameters.items()}
        if instance is not None:
            name = next(iter(self.parameters))
            values[name] = getattr(instance, getattr(self.cls, "lookup_field", "pk"))
        values |= given
        return _PARAMETER.sub(lambda match: str(values[match["name"]]), self.pattern)


def _walk(patterns: Any, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield path, entry.callback
        elif not path.startswith("/admin/"):
            yield from _walk(entry.url_patterns, path)


def _methods(callback: Any) -> list[str]:
    if actions := getattr(callback, "actions", None):
        return [method for method in METHODS if method in actions]
    return [method for method in METHODS if hasattr(callback.cls, method)]


PATHS = [
    (path, callback) for path, callback in _walk(get_resolver().url_patterns) if path.startswith(("/api", "/health"))
]
ROUTES = [
    Route(method, path, callback)
    for path, callback in PATHS
    if hasattr(callback, "cls")
    for method in _methods(callback)
]
"""Every route that an API view serves; whatever else stands below /api/ is found by `test_declarations`."""
