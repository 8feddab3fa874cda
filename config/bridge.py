"""A WSGI application behind an ASGI server: a request goes to a thread once, and its answer comes back once."""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from contextvars import copy_context
from functools import partial
from typing import Any, Final

from apps.core.bodies import UNKNOWN_LENGTH

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BODILESS: Final = _READS | {"DELETE"}


class Bridge:
    """Serves `application` in so many threads, each request in a context of its own.

    A body of up to `held` bytes is here before a thread is taken; the thread asks for more as it reads. One that comes
    without its length has that of what is held, or is said to be larger than any limit. An answer whose content is
    there as a whole is handed over in one piece; any other in its pieces, each one made when the one before has been
    taken. Headers with an underscore in their name are left out: WSGI could not tell them from those with a hyphen,
    which a proxy has checked.

    Half of the threads at most are at requests that may change something: these wait for each other's locks, for which
    nobody who only reads has to wait. Longer uploads are not counted, for their senders decide how long they take.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], *, threads: int, held: int) -> None:
        self._application, self._held = application, held
        self._threads = ThreadPoolExecutor(threads, "request")
        self._writing = asyncio.Semaphore(max(1, threads // 2))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        loop = asyncio.get_running_loop()
        environ = _environ(scope)
        try:
            environ["wsgi.input"] = body = await self._body(environ, receive, loop)
        except ConnectionError:
            return
        pieces = partial(_send_from_thread, send, loop)
        answer = partial(copy_context().run, self._answer, environ, pieces)
        only_reads = environ["REQUEST_METHOD"] in _READS or not isinstance(body, io.BytesIO)
        async with nullcontext() if only_reads else self._writing:
            last = await loop.run_in_executor(self._threads, answer)
        for message in last:
            await send(message)

    async def _body(
        self, environ: dict[str, Any], receive: Receive, loop: asyncio.AbstractEventLoop
    ) -> io.BufferedIOBase:
        """The request's body as a file. ConnectionError where its sender has left."""
        has_length = "CONTENT_LENGTH" in environ
        if environ["REQUEST_METHOD"] in _BODILESS and not has_length and "HTTP_TRANSFER_ENCODING" not in environ:
            return io.BytesIO()
        head, more = bytearray(), True
        while more and len(head) <= self._held:
            piece, more = _piece(await receive())
            head += piece
        if not has_length:
            environ["CONTENT_LENGTH"] = str(UNKNOWN_LENGTH if more else len(head))
        return io.BufferedReader(_Rest(bytes(head), receive, loop)) if more else io.BytesIO(head)

    def _answer(self, environ: dict[str, Any], send: Callable[[dict[str, Any]], None]) -> Iterable[dict[str, Any]]:
        """Call the application. Answers the messages that are left to be sent."""
        start: dict[str, Any] = {"type": "http.response.start"}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            start["status"] = int(status.partition(" ")[0])
            start["headers"] = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

        response: Any = self._application(environ, start_response)
        with ExitStack() as stack:
            if close := getattr(response, "close", None):
                stack.callback(close)
            if not getattr(response, "streaming", True):
                return start, {"type": "http.response.body", "body": response.content}
            send(start)
            for piece in response:
                send({"type": "http.response.body", "body": piece, "more_body": True})
            return ({"type": "http.response.body", "body": b""},)


def _send_from_thread(send: Send, loop: asyncio.AbstractEventLoop, message: dict[str, Any]) -> None:
    asyncio.run_coroutine_threadsafe(_awaited(send, message), loop).result()


async def _awaited(function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    """A coroutine, which asyncio can schedule; the server hands out awaitables of its own."""
    return await function(*arguments)


class _Rest(io.RawIOBase):
    """A body of which the beginning has been read."""

    def __init__(self, head: bytes, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        self._held, self._receive, self._loop = memoryview(head), receive, loop
        self._more = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._more and not self._held:
            piece, self._more = _piece(asyncio.run_coroutine_threadsafe(_awaited(self._receive), self._loop).result())
            self._held = memoryview(piece)
        taken = min(len(buffer), len(self._held))
        buffer[:taken], self._held = self._held[:taken], self._held[taken:]
        return taken


def _piece(message: dict[str, Any]) -> tuple[bytes, bool]:
    """A piece of a body, and whether there is more. ConnectionError where its sender has left."""
    if message["type"] == "http.disconnect":
        raise ConnectionError("The connection was closed before the whole body had come.")
    return message.get("body", b""), message.get("more_body", False)


def _environ(scope: Scope) -> dict[str, Any]:
    """PEP 3333's dictionary of a request, without its body."""
    root = scope.get("root_path", "")
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _as_latin(root),
        "PATH_INFO": _as_latin(scope["path"].removeprefix(root)),
        "QUERY_STRING": scope["query_string"].decode("ascii"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if client := scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = f"HTTP_{name}"
        environ[name] = f"{environ[name]},{value}" if name in environ else value
    return environ


def _as_latin(text: str) -> str:
    """WSGI's form of a text: its UTF-8 bytes, each as a character."""
    return text.encode().decode("latin-1")
