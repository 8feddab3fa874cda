"""The bridge from the ASGI server to the threads that answer: what goes over it arrives whole, once, in order."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from config.bridge import Bridge

HELD = 100
Messages = list[dict[str, Any]]


def asked(application: Callable[..., Iterable[bytes]], *pieces: bytes, gone: bool = False, **scope: Any) -> Messages:
    """The messages that answer a request whose body comes in these pieces."""
    given: Messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if given and not gone:
        given[-1]["more_body"] = False
    given.append({"type": "http.disconnect"})
    answered: Messages = []

    async def receive() -> dict[str, Any]:
        return given.pop(0)

    async def send(message: dict[str, Any]) -> None:
        answered.append(message)

    request = {
        "type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1", "scheme": "http",
        "headers": [], "client": ("192.0.2.7", 4711), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    asyncio.run(Bridge(application, threads=2, held=HELD)(request | scope, receive, send))
    return answered


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers the length that the body is said to have, and the body."""
    start_response("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", "none"))])
    return HttpResponse(environ["wsgi.input"].read())


def length_of(*pieces: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"content-length", str(sum(map(len, pieces))).encode())]


@pytest.mark.parametrize(
    "pieces",
    [(b"",), (b"short",), (b"in ", b"two"), (b"a" * 60, b"b" * 60, b"c" * 60), (b"x" * 1_000_000, b"", b"y")],
    ids=["none", "one piece", "two pieces", "more than is held", "large"],
)
def test_a_body_arrives_whole(pieces: tuple[bytes, ...]) -> None:
    start, body = asked(echo, *pieces, headers=length_of(*pieces))
    assert body["body"] == b"".join(pieces)
    assert start["headers"] == [(b"x-length", str(len(body["body"])).encode())]


def test_a_short_body_without_its_length_is_read_all_the_same() -> None:
    start, body = asked(echo, b"in ", b"chunks")
    assert (start["headers"], body["body"]) == ([(b"x-length", b"9")], b"in chunks")


def test_a_long_body_without_its_length_is_said_to_be_above_every_limit() -> None:
    start, body = asked(echo, b"x" * 99, b"y" * 99, b"z")
    assert int(start["headers"][0][1]) > 10**18
    assert body["body"] == b"x" * 99 + b"y" * 99 + b"z"


def test_who_leaves_before_the_body_is_there_is_not_answered() -> None:
    calls: list[Any] = []
    assert asked(lambda *arguments: calls.append(arguments) or [], b"half", gone=True) == []
    assert calls == []


