"""What the generated methods of `AsyncClient` stand on."""

from collections.abc import Callable, Mapping
from typing import Any

from saas_platform._events import AsyncEventStream
from saas_platform._files import AsyncDownload
from saas_platform._operation import Operation, T
from saas_platform._pages import AsyncPage, Query
from saas_platform._transport import STREAM, AsyncTransport, Call, answer_of, body_of
from saas_platform._types import decode

Path = tuple[Any, ...]


class AsyncResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def _run(self, operation: Operation[T], path: Path, **sent: Any) -> T:
        call = Call.of(self._transport.settings, operation, path, **sent)
        return answer_of(operation, await self._transport.send(call))

    def _list(self, operation: Operation[T], path: Path, query: Mapping[str, Any] | None = None) -> AsyncPage[T]:
        async def load(query: Query) -> tuple[Any, Callable[[Any], T]]:
            call = Call.of(self._transport.settings, operation, path, query=query)
            return body_of(await self._transport.send(call)), lambda row: decode(operation.answers[200], row)

        return AsyncPage(load, query or {})

    async def _file(self, operation: Operation[Any], path: Path, **sent: Any) -> AsyncDownload:
        call = Call.of(self._transport.settings, operation, path, accept="*/*", **sent)
        return AsyncDownload(await self._transport.send(call, stream=True))

    async def _either(
        self, operation: Operation[T], path: Path, query: Mapping[str, Any], format: str
    ) -> T | AsyncDownload:
        if format == "json":
            return await self._run(operation, path, query=query)
        return await self._file(operation, path, query={**query, "format": format})

    def _stream(self, operation: Operation[Any], path: Path, **sent: Any) -> AsyncEventStream:
        call = Call.of(self._transport.settings, operation, path, accept=STREAM, **sent)
        return AsyncEventStream(self._transport.events(call))
