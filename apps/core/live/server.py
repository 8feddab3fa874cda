"""Streams as the ASGI server sends them: over HTTP as server-sent events, over a WebSocket as JSON texts. And answers
that are waited for, which hold no thread and no database connection meanwhile.

A WebSocket is a view's stream in another coat: its handshake is answered by the view at its path, with all that this
means (authentication, rights, limits, parameters, refusals), and what the view lets follow is sent. Whoever does not
read what is sent is dropped: a stream reads its figures when it can send them, and buffers nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import aclosing, suppress
from contextvars import copy_context
from functools import partial
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase

from apps.core import json
from apps.core.live.following import Event, Following, in_thread, refresh_connections
from apps.core.live.quiet import quiet
from apps.core.sse import EventStream, LateAnswer, lines_of

log = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Frame = Callable[[Event | None], dict[str, Any]]

SEND_SECONDS: Final = 10.0
"""Who has not taken a message by then is dropped."""
LOG_IN_AGAIN: Final = 4401
_HEADERS_OF_BODIES: Final = (b"content-length", b"transfer-encoding")


class SlowReader(Exception):
    """What was sent has not been taken in time."""


class StreamServer:
    """Serves the views that stream. `handler` answers a request as for any other path."""

    def __init__(self, handler: BaseHandler) -> None:
        self._handler = handler

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: a stream, or whatever else its view says, once it is there."""
        request = ASGIRequest(scope, BytesIO(await _body(receive)))
        response = await self._answer(request)
        if isinstance(response, LateAnswer):
            if found := await _await_answer(response, receive):
                response.content = json.dumps(found)
            elif response.following.was_refused:
                response = await self._answer(request)
        await send({"type": "http.response.start", "status": response.status_code, "headers": _headers(response)})
        if not isinstance(response, EventStream):
            await send({"type": "http.response.body", "body": getattr(response, "content", b"")})
            return

        if await _carry(response.following, receive, send, _lines):
            await send({"type": "http.response.body", "body": b""})

    async def websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one handshake: with the stream of the view at its path, or with the view's refusal."""
        await receive()
        scheme = {"wss": "https"}.get(scope["scheme"], "http")
        request = ASGIRequest(scope | {"type": "http", "method": "GET", "scheme": scheme}, BytesIO())
        request.is_websocket = True  # type: ignore[attr-defined]
        if not _is_own_origin(request):
            await _refuse(send, 403, [(b"content-type", b"text/plain")], b"This page's origin may not connect here.")
            return
        response = await self._answer(request)
        if not isinstance(response, EventStream):
            await _refuse(send, response.status_code, _headers(response), getattr(response, "content", b""))
            return
        await send({"type": "websocket.accept"})
        if await _carry(response.following, quiet(receive, scope.get("client")), send, _texts()):
            code, reason = (LOG_IN_AGAIN, "log in again") if response.following.was_refused else (1000, "")
            await send({"type": "websocket.close", "code": code, "reason": reason})

    async def _answer(self, request: ASGIRequest) -> HttpResponseBase:
        def answer() -> HttpResponseBase:
            refresh_connections()
            return self._handler.get_response(request)

        # In a context of its own: what the request binds is not left to the thread's next one.
        return await in_thread(partial(copy_context().run, answer))


async def _pour(following: Following, send: Send, frame: Frame) -> None:
    """Send each event as soon as it is there and the one before has been taken. Raises SlowReader."""
    async with aclosing(following.events()) as events:
        async for event in events:
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await send(frame(event))
            except TimeoutError as exc:
                raise SlowReader from exc
            event = None


def _lines(event: Event | None) -> dict[str, Any]:
    return {"type": "http.response.body", "body": lines_of(event), "more_body": True}


def _texts() -> Frame:
    """Events as JSON objects, each naming the members of its data that are not as in the one before."""
    before: dict[str, int] = {}

    def text_of(event: Event | None) -> dict[str, Any]:
        nonlocal before
        message: dict[str, Any] = {"event": "heartbeat"}
        if event is not None:
            event_id, name, data = event
            now = {part: hash(json.dumps(value)) for part, value in data.items()} if isinstance(data, dict) else {}
            changed = [part for part, digest in now.items() if before.get(part) != digest]
            message = {"event": name, "id": event_id, "changed": changed, "data": data}
            before = now
        return {"type": "websocket.send", "text": json.dumps(message).decode()}

    return text_of


async def _carry(following: Following, receive: Receive, send: Send, frame: Frame) -> bool:
    """Pour until there is nothing more to be said, or nobody who hears it. Answers whether the last word is ours.

    Nobody may be receiving when that is sent: the server would wait for the one before the other.
    """
    pouring, listening = asyncio.create_task(_pour(following, send, frame)), asyncio.create_task(_until_gone(receive))
    try:
        await asyncio.wait((pouring, listening), return_when=asyncio.FIRST_COMPLETED)
        ended = pouring.done()
    finally:
        pouring.cancel()
        listening.cancel()
        results = await asyncio.gather(pouring, listening, return_exceptions=True)
    if isinstance(results[0], SlowReader):
        log.info("slow_reader_dropped")
        return False
    if ended:
        pouring.result()
    return ended


async def _await_answer(response: LateAnswer, receive: Receive) -> Any:
    """What is found in time; None where nothing is, where nobody waits any more, and where the caller may not."""
    finding, leaving = asyncio.create_task(_first(response.following)), asyncio.create_task(_until_gone(receive))
    try:
        await asyncio.wait((finding, leaving), timeout=response.seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        finding.cancel()
        leaving.cancel()
        results = await asyncio.gather(finding, leaving, return_exceptions=True)
    if isinstance(results[0], Exception):
        raise results[0]
    return None if isinstance(results[0], asyncio.CancelledError) else results[0]


async def _first(following: Following) -> Any:
    async with aclosing(following.events()) as events:
        async for event in events:
            if event is not None:
                return event[2]
    return None


async def _until_gone(receive: Receive) -> None:
    """Until the other side has left. What it says on a WebSocket meanwhile is not listened to."""
    while (await receive())["type"] not in ("http.disconnect", "websocket.disconnect"):
        pass


async def _body(receive: Receive) -> bytes:
    """The request's body, as far as the parser needs it to see that it is too large."""
    parts: list[bytes] = []
    more = True
    while more and sum(map(len, parts)) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _refuse(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
    kept = [(name, value) for name, value in headers if name not in _HEADERS_OF_BODIES]
    with suppress(OSError):
        await send({"type": "websocket.http.response.start", "status": status, "headers": kept})
        await send({"type": "websocket.http.response.body", "body": body})


def _headers(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    lines = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    return lines + [(b"set-cookie", morsel.OutputString().encode("ascii")) for morsel in response.cookies.values()]


def _is_own_origin(request: ASGIRequest) -> bool:
    """Whether the page that connects, if it is one, is ours or one of those that the settings name."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    named = {*settings.CORS_ALLOWED_ORIGINS, *settings.CSRF_TRUSTED_ORIGINS}
    return origin in named or urlsplit(origin).netloc == request.headers.get("Host")
