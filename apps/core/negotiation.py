"""Which of a view's renderers answers a request, and which of its parsers reads it."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request


class Negotiation(DefaultContentNegotiation):
    """The framework's, which is not asked where the answer is plain: the caller takes anything, or names the first."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        first = next(iter(parsers), None)
        if first and request.content_type == first.media_type:
            return first
        return super().select_parser(request, parsers)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        first, *_ = renderers = list(renderers)
        if not format_suffix and request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", first.media_type):
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)  # type: ignore[no-any-return]
