"""`python -m bench [--quick]`: ours beside the floor and a stock peer, taking turns on the same servers.

`bench/README.md` says how to read it.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from bench.ground import DATA_DIR, ENVIRONMENT, Ground, grow, missing_numbers, prepare, used_by_postgresql
from bench.load import Measured, ask, measure

SCENARIOS = {
    "list": "list of 20 with lines and payments",
    "retrieve": "retrieve",
    "search": "search for a number",
    "overview": "overview of the running month",
    "create": "create with 3 lines",  # last, since these change what the others read
    "keyed": "the same, each with a key of its own",
}
CONTENDERS = {
    "floor": ("wsgi", "bench.floor:application"),
    "stock": ("wsgi", "bench.stock.wsgi:application"),
    "ours": ("asginl", "config.asgi:application"),
}
FIRST_PORT = 18_410
THREADS = "8"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 rounds of 1 s on 10,000 invoices, no growth")
    parser.add_argument("--invoices", type=int, help="invoices of the company at first (10,000)")
    parser.add_argument("--rounds", type=int, help="rounds (3 quick, otherwise 7)")
    parser.add_argument("--seconds", type=float, help="seconds a turn (1 quick, otherwise 3)")
    parser.add_argument("--times", type=int, default=100, help="to how many times as many the invoices grow (100)")
    parser.add_argument("--neighbours", type=int, default=10_000, help="small companies beside it by then (10,000)")
    parser.add_argument("--callers", type=int, default=16, help="simultaneous callers (16)")
    options = parser.parse_args()
    os.environ.update(ENVIRONMENT)
    invoices = options.invoices or 10_000
    rounds = options.rounds or (3 if options.quick else 7)
    seconds = options.seconds or (1.0 if options.quick else 3.0)

    for port in _ports().values():
        _refuse_taken(port)

    from config.embedded import Embedded
    from config.roles import prepare_roles

    with Embedded():
        prepare_roles()
        print(f"Seeding {invoices:,} invoices ...", file=sys.stderr)
        ground = prepare(invoices)
        with running_servers(ground) as ports:
            _compare(ground, ports)
            results = _take_turns(ground, ports, rounds=rounds, seconds=seconds, callers=options.callers)
            print(f"{date.today()}: {invoices:,} invoices, {options.callers} callers, {rounds} rounds of {seconds:g} s")
            _report(results)
            _report_compiled()
            print(f"numbers of invoices that are taken and stand on none: {missing_numbers(ground)}")
            if not options.quick:
                grown = grow(ground, invoices=invoices * options.times, neighbours=options.neighbours)
                later = _take_turns(ground, ports, rounds=rounds, seconds=seconds, callers=options.callers)
                more = f"{invoices * options.times:,} invoices, {options.neighbours:,} companies beside them"
                print(f"{more}, made in {grown:.0f} s")
                _report(later)
                _report_growth(results, later)


def _compare(ground: Ground, ports: dict[str, int]) -> None:
    """Stop unless all contenders answer the same things."""

    def rows(body: dict[str, Any]) -> tuple[int, list[int]]:
        return body["count"], [row["id"] for row in body["results"]]

    facts = {
        "list": rows,
        "search": rows,
        "retrieve": lambda body: (
            body["id"],
            float(body["total_amount"]),
            len(body["line_items"]),
            len(body["payments"]),
        ),
        "create": lambda body: (body["status"], float(body["total_amount"]), len(body["line_items"])),
    }
    for scenario, facts_of in facts.items():
        request = ground.requests(scenario)[0]
        answers = {name: facts_of(json.loads(ask(port, request))) for name, port in ports.items()}
        if len(set(map(str, answers.values()))) > 1:
            sys.exit(f"The contenders do not answer the same {scenario}: {answers}")


def _take_turns(
    ground: Ground, ports: dict[str, int], *, rounds: int, seconds: float, callers: int
) -> dict[str, dict[str, list[Measured]]]:
    results: dict[str, dict[str, list[Measured]]] = {scenario: {name: [] for name in ports} for scenario in SCENARIOS}
    for scenario in SCENARIOS:
        for port in ports.values():
            # Caches and connections warm up.
            measure(port, ground.requests(scenario), callers=callers, seconds=0.5)
        for turn in range(rounds):
            names = list(ports)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                measured = _measure_costs(ports[name], ground.requests(scenario), callers=callers, seconds=seconds)
                if measured.refusals:
                    sys.exit(f"{name} refused a {scenario}: {b', '.join(sorted(set(measured.refusals))).decode()}")
                results[scenario][name].append(measured)
    return results


def _measure_costs(port: int, requests: list[bytes], *, callers: int, seconds: float) -> Measured:
    """`measure`, and what it cost. Nobody else asks PostgreSQL for anything in the meantime."""
    (server,) = [one.pid for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port][
        :1
    ]
    processes = [psutil.Process(server), *psutil.Process(server).children()]

    def used_by_server() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    before = used_by_server(), used_by_postgresql()
    measured = measure(port, requests, callers=callers, seconds=seconds)
    answers = len(measured.latencies)
    status = Path(f"/proc/{processes[-1].pid}/status").read_text()
    (peak,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return replace(
        measured,
        python=(used_by_server() - before[0]) / answers,
        postgresql=(used_by_postgresql() - before[1]) / answers,
        memory=int(peak) * 1024,
    )


def _report(results: dict[str, dict[str, list[Measured]]]) -> None:
    titles = ("min", "median", "max", "p50 ms", "p99 ms", "Python ms", "PostgreSQL ms", "MB")
    print(f"{'requests/s':<36}{'':8}" + "".join(f"{title:>{max(8, len(title) + 2)}}" for title in titles))
    for scenario, contenders in results.items():
        ours = statistics.median(measured.rate for measured in contenders["ours"])
        for name, measured in contenders.items():
            rates = sorted(one.rate for one in measured)
            middle = statistics.median(rates)
            p50, p99 = (statistics.median(one.percentile(percent) for one in measured) * 1000 for percent in (50, 99))
            python, postgresql = (
                statistics.median(getattr(one, part) for one in measured) * 1000 for part in ("python", "postgresql")
            )
            memory = max(one.memory for one in measured) / 1e6
            title = SCENARIOS[scenario] if name == "floor" else ""
            ratio = "" if name == "ours" else f"  ours / {name} {ours / middle:.2f}"
            print(
                f"{title:<36}{name:<8}{rates[0]:>8.0f}{middle:>8.0f}{rates[-1]:>8.0f}{p50:>8.1f}{p99:>8.1f}"
                f"{python:>11.2f}{postgresql:>15.2f}{memory:>8.0f}{ratio}"
            )


def _report_growth(before: dict[str, dict[str, list[Measured]]], after: dict[str, dict[str, list[Measured]]]) -> None:
    for scenario, title in SCENARIOS.items():
        shares = {
            name: statistics.median(one.rate for one in after[scenario][name])
            / statistics.median(one.rate for one in before[scenario][name])
            for name in CONTENDERS
        }
        print(f"{title:<36}after / before: {', '.join(f'{name} {share:.2f}' for name, share in shares.items())}")


def _report_compiled() -> None:
    """Of how many of the API's read shapes PostgreSQL writes the answer, and which the framework writes."""
    from apps.core.compiled import compiled_read
    from tests.sweeps.test_compiled import read_serializers

    shapes = {serializer for _, serializer in read_serializers()}
    fallen = sorted(serializer.__name__ for serializer in shapes if compiled_read(serializer) is None)
    print(f"reads compiled: {len(shapes) - len(fallen)} of {len(shapes)}; by the framework: {', '.join(fallen)}")


