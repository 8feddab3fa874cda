"""Streams as the server carries them: who does not read is dropped, who may no longer see is let go."""

import asyncio
import json
import os
import resource
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpResponse

from apps.core.limits import move_epochs
from apps.core.live import following, hub, server
from apps.core.live.changes import announce_change
from apps.core.live.following import Event, Following
from apps.core.live.hub import Hub
from apps.core.live.server import StreamServer
from apps.core.sse import EventStream

TENANT = 4711
GOING_ON: Callable[[], bool] = lambda: True  # noqa: E731


class Handler:
    """Answers whatever it is asked with the stream that it was given."""

    def __init__(self, stream: Following) -> None:
        self.stream = stream

    def get_response(self, request: Any) -> HttpResponse | EventStream:
        return EventStream(self.stream)


class Reader:
    """The other end of a connection, which takes so many messages and then no more."""

    def __init__(self, patience: int = 1_000) -> None:
        self.patience = patience
        self.taken: list[dict[str, Any]] = []
        self.came = asyncio.Event()
        self.began = False

    async def send(self, message: dict[str, Any]) -> None:
        if len(self.taken) >= self.patience:
            await asyncio.Event().wait()
        self.taken.append(message)
        self.came.set()

    async def receive(self) -> dict[str, Any]:
        if not self.began:
            self.began = True
            return {"type": "http.request", "body": b""}
        await asyncio.Event().wait()
        raise AssertionError

    async def until(self, number: int) -> None:
        async with asyncio.timeout(20):
            while len(self.taken) < number:
                self.came.clear()
                await self.came.wait()

    @property
    def texts(self) -> list[dict[str, Any]]:
        return [json.loads(one["text"]) for one in self.taken if one["type"] == "websocket.send"]


def numbers() -> Callable[[], Event]:
    """Reads 1, 2, 3 and so on."""
    read = iter(range(1, 1_000_000))

    def count() -> Event:
        number = next(read)
        return str(number), "number", {"number": number, "same": 0}

    return count


def serve(stream: Following) -> StreamServer:
    return StreamServer(cast(BaseHandler, Handler(stream)))


def scope(kind: str, **headers: str) -> dict[str, Any]:
    return {
        "type": kind,
        "scheme": kind.replace("websocket", "ws"),
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in {"host": "here", **headers}.items()],
    }


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_reader_who_does_not_read_is_dropped(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SEND_SECONDS", 0.05)
    reads = []
    count = numbers()

    def read() -> Event:
        reads.append(count())
        return reads[-1]

    async def follow() -> None:
        reader = Reader(patience=3)
        stream = Following(TENANT, read, GOING_ON, every=0.0)
        async with asyncio.timeout(20):
            await getattr(serve(stream), kind)(scope(kind), reader.receive, reader.send)
        assert len(reader.taken) == 3
        assert len(reads) == 3, "what cannot be sent is not read ahead either"
        assert not Hub.of_this_loop()._followings

    asyncio.run(follow())


def test_a_change_wakes_the_streams_of_its_tenant_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 3_600)

    async def follow() -> None:
        held = {TENANT: 1, TENANT + 1: 1}
        mine, theirs = Reader(), Reader()

        def open_for(tenant: int, reader: Reader) -> "asyncio.Task[None]":
            def read() -> Event:
                return str(held[tenant]), "number", {"number": held[tenant], "same": 0}

            stream = Following(tenant, read, GOING_ON, every=3_600)
            return asyncio.create_task(serve(stream).websocket(scope("websocket"), reader.receive, reader.send))

        tasks = [open_for(TENANT, mine), open_for(TENANT + 1, theirs)]
        await asyncio.gather(mine.until(2), theirs.until(2))
        held[TENANT + 1] = 2
        await asyncio.to_thread(announce_change, TENANT + 1)
        await theirs.until(3)  # so that its subscription stands, and wakes it no more
        held[TENANT], held[TENANT + 1] = 2, 3
        await asyncio.to_thread(announce_change, TENANT)
        await mine.until(3)
        assert (mine.texts[-1]["data"]["number"], mine.texts[-1]["changed"]) == (2, ["number"])
        assert [text["data"]["number"] for text in theirs.texts] == [1, 2]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(follow())


def test_one_reading_answers_all_who_ask_the_same() -> None:
    async def follow() -> None:
        held, reads = {"number": 1}, {"same": 0, "other": 0}

        def reading(question: str) -> Callable[[], Event]:
            def read() -> Event:
                number = held["number"]
                reads[question] += 1
                return str(number), "number", {"number": number, "same": 0}

            return read

        def open_for(reader: Reader, question: str) -> "asyncio.Task[None]":
            stream = Following(TENANT, reading(question), GOING_ON, every=3_600, question=lambda: question)
            return asyncio.create_task(serve(stream).websocket(scope("websocket"), reader.receive, reader.send))

        same, other = [Reader() for _ in range(20)], Reader()
        tasks = [*(open_for(reader, "same") for reader in same), open_for(other, "other")]
        await asyncio.gather(*(reader.until(2) for reader in [*same, other]))
        await asyncio.sleep(following.LEAST_SECONDS * 2)  # their subscription has woken them once more by then
        before = reads.copy()
        for number in (2, 3):
            held["number"] = number
            tasks.pop(0).cancel()  # whoever asked first and leaves takes the answer from nobody
            await asyncio.to_thread(announce_change, TENANT)
            await asyncio.gather(*(reader.until(1 + number) for reader in [*same[number - 1 :], other]))
        assert {reader.texts[-1]["data"]["number"] for reader in [*same[2:], other]} == {3}
        assert {question: reads[question] - before[question] for question in reads} == {"same": 2, "other": 2}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not Hub.of_this_loop()._readings

    asyncio.run(follow())


