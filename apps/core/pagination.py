from typing import Any

from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response


class PageNumbers(PageNumberPagination):
    """`?page=` and `?page_size=` (20, at most 100, clamped). A page that is not there, or no number, is a 404."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    def get_paginated_response(self, data: Any) -> Response:
        assert self.page is not None
        return Response(
            {
                "count": self.page.paginator.count,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        def link(page: int) -> dict[str, Any]:
            example = f"https://api.example.org/api/clients/?page={page}"
            return {"type": ["string", "null"], "format": "uri", "examples": [example]}

        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "examples": [123]},
                "next": link(4),
                "previous": link(2),
                "results": schema,
            },
        }
