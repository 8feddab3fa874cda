"""`python -m bench.drills [--quick]`: parts of a running product are killed under load, or gone for a while.

Prints the tables that docs/operations.md holds. The product is the drill's own, with its directory and its port.
"""

import argparse
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import psutil
from tqdm import tqdm

from bench.drills.books import deviations, doubled, missing, unended
from bench.drills.load import Load
from bench.drills.restores import drill_restores
from tests.config.test_up import Product, until

PATIENCE = 300
SECONDS_AFTER = 5
PARTS = {
    "web": ("web", "below the web"),
    "worker": ("worker", "below the worker"),
    "beat": ("beat",),
    "PostgreSQL": ("postgres",),
    "Redis": ("valkey",),
}
COLUMNS = (
    "drill",
    "acknowledged",
    "in the outage",
    "missing",
    "doubled",
    "jobs not ended",
    "not mailed",
    "mailed twice",
    "dashboard differs",
    "not answered",
    "503 without Retry-After",
    "longest wait",
    "whole after",
    "restarted",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.drills", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute of everything instead of ten")
    parser.add_argument("--seed", type=int, default=1, help="of what is killed when (1)")
    parser.add_argument("--only", choices=["kills", "redis", "postgres", "restores"], help="one drill of the four")
    options = parser.parse_args()
    kills, redis, postgres, points = (25, 10, 8, 3) if options.quick else (300, 60, 30, 10)
    chosen = {
        "kills": lambda product: drill_kills(product, kills, random.Random(options.seed)),
        "redis": lambda product: drill_absence(product, "Redis", redis),
        "postgres": lambda product: drill_absence(product, "PostgreSQL", postgres),
    }
    print(f"{date.today()}")
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    if options.only != "restores":
        with running() as product:
            for name, drill in chosen.items():
                if options.only in (None, name):
                    print(f"| {' | '.join(drill(product))} |", flush=True)
    if options.only in (None, "restores"):
        print(drill_restores(points))


@contextmanager
def running() -> Iterator[Product]:
    """A product with a superuser whose token lasts, and without limits."""
    directory = Path(tempfile.mkdtemp(prefix="senangkira-drill-"))
    directory.chmod(0o711)
    product = Product(directory)
    product.environment |= {f"RATE_LIMIT_{who}": "100000000" for who in ("ANONYMOUS", "USER", "ADMIN", "TENANT")}
    product.environment |= {"ACCESS_TOKEN_MINUTES": "120", "ALERT_EMAILS": "ops@drill.example"}
    try:
        product.up()
        until(lambda: product.told("Ready"), PATIENCE, "ready")
        secret = {"DJANGO_SUPERUSER_PASSWORD": "Drill-2024-pass"}
        product.manage("createsuperuser", "--noinput", "--username=root", "--email=root@drill.example", **secret)
        yield product
    finally:
        product.clear()
        shutil.rmtree(directory)


def drill_kills(product: Product, seconds: int, chance: random.Random) -> list[str]:
    """Kill parts at random, for so many seconds, while callers are at work."""
    killed: Counter[str] = Counter()

    def fault() -> float:
        ends = time.monotonic() + seconds
        with tqdm(total=seconds, desc="kills at random", unit="s") as progress:
            while time.monotonic() < ends:
                part = chance.choice(list(PARTS))
                _kill(product, part)
                killed[part] += 1
                pause = chance.uniform(2, 10)
                time.sleep(min(pause, max(0.0, ends - time.monotonic())))
                progress.update(min(round(pause), seconds - progress.n))
        return time.monotonic()

    row = _under_load(product, fault)
    told = ", ".join(f"{part} {times}" for part, times in killed.most_common())
    return [f"{killed.total()} kills in {seconds} s: {told}", *row]


def drill_absence(product: Product, part: str, seconds: int) -> list[str]:
    """Let a server be gone for so many seconds. Nothing that uses it is started anew meanwhile or afterwards."""

    def fault() -> float:
        assert product.process is not None
        supervisor = psutil.Process(product.process.pid)
        supervisor.suspend()
        try:
            _kill(product, part)
            for _ in tqdm(range(seconds), desc=f"{part} is gone", unit="s"):
                time.sleep(1)
        finally:
            supervisor.resume()
        return time.monotonic()

    return [f"{part} gone for {seconds} s", *_under_load(product, fault)]


def _under_load(product: Product, fault: Callable[[], float]) -> list[str]:
    """The row of a drill. `fault` answers when it ended."""
    address = f"http://127.0.0.1:{product.port}"
    _await_whole(product)
    credentials = {"username": "root", "password": "Drill-2024-pass"}
    token = httpx.post(f"{address}/api/auth/token/", json=credentials, timeout=30).json()["access"]
    load = Load(address, token)
    load.start()
    time.sleep(SECONDS_AFTER)
    programs, acknowledged = _programs(product), load.acknowledged
    ended = fault()
    meanwhile = load.acknowledged - acknowledged
    _await_whole(product)
    whole_after = time.monotonic() - ended
    restarted = len(programs - _programs(product))
    time.sleep(SECONDS_AFTER)
    load.end()
    jobs, unmailed, mailed_twice = unended(product, load)
    figures = (load.acknowledged, meanwhile, missing(product, load), doubled(product), jobs, unmailed, mailed_twice)
    others = (deviations(product), load.refused, load.unhelpful)
    return [
        *(f"{figure:,}" for figure in (*figures, *others)),
        f"{load.longest:.1f} s",
        f"{whole_after:.1f} s",
        f"{restarted}",
    ]


def _kill(product: Product, part: str) -> None:
    found = product.processes()
    for name in PARTS[part]:
        for process in found.get(name, ()):
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue


def _programs(product: Product) -> set[psutil.Process]:
    """The processes that serve, work and plan; not the servers below them."""
    servers = ("postgres", "valkey")
    return {process for name, some in product.processes().items() if name not in servers for process in some}


def _await_whole(product: Product) -> None:
    deadline = time.monotonic() + PATIENCE
    while not product.whole():
        if time.monotonic() > deadline:
            raise SystemExit(
                f"Not whole again within {PATIENCE} s: {product.processes()}\n{product.output.read_text()}"
            )
        time.sleep(0.1)


if __name__ == "__main__":
    main()
