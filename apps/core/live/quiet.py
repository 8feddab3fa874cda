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
Address = tuple[str, int]

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
            await _stirring(client)
            has_stirred = True
        return await receive()

    return receive_quietly if client else receive


async def _stirring(client: Any) -> None:
    """Return when there is something to receive, at once where that cannot be known."""
    fd = _file_of((client[0], int(client[1])))
    if fd is None:
        return
    loop, stirred = asyncio.get_running_loop(), asyncio.Event()
    # Another file of the same connection: the server may close its own at any time, and its number be another's then.
    with socket.socket(fileno=os.dup(fd)) as twin:
        held = {fd, twin.fileno()}
        _watched.update(held)
        loop.add_reader(twin, stirred.set)
        try:
            await stirred.wait()
        finally:
            loop.remove_reader(twin)
            _watched.difference_update(held)


def _file_of(address: Address) -> int | None:
    """The server's file of the connection from an address."""
    for look in (lambda: None, _look):
        look()
        fd = _found.pop(address, None)
        if fd is not None and _peer(fd) == address:
            return fd
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
        return name[:2] if isinstance(name, tuple) else None
    return None
