"""A connection on which nothing is said is not received from."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from apps.core.live import quiet as module
from apps.core.live.quiet import quiet

Told = list[str]


def with_a_connection(
    act: Callable[[Any, asyncio.StreamWriter, "asyncio.Task[Any]", Told], Awaitable[None]],
    *,
    client: Callable[[Any], Any] = lambda address: (address[0], str(address[1])),
) -> Told:
    """What was received of a connection to a server of this process, while `act` is on its other side."""
    told: Told = []

    async def receive() -> dict[str, Any]:
        told.append("received")
        return {"type": "websocket.disconnect"}

    async def run() -> None:
        taken: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
        server = await asyncio.start_server(lambda _, writer: taken.set_result(writer), "127.0.0.1", 0)
        async with server:
            _, theirs = await asyncio.open_connection(*server.sockets[0].getsockname())
            ours = await taken
            # As the server's event loop is another one, which takes nothing until it is asked.
            ours.transport.pause_reading()  # type: ignore[attr-defined]
            waiting = asyncio.create_task(quiet(receive, client(ours.get_extra_info("peername")))())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await act(ours, theirs, waiting, told)
            theirs.close()
            ours.close()
        assert not module._watched, "nothing is watched any longer"

    asyncio.run(run())
    return told


async def say_something(_: Any, theirs: asyncio.StreamWriter, waiting: "asyncio.Task[Any]", told: Told) -> None:
    assert told == [], "nothing was said yet"
    theirs.write(b"x")
    await asyncio.wait_for(waiting, 10)


async def leave(_: Any, theirs: asyncio.StreamWriter, waiting: "asyncio.Task[Any]", told: Told) -> None:
    assert told == [], "they are still there"
    theirs.close()
    await asyncio.wait_for(waiting, 10)


async def give_up(_: Any, theirs: asyncio.StreamWriter, waiting: "asyncio.Task[Any]", told: Told) -> None:
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting


async def wait(_: Any, theirs: asyncio.StreamWriter, waiting: "asyncio.Task[Any]", told: Told) -> None:
    await asyncio.wait_for(waiting, 10)


@pytest.mark.parametrize("act", [say_something, leave], ids=lambda act: act.__name__)
def test_receives_once_there_is_something_to_receive(act: Any) -> None:
    assert with_a_connection(act) == ["received"]


def test_who_gives_up_receives_nothing() -> None:
    assert with_a_connection(give_up) == []


@pytest.mark.parametrize("client", [None, ("192.0.2.1", "1")], ids=["unknown", "somebody else"])
def test_receives_at_once_where_the_connection_cannot_be_told(client: Any) -> None:
    assert with_a_connection(wait, client=lambda _: client) == ["received"]
