"""What the generated methods of `Client` stand on."""

from collections.abc import Callable, Mapping
from typing import Any

from saas_platform._events import EventStream
from saas_platform._files import Download
from saas_platform._operation import Operation, T
from saas_platform._pages import Page, Query
from saas_platform._transport import STREAM, Call, Transport, answer_of, body_of
from saas_platform._types import decode

Path = tuple[Any, ...]


class Resource:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _run(self, operation: Operation[T], path: Path, **sent: Any) -> T:
        call = Call.of(self._transport.settings, operation, path, **sent)
        return answer_of(operation, self._transport.send(call))

    def _list(self, operation: Operation[T], path: Path, query: Mapping[str, Any] | None = None) -> Page[T]:
        def load(query: Query) -> tuple[Any, Callable[[Any], T]]:
            call = Call.of(self._transport.settings, operation, path, query=query)
            return body_of(self._transport.send(call)), lambda row: decode(operation.answers[200], row)

        return Page(load, query or {})

    def _file(self, operation: Operation[Any], path: Path, **sent: Any) -> Download:
        call = Call.of(self._transport.settings, operation, path, accept="*/*", **sent)
        return Download(self._transport.send(call, stream=True))

    def _either(self, operation: Operation[T], path: Path, query: Mapping[str, Any], format: str) -> T | Download:
        if format == "json":
            return self._run(operation, path, query=query)
        return self._file(operation, path, query={**query, "format": format})

    def _stream(self, operation: Operation[Any], path: Path, **sent: Any) -> EventStream:
        call = Call.of(self._transport.settings, operation, path, accept=STREAM, **sent)
        return EventStream(self._transport.events(call))
