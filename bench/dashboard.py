"""The dashboard: `python -m bench.dashboard [--small 10000] [--large 1000000] [--streams 1000] [--changes 200]`.

What the overview and the key figures cost in one company of two sizes, beside one indexed query on the same connection;
how long after a payment its push arrives; what idle streams of different users take. Everything runs under
`var/bench`, which it empties first, on PostgreSQL without fsync. `--json` for programs.
"""

import argparse
import json
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any

from bench.ground import ENVIRONMENT, Ground, grow, prepare
from bench.load import ask, measure

os.environ.update(ENVIRONMENT)

import psutil

from config.embedded import Embedded
from config.roles import prepare_roles

PORT = 18_420
TURNS = 200
OPENINGS = {
    "WebSocket": (
        "GET /ws/dashboard/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    ),
    "server-sent events": "GET /api/dashboard/streaming/aggregate/ HTTP/1.1\r\nHost: localhost\r\n",
}
READS = {
    "overview, kept": "/api/dashboard/overview/",
    "overview, computed": "/api/dashboard/realtime/aggregate/",
    "kpis, kept": "/api/dashboard/kpis/",
    "retrieve of an invoice": "/api/invoices/{invoice}/",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard", description=__doc__)
    for name, number in (("small", 10_000), ("large", 1_000_000), ("streams", 1_000), ("changes", 200)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with Embedded(durable=False):
        prepare_roles()
        ground = prepare(options.small)
        _roll_up(ground)
        figures: dict[str, Any] = {f"{options.small:,} invoices": _costs(ground)}
        tokens = _tokens(ground, options.streams)
        for kind in OPENINGS:
            with _server() as process:
                figures[f"idle streams, {kind}"] = _memory(ground, process, kind, tokens)
        with _server():
            figures["freshness"] = _freshness(ground, options.changes)
        if options.large > options.small:
            grow(ground, invoices=options.large, neighbours=0)
            _roll_up(ground)
            figures[f"{options.large:,} invoices"] = large = _costs(ground)
            small = figures[f"{options.small:,} invoices"]
            figures["large / small"] = {name: round(large[name] / small[name], 2) for name in small if name in large}
    if options.json:
        print(json.dumps(figures))
        return
    print(f"{date.today()}, load average {os.getloadavg()[0]:.1f}")
    for title, part in figures.items():
        print(title)
        for name, figure in part.items():
            print(f"  {name:<44}{figure:>12,.2f}")


def _costs(ground: Ground) -> dict[str, float]:
    """Milliseconds, medians: of the statements alone on one connection, and over HTTP with one caller."""
    figures = _statements(ground)
    with _server():
        for name, path in READS.items():
            request = (
                f"GET {path.format(invoice=ground.invoices[0])} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {ground.token}\r\n\r\n"
            ).encode()
            ask(PORT, request)
            measured = measure(PORT, [request], callers=1, seconds=2)
            assert not measured.refusals, measured.refusals[:1]
            figures[f"HTTP, {name}, ms"] = measured.percentile(50) * 1000
    return figures


def _statements(ground: Ground) -> dict[str, float]:
    from django.db import connection, connections

    from apps.accounts.models import User
    from apps.core.tenancy import tenant_context
    from apps.dashboard.analytics import kpis
    from apps.dashboard.asked import Asked
    from apps.dashboard.figures import Scope
    from apps.dashboard.periods import period_of
    from apps.dashboard.selectors import overview
    from apps.tenants.days import today_of

    def indexed() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM invoices_invoice WHERE tenant_id = app_tenant() AND id = %s", [one])
            cursor.fetchall()

    one = ground.invoices[0]
    with tenant_context(ground.tenant):
        owner = User.unscoped.select_related("tenant", "role").filter(role__slug="owner").first()
        assert owner
        today = today_of(owner)
        period = period_of({}, timezone=owner.tenant_timezone, today=today)
        scope = Scope(owner, owner.tenant.preferences.currency)
        asked = Asked(scope, period, today, True)
        figures = {
            "one indexed query, ms": _median(indexed),
            "overview, ms": _median(lambda: overview(scope, period=period, today=today)),
            "kpis, ms": _median(lambda: kpis(asked, asked.before)),
        }
    connections.close_all()
    figures["overview / indexed query"] = figures["overview, ms"] / figures["one indexed query, ms"]
    figures["kpis / indexed query"] = figures["kpis, ms"] / figures["one indexed query, ms"]
    return figures


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took) * 1000


def _roll_up(ground: Ground) -> None:
    """Bring the sums in line with the books, and the relay to the end of the log, as a worker would have."""
    from django.db import connections

    from apps.audit.models import AuditLog, RelayPosition
    from apps.audit.relay import subscribers
    from apps.core.tenancy import tenant_context
    from apps.dashboard.rollup import recalculate
    from apps.tenants.models import Tenant

    with tenant_context(ground.tenant):
        recalculate(Tenant.objects.get(pk=ground.tenant))
        newest = AuditLog.unscoped.order_by("txid", "pk").last()
    assert newest
    for name in subscribers:
        RelayPosition.objects.using("ops").update_or_create(
            subscriber=name, defaults={"txid": newest.txid, "event_id": newest.pk}
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections.close_all()


def _memory(ground: Ground, server: psutil.Process, kind: str, tokens: list[str]) -> dict[str, float]:
    """Megabytes of the server's process, before and with idle streams, each of a user of its own."""
    ask(PORT, ground.requests("overview")[0])
    before = server.memory_info().rss
    with ExitStack() as stack:
        open_ = [stack.enter_context(_stream(token, kind)) for token in tokens]
        for connection in open_:
            answer = connection.recv(2_000)
            assert answer.startswith((b"HTTP/1.1 101", b"HTTP/1.1 200")), answer
        time.sleep(20)  # everybody has been told the figures, and been asked about
        idle = server.cpu_times()
        time.sleep(10)
        now = server.cpu_times()
        held = server.memory_info().rss
        threads = server.num_threads()
    return {
        "streams": len(tokens),
        "before, MB": before / 1e6,
        "with the streams, MB": held / 1e6,
        "each stream, KB": (held - before) / len(tokens) / 1e3,
        "threads": threads,
        "processor while idle, percent": (now.user + now.system - idle.user - idle.system) * 10,
    }


def _tokens(ground: Ground, number: int) -> list[str]:
    from django.db import connections

    from apps.accounts.models import Role, User
    from apps.accounts.sessions import start_session
    from apps.core.tenancy import tenant_context
    from apps.tenants.models import Tenant

    with tenant_context(ground.tenant):
        tenant = Tenant.objects.get(pk=ground.tenant)
        role = Role.unscoped.get(slug="manager")
        users = [
            User(tenant=tenant, role=role, username=f"viewer{place}", email=f"viewer{place}@bench.example")
            for place in range(number)
        ]
        for user in users:
            user.set_keys()
        tokens = [start_session(actor=user).access for user in User.unscoped.bulk_create(users)]
    connections.close_all()
    return tokens


@contextmanager
def _stream(token: str, kind: str = "WebSocket") -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        connection.settimeout(120)
        connection.sendall(f"{OPENINGS[kind]}Authorization: Bearer {token}\r\n\r\n".encode())
        yield connection


def _freshness(ground: Ground, changes: int) -> dict[str, float]:
    """Milliseconds from sending a payment, which is before its commit, to the push of the figures."""
    pushed: list[float] = []
    came = threading.Event()

    def listen(connection: socket.socket) -> None:
        try:
            while connection.recv(1 << 16):
                pushed.append(time.perf_counter())
                came.set()
        except OSError:
            pass

    payable = _payable(ground, changes)
    took = []
    with _stream(ground.token) as connection:
        threading.Thread(target=listen, args=(connection,), daemon=True).start()
        came.wait(60)
        time.sleep(2)
        for pk in payable:
            body = json.dumps({"invoice": pk, "amount": "0.01"}).encode()
            came.clear()
            pushed.clear()
            started = time.perf_counter()
            ask(PORT, ground._request("POST", "/api/payments/", body))
            assert came.wait(30), "no push within 30 s"
            took.append((pushed[0] - started) * 1000)
            time.sleep(0.05)
    took.sort()
    return {
        "changes": len(took),
        "p50, ms": statistics.median(took),
        "p99, ms": took[int(len(took) * 0.99) - 1],
        "longest, ms": took[-1],
    }


def _payable(ground: Ground, number: int) -> list[int]:
    from django.db import connections

    from apps.core.tenancy import tenant_context
    from apps.invoices.models import Invoice

    with tenant_context(ground.tenant):
        rows = Invoice.unscoped.filter(status__in=["sent", "overdue"], balance__gt=1).order_by("-pk")
        found = list(rows.values_list("pk", flat=True)[:number])
    connections.close_all()
    return found


@contextmanager
def _server() -> Iterator[psutil.Process]:
    """The product's server with one process that serves; answers that process."""
    command = ["granian", "--interface", "asginl", "--port", str(PORT), "--workers", "1", "--log-level", "error"]
    started = subprocess.Popen([sys.executable, "-m", *command, "config.asgi:application"])
    try:
        deadline = time.monotonic() + 120
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                    break
            if time.monotonic() > deadline:
                sys.exit(f"Nothing answered on port {PORT}.")
            time.sleep(0.1)
        ask(PORT, b"GET /health/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        (worker,) = psutil.Process(started.pid).children()
        yield worker
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(timeout=20)
        except subprocess.TimeoutExpired:
            started.kill()


if __name__ == "__main__":
    main()