def test_who_leaves_in_the_middle_of_a_long_body_breaks_the_read() -> None:
    seen: list[str] = []

    def read(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            environ["wsgi.input"].read()
        except OSError as exc:
            seen.append(str(exc))
        start_response("400 Bad Request", [])
        return HttpResponse()

    asked(read, b"x" * 101, gone=True)
    assert seen == ["The connection was closed before the whole body had come."]


def test_an_answer_that_is_there_is_one_message() -> None:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("201 Created", [("Content-Type", "text/plain"), ("X-Name", "caf\xe9")])
        return HttpResponse(b"made")

    assert asked(answer, b"") == [
        {
            "type": "http.response.start",
            "status": 201,
            "headers": [(b"content-type", b"text/plain"), (b"x-name", b"caf\xe9")],
        },
        {"type": "http.response.body", "body": b"made"},
    ]


def test_a_stream_is_asked_for_its_next_piece_when_the_last_was_taken() -> None:
    order: list[Any] = []

    def pieces() -> Iterator[bytes]:
        for piece in (b"a", b"b"):
            order.append(threading.current_thread().name.startswith("request"))
            yield piece
        order.append("exhausted")

    class Stream(StreamingHttpResponse):
        def close(self) -> None:
            order.append("closed")

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Stream(pieces())

    bodies = [(message["body"], message.get("more_body", False)) for message in asked(answer, b"")[1:]]
    assert bodies == [(b"a", True), (b"b", True), (b"", False)]
    assert order == [True, True, "exhausted", "closed"]


def ends_in_order(*requests: tuple[str, bytes], last: tuple[str, bytes], threads: int) -> tuple[list[str], int]:
    """Requests of a method and a body each, which stay with the application until `last`, sent after them, has been
    answered. The methods in the order of their ends, and how many of the first were there at the same time."""
    ended, there, most = list[str](), 0, 0
    lock, free = threading.Lock(), threading.Event()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal there, most
        if environ["REQUEST_METHOD"] != last[0]:
            with lock:
                there, most = there + 1, max(most, there + 1)
            free.wait(5)
            with lock:
                there -= 1
        start_response("200 OK", [])
        return HttpResponse()

    async def ask(bridge: Bridge, method: str, body: bytes) -> None:
        async def send(message: dict[str, Any]) -> None:
            pass

        pieces = [body[:-1], body[-1:]]

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        headers = length_of(body) if body else []
        await bridge(
            {"method": method, "path": "/", "query_string": b"", "http_version": "1.1", "headers": headers},
            receive,
            send,
        )
        ended.append(method)
        if method == last[0]:
            free.set()

    async def all_at_once() -> None:
        bridge = Bridge(answer, threads=threads, held=HELD)
        await asyncio.gather(*(ask(bridge, *request) for request in (*requests, last)))

    asyncio.run(all_at_once())
    return ended, most


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_who_reads_does_not_wait_for_many_who_write(method: str) -> None:
    ended, most = ends_in_order(*[(method, b"")] * 6, last=("GET", b""), threads=4)
    assert ended == ["GET"] + [method] * 6
    assert most == 2


def test_slow_uploads_do_not_keep_others_from_writing() -> None:
    ended, _ = ends_in_order(*[("PUT", b"x" * 200)] * 2, last=("POST", b"{}"), threads=4)
    assert ended == ["POST", "PUT", "PUT"]


def told(*pieces: bytes, **scope: Any) -> dict[str, Any]:
    """What the application is told of a request."""
    seen: dict[str, Any] = {}

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return HttpResponse()

    asked(answer, *pieces, **scope)
    return seen


def test_a_request_is_told_as_wsgi_tells_it() -> None:
    environ = told(
        method="GET",
        path="/base/caf\u00e9",
        root_path="/base",
        query_string=b"a=1&b=%C3%A9",
        scheme="https",
        headers=[(b"host", b"shop.example"), (b"accept", b"a"), (b"accept", b"b"), (b"content-type", b"text/plain")],
    )
    expected = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/base", "PATH_INFO": "/caf\xc3\xa9", "QUERY_STRING": "a=1&b=%C3%A9",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "REMOTE_ADDR": "192.0.2.7", "wsgi.url_scheme": "https",
        "HTTP_HOST": "shop.example", "HTTP_ACCEPT": "a,b", "CONTENT_TYPE": "text/plain",
    }  # fmt: skip
    assert {name: environ.get(name) for name in expected} == expected
    assert "CONTENT_LENGTH" not in environ


def test_a_header_cannot_pass_for_another_by_an_underscore() -> None:
    environ = told(b"", headers=[(b"x_forwarded_for", b"10.0.0.1"), (b"content_length", b"7")])
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["CONTENT_LENGTH"] == "0"


def test_what_a_request_binds_is_not_left_to_the_next_one() -> None:
    bound: ContextVar[str] = ContextVar("bound", default="nothing")
    seen: list[str] = []

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        seen.append(bound.get())
        bound.set("something")
        start_response("200 OK", [])
        return HttpResponse()

    async def twice() -> None:
        bridge = Bridge(answer, threads=1, held=HELD)

        async def send(message: dict[str, Any]) -> None:
            pass

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        request = {"method": "POST", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}
        await bridge(request, receive, send)
        await bridge(request, receive, send)

    asyncio.run(twice())
    assert seen == ["nothing", "nothing"]
