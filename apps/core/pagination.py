from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
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


class OptionalPages(PageNumbers):
    """Pages, or with `?paginate=false` the whole list as a bare array."""

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any] | None:
        if request.query_params.get("paginate") == "false":
            return None
        return super().paginate_queryset(queryset, request, view)

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
