"""Server-sent events."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from saas_platform._types import parse

LAST = ("done", "error")
"""The events after which a stream is over."""


@dataclass(frozen=True)
class Event:
    """One event of a stream. `data` is its JSON, or its text where that is none."""

    name: str
    data: Any
    id: str


class Parser:
    """Reads lines into events, and remembers where a stream stands."""

    def __init__(self) -> None:
        self.last_id = ""
        self._name, self._data = "", list[str]()

    def feed(self, line: str) -> Event | None:
        """The event that this line completes."""
        if not line:
            name, data = self._name or "message", "\n".join(self._data)
            is_empty = not self._data
            self._name, self._data = "", []
            return None if is_empty else Event(name, _json(data), self.last_id)
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._name = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self.last_id = value
        return None

    def begin(self) -> dict[str, str]:
        """Forget half an event; the headers with which a stream is taken up where it stands."""
        self._name, self._data = "", []
        return {"Last-Event-ID": self.last_id} if self.last_id else {}


class EventStream(Iterator[Event]):
    """The events of a stream. A connection that breaks is made again, and goes on after the last event."""

    def __init__(self, events: Generator[Event, None, None]) -> None:
        self._events = events

    def __next__(self) -> Event:
        return next(self._events)

    def close(self) -> None:
        self._events.close()

    def __enter__(self) -> "EventStream":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class AsyncEventStream(AsyncIterator[Event]):
    """The events of a stream. A connection that breaks is made again, and goes on after the last event."""

    def __init__(self, events: AsyncGenerator[Event, None]) -> None:
        self._events = events

    async def __anext__(self) -> Event:
        return await anext(self._events)

    async def aclose(self) -> None:
        await self._events.aclose()

    async def __aenter__(self) -> "AsyncEventStream":
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


def _json(text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return text
