"""WebSockets on which nothing is said cost little: the server is asked to receive once there is something to receive.

From the first time that it is asked, it holds 128 KiB for a connection. Until then the connection's own socket says
when there is something, or nobody any more.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

Receive = Callable[[], Awaitable[dict[str, Any]]]
Address = tuple[str, str]

_found: Final[dict[Address, int]] = {}
"""Connections by the other side's address, as they were when last looked for."""
_watched: Final[set[int]] = set()


def quiet(receive: Receive, client: Any) -> Receive:
    """`receive`, whose first call waits until there is something on the connection from `client` (`host, port`).

    Where its socket cannot be told it is `receive` itself: over a Unix socket, and on systems without `/proc`.
    """
    has_stirred = False

    async def receive_quietly() -> dict[str, Any]:
        nonlocal has_stirred
        if not has_stirred:
            await _stirring((str(client[0]), str(client[1])))
            has_stirred = True
        return await receive()

    return receive_quietly if client else receive


async def _stirring(address: Address) -> None:
    """Return when there is something to receive, at once where that cannot be known."""
    found = _twin_of(address)
    if found is None:
        return
    fd, twin = found
    loop, stirred = asyncio.get_running_loop(), asyncio.Event()
    with twin:
        held = {fd, twin.fileno()}
        _watched.update(held)
        loop.add_reader(twin, stirred.set)
        try:
            await stirred.wait()
        finally:
            loop.remove_reader(twin)
            _watched.difference_update(held)


def _twin_of(address: Address) -> tuple[int, socket.socket] | None:
    """The server's file of the connection from an address, and one of our own: the server may close its file at any
    time, and the number be another's then."""
    fd = _found.get(address)
    if fd is None or _peer(fd) != address:
        _look()
    with suppress(KeyError, OSError):
        fd = _found.pop(address)
        return fd, socket.socket(fileno=os.dup(fd))
    return None


def _look() -> None:
    """Find every connection that is not watched yet."""
    _found.clear()
    with suppress(OSError):
        for fd in {int(name) for name in os.listdir("/proc/self/fd")} - _watched:
            if address := _peer(fd):
                _found[address] = fd


def _peer(fd: int) -> Address | None:
    with suppress(OSError):
        connection = socket.socket(fileno=fd)
        try:
            name = connection.getpeername()
        finally:
            connection.detach()
        return (str(name[0]), str(name[1])) if isinstance(name, tuple) else None
    return None
