"""A flame graph of one address: `make profile ROUTE=/api/invoices/`.

The product answers in one process, without a server before it, while py-spy looks at it 200 times a second; what
PostgreSQL does shows as waiting for it. The company is that of the benchmark: seeded at the first call, kept for the
next under `var/bench`.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.ground import DATA_DIR, ENVIRONMENT, Ground, prepare

_STATE = DATA_DIR / "profile.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.flame", description=__doc__)
    parser.add_argument("route", nargs="?", default="/api/invoices/", help="the address, query string included")
    parser.add_argument("--seconds", type=float, default=10, help="how long it is looked at (10)")
    parser.add_argument("--invoices", type=int, default=10_000, help="invoices of the company when it is seeded")
    parser.add_argument("--output", type=Path, help="the SVG (var/bench/flame-<route>.svg)")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.update(ENVIRONMENT)
    if options.answer:
        _answer(options.route, options.seconds)
        return

    from config.embedded import Embedded
    from config.roles import prepare_roles

    with Embedded():
        prepare_roles()
        if not _STATE.exists():
            print(f"Seeding {options.invoices:,} invoices ...", file=sys.stderr)
            _keep(prepare(options.invoices))
        name = options.route.strip("/").replace("/", "-").partition("?")[0]
        output = options.output or DATA_DIR / f"flame-{name}.svg"
        command = [sys.executable, "-m", "bench.flame", options.route, "--answer", f"--seconds={options.seconds}"]
        spy = ["py-spy", "record", "--rate=200", "--format=flamegraph", f"--output={output}", "--nonblocking", "--"]
        spy[0] = str(Path(sys.executable).with_name("py-spy"))
        if subprocess.run([*spy, *command], check=False).returncode:
            sys.exit("py-spy could not look at the process: it needs the right to trace its own children.")
    print(output)


def _keep(ground: Ground) -> None:
    _STATE.write_text(json.dumps({"token": ground.token, "made": time.time()}))


def _answer(route: str, seconds: float) -> None:
    """Answer the address over and over, and say how often and how fast."""
    from django.test import Client

    import config.wsgi  # noqa: F401 - sets Django up

    token = json.loads(_STATE.read_text())["token"]
    client, headers = Client(), {"Authorization": f"Bearer {token}"}
    answer = client.get(route, headers=headers)
    if answer.status_code != 200:
        sys.exit(f"{route} answers {answer.status_code}: {answer.content[:300].decode()}")
    answered, began, used = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        client.get(route, headers=headers)
        answered += 1
    cpu = (time.process_time() - used) / answered * 1000
    print(f"{answered / seconds:.0f} answers a second, {cpu:.2f} ms of CPU each in Python", file=sys.stderr)


if __name__ == "__main__":
    main()
