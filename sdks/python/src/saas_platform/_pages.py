"""Lists, a page at a time or to their end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

T = TypeVar("T")
Query = Mapping[str, Any]


class _Page(Generic[T]):
    results: list[T]
    """The rows of this page."""
    count: int
    """How many rows the list has."""
    count_is_estimate: bool
    """Past 10,000 rows `count` is an estimate."""
    next: str | None
    previous: str | None

    def _fill(self, body: Any, read: Callable[[Any], T]) -> None:
        whole = body if isinstance(body, dict) else {"count": len(body), "results": body}
        self.results = [read(row) for row in whole["results"]]
        self.count, self.count_is_estimate = whole["count"], whole.get("count_is_estimate", False)
        self.next, self.previous = whole.get("next"), whole.get("previous")


def query_of(address: str) -> dict[str, Any]:
    """The parameters of the next page. Its host is not followed: it is not asked with the caller's key."""
    return parse_qs(urlsplit(address).query, keep_blank_values=True)


class Page(_Page[T]):
    """A page of a list. Iterating over it goes through the whole list, and fetches the pages that follow as needed."""

    def __init__(self, load: Callable[[Query], tuple[Any, Callable[[Any], T]]], query: Query) -> None:
        self._load = load
        self._fill(*load(query))

    def next_page(self) -> "Page[T] | None":
        return Page(self._load, query_of(self.next)) if self.next else None

    def pages(self) -> "Iterator[Page[T]]":
        page: Page[T] | None = self
        while page:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.results

    def __repr__(self) -> str:
        return f"<Page of {len(self.results)} of {self.count}>"


class AsyncPage(_Page[T]):
    """A page of a list: `await` it for its rows, or go through the whole list with `async for`."""

    def __init__(self, load: Callable[[Query], Awaitable[tuple[Any, Callable[[Any], T]]]], query: Query) -> None:
        self._load, self._query = load, query

    def __await__(self) -> "Generator[Any, None, AsyncPage[T]]":
        return self._loaded().__await__()

    async def next_page(self) -> "AsyncPage[T] | None":
        page = await self
        return await AsyncPage(self._load, query_of(page.next)) if page.next else None

    async def pages(self) -> "AsyncIterator[AsyncPage[T]]":
        page: AsyncPage[T] | None = await self
        while page:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for row in page.results:
                yield row

    async def _loaded(self) -> "AsyncPage[T]":
        if not hasattr(self, "results"):
            self._fill(*await self._load(self._query))
        return self
