"""Ports for servers that the suite starts."""

import socket
from contextlib import suppress
from random import SystemRandom


def free_port() -> int:
    """A port of this machine on which nobody listens.

    It lies below those that the system hands out by itself: it is nobody else's either until a server has it, or while
    one that was killed is started again.
    """
    while True:
        port = SystemRandom().randrange(20_000, 32_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
