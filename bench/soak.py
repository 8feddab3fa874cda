"""Half of what the product can take, for as long as it is let: `python -m bench.soak --minutes 30`.

First callers ask as fast as they are answered, which tells the highest rate; then they keep to half of it, reading and
creating invoices, while readers follow the dashboard's stream and a worker does what the events bring with them. Each
minute is a line. Fails if any answer is no 2xx, if a stream ends, if memory grows by more than a tenth after the first
fifth of the time, or if PostgreSQL has more connections than threads and workers have use for.
"""

import argparse
import os
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle

import psutil

from bench.__main__ import running_servers
from bench.ground import DATA_DIR, ENVIRONMENT, Ground, prepare
from bench.load import Caller, measure

CALLERS = 8
MOST_CONNECTIONS = 40
"""Of the product, whose threads are 8: the pools of both roles, and what the worker adds."""
_FOLLOW = "GET /api/dashboard/streaming/aggregate/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"


@dataclass
class Seen:
    """What happened since it was last asked for."""

    latencies: list[float] = field(default_factory=list)
    refusals: list[bytes] = field(default_factory=list)
    told: int = 0
    lost_streams: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--invoices", type=int, default=10_000)
    options = parser.parse_args()
    os.environ.update(ENVIRONMENT)

    from config.embedded import Embedded
    from config.roles import prepare_roles

    with Embedded():
        prepare_roles()
        ground = prepare(options.invoices)
        with (
            running_servers(ground, ["ours"]) as ports,
            _worker(),
            _readers(ground, ports["ours"], options.readers) as seen,
        ):
            requests = _mixed(ground)
            highest = measure(ports["ours"], requests, callers=CALLERS, seconds=10).rate
            print(f"{highest:.0f} requests/s at most; {highest / 2:.0f} for {options.minutes:g} min", flush=True)
            _soak(ports["ours"], requests, highest / 2, options.minutes, seen)


def _mixed(ground: Ground) -> list[bytes]:
    """Of ten requests four lists, four single invoices, one overview and one new invoice."""
    lists, singles = ground.requests("list"), ground.requests("retrieve")
    overview, creations = ground.requests("overview"), ground.requests("create")
    return [
        request
        for number, creation in enumerate(creations)
        for request in [*lists * 4, *singles[number % 100 :][:4], *overview, creation]
    ]


def _soak(port: int, requests: list[bytes], rate: float, minutes: float, seen: Seen) -> None:
    process = _process_behind(port)
    ended, turns, following = threading.Event(), threading.Semaphore(0), cycle(requests)
    lock = threading.Lock()

    def call() -> None:
        caller = Caller(port)
        while not ended.is_set():
            turns.acquire()
            with lock:
                request = next(following)
            caller.send(request)
            while not caller.receive():
                pass
            seen.latencies.append(time.perf_counter() - caller.started)
            if not caller.status.startswith(b"2"):
                seen.refusals.append(caller.status)

    callers = [threading.Thread(target=call, daemon=True) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    faults, memory = [], []
    began = time.perf_counter()
    asked = 0
    print(f"{'minute':>6}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'MB':>6}{'connections':>13}{'told/s':>8}", flush=True)
    for minute in range(1, max(1, round(minutes)) + 1):
        answered, told = len(seen.latencies), seen.told
        while (now := time.perf_counter() - began) < minute * 60:
            due = int(now * rate)
            # Who falls behind is not asked for all of it at once afterwards.
            for _ in range(min(due - asked, CALLERS)):
                turns.release()
            asked = due
            time.sleep(0.005)
        latencies = sorted(seen.latencies[answered:])
        connections = _connections()
        memory.append(process.memory_info().rss / 1e6)
        print(
            f"{minute:>6}{len(latencies) / 60:>8.0f}{latencies[len(latencies) // 2] * 1e3:>8.1f}"
            f"{latencies[int(len(latencies) * 0.99)] * 1e3:>8.1f}{memory[-1]:>6.0f}{connections:>13}"
            f"{(seen.told - told) / 60:>8.0f}",
            flush=True,
        )
        if connections > MOST_CONNECTIONS:
            faults.append(f"{connections} connections in minute {minute}")
    ended.set()
    settled = memory[len(memory) // 5]
    if max(memory[len(memory) // 5 :]) > settled * 1.1:
        faults.append(f"memory grew from {settled:.0f} to {max(memory):.0f} MB")
    if seen.refusals:
        faults.append(f"{len(seen.refusals)} refusals: {sorted(set(seen.refusals))}")
    if seen.lost_streams:
        faults.append(f"{seen.lost_streams} streams ended")
    sys.exit("; ".join(faults) or None)


def _process_behind(port: int) -> psutil.Process:
    """The process that serves: the listening one, or the child it has for that."""
    listening = next(
        one.pid for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port
    )
    process = psutil.Process(listening)
    return next(iter(process.children()), process)


def _connections() -> int:
    from django.db import connections

    with connections["ops"].cursor() as cursor:
        cursor.execute("SELECT numbackends FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


@contextmanager
def _worker() -> Iterator[None]:
    """A worker with beat, which rolls up the figures each second."""
    command = [sys.executable, "-m", "celery", "--app=config", "worker", "--concurrency=2", "--loglevel=error"]
    process = subprocess.Popen([*command, "--beat", f"--schedule={DATA_DIR / 'beat'}"], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def _readers(ground: Ground, port: int, number: int) -> Iterator[Seen]:
    """So many open streams of the dashboard, read by one thread."""
    seen, ended = Seen(), threading.Event()
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for _ in range(number):
            reader = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            reader.sendall(_FOLLOW.format(token=ground.token).encode())
            selector.register(reader, selectors.EVENT_READ)

        def read() -> None:
            while not ended.is_set():
                for key, _ in selector.select(timeout=1):
                    part = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                    seen.told += part.count(b"data:")
                    if not part and not ended.is_set():
                        seen.lost_streams += 1
                        selector.unregister(key.fileobj)

        thread = threading.Thread(target=read)
        thread.start()
        try:
            yield seen
        finally:
            ended.set()
            thread.join()


if __name__ == "__main__":
    main()