def test_who_was_woken_after_a_reading_began_is_not_answered_by_it() -> None:
    async def follow() -> None:
        crowd, began, may_end = Hub.of_this_loop(), asyncio.Event(), asyncio.Event()

        async def read_slowly() -> str:
            began.set()
            await may_end.wait()
            return "before the change"

        async def read() -> str:
            return "after it"

        early = asyncio.create_task(crowd.share(TENANT, "figures", read_slowly))
        await began.wait()
        joined = asyncio.create_task(crowd.share(TENANT, "figures", read))
        await asyncio.sleep(0)
        crowd._wake(TENANT)
        late = await crowd.share(TENANT, "figures", read)
        may_end.set()
        assert (await early, await joined, late) == ("before the change", "before the change", "after it")

    asyncio.run(follow())


def test_a_caller_whose_epoch_moves_is_asked_about_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "WATCH_SECONDS", 0.05)
    rights = [True]

    async def follow() -> None:
        reader = Reader()
        stream = Following(
            TENANT, lambda: ("1", "figures", {}), lambda: rights[0], every=3_600, epochs=("epoch:user:1",)
        )
        async with asyncio.timeout(20):
            open_ = asyncio.create_task(serve(stream).websocket(scope("websocket"), reader.receive, reader.send))
            await reader.until(2)
            move_epochs("user:1")
            await asyncio.sleep(0)
            rights[0] = False
            move_epochs("user:1")
            await open_
        assert reader.taken[-1] == {"type": "websocket.close", "code": 4401, "reason": "log in again"}

    asyncio.run(follow())


def test_silence_is_told_from_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0.05)

    async def follow() -> None:
        for kind in ("http", "websocket"):
            reader = Reader()
            stream = Following(TENANT, lambda: ("1", "figures", {}), GOING_ON, every=0.05)
            task = asyncio.create_task(getattr(serve(stream), kind)(scope(kind), reader.receive, reader.send))
            await reader.until(4)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if kind == "http":
                assert reader.taken[2]["body"] == b": still here\n\n"
            else:
                assert reader.texts[1:3] == [{"event": "heartbeat"}] * 2

    asyncio.run(follow())


def test_a_stream_that_has_an_end_says_it_and_ends() -> None:
    async def follow() -> None:
        reader = Reader()
        stream = Following(TENANT, lambda: ("9", "done", {"of": 9}), GOING_ON, last=frozenset({"done"}), seen="9")
        async with asyncio.timeout(20):
            await serve(stream).http(scope("http"), reader.receive, reader.send)
        assert [part.get("body") for part in reader.taken[1:]] == [b'id: 9\nevent: done\ndata: {"of":9}\n\n', b""]

    asyncio.run(follow())


def test_a_foreign_page_opens_no_socket(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    async def answers(origin: str) -> dict[str, Any]:
        reader = Reader()
        stream = Following(TENANT, lambda: ("9", "done", {}), GOING_ON, last=frozenset({"done"}))
        await serve(stream).websocket(scope("websocket", origin=origin), reader.receive, reader.send)
        return reader.taken[0]

    assert asyncio.run(answers("https://evil.example"))["status"] == 403
    assert asyncio.run(answers("https://here.evil.example"))["status"] == 403
    assert asyncio.run(answers("null"))["status"] == 403
    for origin in ("https://here", "https://app.example"):
        assert asyncio.run(answers(origin)) == {"type": "websocket.accept"}


def test_streams_go_on_without_redis(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """They look by themselves, and ask anew who their callers are."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(following, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(hub, "WATCH_SECONDS", 0.02)
    rights = [True]

    async def follow() -> None:
        reader = Reader()
        stream = Following(TENANT, numbers(), lambda: rights[0], every=3_600, epochs=("epoch:user:1",))
        async with asyncio.timeout(20):
            open_ = asyncio.create_task(serve(stream).websocket(scope("websocket"), reader.receive, reader.send))
            await reader.until(5)
            rights[0] = False
            await open_
        assert reader.taken[-1]["code"] == 4401

    asyncio.run(follow())


@pytest.mark.django_db
def test_the_database_is_asked_beyond_the_1024th_open_file() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    files = [os.dup(0) for _ in range(1_100)]
    another = connection.copy()
    try:
        another.connect()
        assert another.connection.fileno() > 1_024
        assert another.is_usable()
    finally:
        another.close()
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
