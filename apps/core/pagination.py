"""Pages of lists: by number, or by a cursor, which costs the same at any depth. No list is counted past 10,000."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from apps.core.actors import Viewer
from apps.core.counting import EXACT, Collection, Count, count_with_keys, count_with_slice
from apps.core.cursors import Cursor
from apps.core.places import part_of, remember_places
from apps.core.texts import say

Rows = TypeVar("Rows", QuerySet[Any], list[Any])
CURSOR = "cursor"
_LONGEST_NUMBER = 9


class PageNumbers(PageNumberPagination):
    """`?page=` and `?page_size=` (20, at most 100, clamped), or `?cursor=` in place of `page`.

    A page that is not there, or no number, is a 404. `next` of a page beyond the 10,000th row is a cursor.
    """

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    count: Count
    following: str | None = None
    previous: str | None = None

    def slice_of(self, rows: Rows, request: Request) -> Rows:
        """The rows of the page that was asked for, of a query not read yet."""
        if not isinstance(rows, QuerySet):
            self._ask(request)
            return self._part_of(rows, request)
        # What is wide is read of these rows only, however many the query had to step over.
        return rows.filter(pk__in=self.keys_of(rows, request))

    def keys_of(self, rows: QuerySet[Any], request: Request) -> list[Any]:
        """The primary keys of the page's rows, in their order."""
        self._ask(request)
        given = request.query_params.get(CURSOR)
        return self._numbered(rows, request) if given is None else self._beside(rows, Cursor.parse(given, rows))

    def keys_among_all(self, collection: Collection, viewer: Viewer, request: Request) -> list[Any]:
        """The primary keys of the page's rows, of a list that nothing but a page was asked of."""
        self._ask(request)
        number = self._number(request)
        first = (number - 1) * self.size
        if first + self.size >= EXACT:
            return self._numbered(collection.rows_of(viewer), request)
        self.count, keys = collection.count_with_keys(viewer, first, self.size + 1)
        return self._of_number(number, keys, has_more=len(keys) > self.size)

    def _ask(self, request: Request) -> None:
        self.request = request
        self.size = self.get_page_size(request) or self.page_size
        self.address = request.build_absolute_uri()

    def answer(self, results: Any) -> Response:
        """The page's results between the total and the neighbours' addresses."""
        return Response(
            {
                "count": self.count.number,
                "count_is_estimate": self.count.is_estimate,
                "next": self.following,
                "previous": self.previous,
                "results": results,
            }
        )

    def _part_of(self, rows: list[Any], request: Request) -> list[Any]:
        """A page of what is no query. A cursor is then the number of rows before it."""
        self.count = Count(len(rows))
        given = request.query_params.get(CURSOR)
        if given is None:
            first = (self._number(request) - 1) * self.size
            if first and first >= len(rows):
                raise _not_there(self._number(request))
            self._link_numbers(first // self.size + 1, has_more=first + self.size < len(rows))
        else:
            first = min(int(given), len(rows)) if given.isascii() and given.isdigit() and len(given) < 10 else 0
            if first + self.size < len(rows):
                self.following = self._at_cursor(str(first + self.size))
            if first:
                self.previous = self._at_cursor(str(max(first - self.size, 0)))
        return rows[first : first + self.size]

    def _numbered(self, rows: QuerySet[Any], request: Request) -> list[Any]:
        """The keys of the page that has the number."""
        number = self._number(request)
        first = (number - 1) * self.size
        is_deep, follows = first >= EXACT, False
        if is_deep:
            part = part_of(rows, first, self.size + 1)
            self.count, found = count_with_keys(rows, part.rows)
            if part.is_backward:
                found.reverse()
            follows = part.has_more
        else:
            self.count, found = count_with_slice(rows, first, self.size + 1)
        more = len(found) > self.size or follows
        keys = self._of_number(number, found, has_more=more)
        if is_deep:
            remember_places(rows, first, found, self.size, has_more=follows)
        if more and first + self.size >= EXACT and (cursor := Cursor.at(rows, keys[-1])):
            self.following = self._at_cursor(cursor)
        return keys

    def _of_number(self, number: int, keys: list[Any], *, has_more: bool) -> list[Any]:
        """The keys that are shown, their neighbours linked. 404 where there are none, unless the page is the first."""
        if not keys and number > 1:
            raise _not_there(number)
        self._link_numbers(number, has_more=has_more)
        return keys[: self.size]

    def _beside(self, rows: QuerySet[Any], cursor: Cursor) -> list[Any]:
        """The keys of the page on the cursor's side."""
        self.count, keys = count_with_keys(rows, cursor.rows_beside(rows)[: self.size + 1])
        keys, more = keys[: self.size], len(keys) > self.size
        if cursor.is_backward:
            keys.reverse()
        if keys and (more or cursor.is_backward):
            self.following = self._at_cursor(Cursor.at(rows, keys[-1]))
        if keys and cursor.values and (more or not cursor.is_backward):
            self.previous = self._at_cursor(Cursor.at(rows, keys[0], is_backward=True))
        return keys

    def _number(self, request: Request) -> int:
        given: str = request.query_params.get(self.page_query_param, "1")
        if not (given.isascii() and given.isdigit() and len(given) <= _LONGEST_NUMBER and int(given) > 0):
            raise _not_there(given[:20])
        return int(given)

    def _link_numbers(self, number: int, *, has_more: bool) -> None:
        if has_more:
            self.following = replace_query_param(self.address, self.page_query_param, number + 1)
        if number == 2:
            self.previous = remove_query_param(self.address, self.page_query_param)
        elif number > 2:
            self.previous = replace_query_param(self.address, self.page_query_param, number - 1)

    def _at_cursor(self, cursor: Cursor | str | None) -> str:
        address = remove_query_param(self.address, self.page_query_param)
        return replace_query_param(address, CURSOR, str(cursor or ""))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        neighbour = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["count", "count_is_estimate", "next", "previous", "results"],
            "properties": {
                "count": {
                    "type": "integer",
                    "example": 123,
                    "description": f"How many rows there are on all pages; exact up to {EXACT:,}.",
                },
                "count_is_estimate": {
                    "type": "boolean",
                    "example": False,
                    "description": f"Whether there are more than {EXACT:,} rows, so that `count` is about how many.",
                },
                "next": neighbour,
                "previous": neighbour,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            *super().get_schema_operation_parameters(view),
            {
                "name": CURSOR,
                "in": "query",
                "description": "In place of `page`: empty for the first page, then as `next` and `previous` have it. "
                "Costs the same at any depth, and neither repeats nor leaves out a row when others come or go.",
                "schema": {"type": "string"},
            },
        ]


def _not_there(number: int | str) -> NotFound:
    return NotFound(say("There is no page {number!r}.", number=number))


def _is_off(request: Request) -> bool:
    return request.query_params.get("paginate") == "false"


class OptionalPages(PageNumbers):
    """Pages, or with `?paginate=false` the whole list as a bare array."""

    is_off = False

    def slice_of(self, rows: Rows, request: Request) -> Rows:
        self.is_off = _is_off(request)
        return rows if self.is_off else super().slice_of(rows, request)

    def keys_of(self, rows: QuerySet[Any], request: Request) -> list[Any]:
        self.is_off = _is_off(request)
        return list(rows.values_list("pk", flat=True)) if self.is_off else super().keys_of(rows, request)

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