@contextmanager
def running_servers(ground: Ground, names: Collection[str] = CONTENDERS.keys()) -> Iterator[dict[str, int]]:
    """The contenders, each a granian with one worker, as long as the block lasts. Answers their ports."""
    environment = os.environ | {"BENCH_DATABASE": ground.database, "BENCH_TENANT": str(ground.tenant)}
    ports = {name: port for name, port in _ports().items() if name in names}
    running = []
    try:
        for name in ports:
            interface, application = CONTENDERS[name]
            command = ["granian", "--interface", interface, "--port", str(ports[name]), "--workers", "1"]
            command += ["--log-level", "error", "--no-ws"]
            if interface == "wsgi":
                command += ["--blocking-threads", THREADS, "--blocking-threads-idle-timeout", "600"]
            running.append(subprocess.Popen([sys.executable, "-m", *command, application], env=environment))
        for port in ports.values():
            _await_answer(port)
        yield ports
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(timeout=20)


def _ports() -> dict[str, int]:
    return {name: FIRST_PORT + position for position, name in enumerate(CONTENDERS)}


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(f"Port {port} is taken; another benchmark may be running.")


def _await_answer(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"Nothing answered on port {port} within a minute. The data are in {DATA_DIR}.")


if __name__ == "__main__":
    main()
