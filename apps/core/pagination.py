from typing import Any, TypeVar

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from apps.core.texts import say

Rows = TypeVar("Rows", QuerySet[Any], list[Any])


class PageNumbers(PageNumberPagination):
    """`?page=` and `?page_size=` (20, at most 100, clamped). A page that is not there, or no number, is a 404."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    def slice_of(self, rows: Rows, request: Request) -> Rows:
        """The rows of the page that was asked for, of a query not read yet."""
        self.request = request
        self.size = self.get_page_size(request) or self.page_size
        source: Any = rows
        self.count = source.count() if isinstance(source, QuerySet) else len(source)
        given = request.query_params.get(self.page_query_param, "1")
        pages = max(-(-self.count // self.size), 1)
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:20]) <= pages):
            raise NotFound(say("There is no page {given!r}; the last one is {pages}.", given=given[:20], pages=pages))
        self.number = int(given)
        first = (self.number - 1) * self.size
        return rows[first : first + self.size]

    def answer(self, results: Any) -> Response:
        """The page's results between the total and the neighbours' addresses."""
        assert self.request is not None
        address = self.request.build_absolute_uri()
        following = previous = None
        if self.number * self.size < self.count:
            following = replace_query_param(address, self.page_query_param, self.number + 1)
        if self.number == 2:
            previous = remove_query_param(address, self.page_query_param)
        elif self.number > 2:
            previous = replace_query_param(address, self.page_query_param, self.number - 1)
        return Response({"count": self.count, "next": following, "previous": previous, "results": results})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        neighbour = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "example": 123},
                "next": neighbour,
                "previous": neighbour,
                "results": schema,
            },
        }


class OptionalPages(PageNumbers):
    """Pages, or with `?paginate=false` the whole list as a bare array."""

    def slice_of(self, rows: Rows, request: Request) -> Rows:
        self.is_off = request.query_params.get("paginate") == "false"
        return rows if self.is_off else super().slice_of(rows, request)

    def answer(self, results: Any) -> Response:
        return Response(results) if self.is_off else super().answer(results)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {"oneOf": [super().get_paginated_response_schema(schema), schema]}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            *super().get_schema_operation_parameters(view),
            {
                "name": "paginate",
                "in": "query",
                "description": "`false` answers the whole list as a bare array.",
                "schema": {"type": "boolean", "default": True},
            },
        ]
