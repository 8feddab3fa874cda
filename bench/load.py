"""The load generator: callers on connections that stay open, each sending its next request when the last is answered.

One process with one selector; requests are built beforehand and answers only counted, not parsed. It takes about a core
for 20,000 answers a second, so what a contender faster than that reaches is the generator's limit, not its own.
"""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True)
class Measured:
    """One round: answers a second, latencies in seconds in ascending order, and statuses other than 2xx. What an answer
    cost the server's process and PostgreSQL, in seconds of a processor, and the most memory that the process has held,
    in bytes."""

    rate: float
    latencies: list[float]
    refusals: list[bytes]
    python: float = 0.0
    postgresql: float = 0.0
    memory: int = 0

    def percentile(self, percent: float) -> float:
        return self.latencies[min(int(len(self.latencies) * percent / 100), len(self.latencies) - 1)]


class Caller:
    """One connection and what it is waiting for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.started = 0.0
        self.answer = bytearray()

    def send(self, request: bytes) -> None:
        self.answer.clear()
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has arrived; whether the answer is complete."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("The server closed the connection.")
        self.answer += part
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found:
            return False
        head = head.lower()
        if b"transfer-encoding: chunked" in head:
            return body.endswith(b"0\r\n\r\n")
        _, found, length = head.partition(b"content-length:")
        return not found or len(body) >= int(length.split(b"\r\n", 1)[0])

    @property
    def status(self) -> bytes:
        return bytes(self.answer[9:12])


def ask(port: int, request: bytes) -> bytes:
    """The body of one answer. Raises ConnectionError with what was answered unless it is a 2xx."""
    caller = Caller(port)
    caller.send(request)
    while not caller.receive():
        pass
    caller.socket.close()
    if not caller.status.startswith(b"2"):
        raise ConnectionError(caller.answer[:2000].decode(errors="replace"))
    head, _, body = bytes(caller.answer).partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
        return body
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        whole, body = whole + rest[:length], rest[length + 2 :] if length else b""
    return whole


def measure(port: int, requests: list[bytes], *, callers: int, seconds: float) -> Measured:
    """Have so many callers send the requests, in turn and over again, for so long."""
    following: Iterator[bytes] = cycle(requests)
    selector = selectors.DefaultSelector()
    connections = [Caller(port) for _ in range(callers)]
    latencies: list[float] = []
    refusals: list[bytes] = []
    began = time.perf_counter()
    for caller in connections:
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.send(next(following))
    waiting = callers
    while waiting:
        for key, _ in selector.select():
            caller = key.data
            if not caller.receive():
                continue
            now = time.perf_counter()
            latencies.append(now - caller.started)
            if not caller.status.startswith(b"2"):
                refusals.append(caller.status)
            if now - began < seconds:
                caller.send(next(following))
            else:
                selector.unregister(caller.socket)
                caller.socket.close()
                waiting -= 1
    took = time.perf_counter() - began
    return Measured(len(latencies) / took, sorted(latencies), refusals)
