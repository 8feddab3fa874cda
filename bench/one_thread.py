"""What an answer costs Python: `python -m bench.one_thread [NAMES]`.

The product is called in this process, one request after the other, without a server before it. Printed are the
processor time of an answer (waiting for PostgreSQL and Redis is not in it) and the calls of Python and C functions in
it, which no neighbour on the machine changes. `empty` is an authenticated, limited request that has nothing to answer.
"""

import argparse
import cProfile
import gc
import io
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.ground import ENVIRONMENT, Ground, prepare

SCENARIOS = ("empty", "overview", "retrieve", "list", "search", "create", "keyed")
BATCHES, BATCH = 40, 40


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.one_thread", description=__doc__)
    parser.add_argument("names", nargs="*", default=SCENARIOS, help=f"some of {', '.join(SCENARIOS)} (all)")
    parser.add_argument("--invoices", type=int, default=2_000, help="invoices of the company (2,000)")
    options = parser.parse_args()
    os.environ.update(ENVIRONMENT)

    from config.embedded import Embedded
    from config.roles import prepare_roles

    with Embedded():
        prepare_roles()
        ground = prepare(options.invoices)

        from django.conf import settings

        settings.ROOT_URLCONF = "bench.empty"
        from config.wsgi import application

        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 50)  # as config/asgi.py
        print(f"{'':<12}{'ms min':>8}{'median':>8}{'calls':>8}")
        for name in options.names:
            _measure(name, application, ground)


def _measure(name: str, application: Callable[..., Any], ground: Ground) -> None:
    environments = [_environ(request) for request in ground.requests(name)]
    sent = 0

    def answer() -> None:
        nonlocal sent
        environ = environments[sent % len(environments)]
        sent += 1
        _call(application, environ)

    for _ in range(60):
        answer()
    took = []
    for _ in range(BATCHES):
        began = time.process_time()
        for _ in range(BATCH):
            answer()
        took.append((time.process_time() - began) / BATCH * 1000)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(BATCH):
        answer()
    profile.disable()
    calls = pstats.Stats(profile).total_calls // BATCH  # type: ignore[attr-defined]
    print(f"{name:<12}{min(took):>8.2f}{statistics.median(took):>8.2f}{calls:>8,}", flush=True)


def _call(application: Callable[..., Any], environ: dict[str, Any]) -> None:
    statuses: list[str] = []
    body = environ["body"]
    response = application(environ | {"wsgi.input": io.BytesIO(body)}, lambda status, headers: statuses.append(status))
    content = b"".join(response)
    response.close()
    if not statuses[0].startswith("2"):
        sys.exit(f"{environ['PATH_INFO']}: {statuses[0]} {content.decode()[:500]}")


def _environ(request: bytes) -> dict[str, Any]:
    """A request of the load generator's as WSGI has it."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    named = dict(header.split(": ", 1) for header in headers)
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": named["Authorization"],
        **({"HTTP_IDEMPOTENCY_KEY": named["Idempotency-Key"]} if "Idempotency-Key" in named else {}),
        "CONTENT_TYPE": named.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "body": body,
    }


if __name__ == "__main__":
    main()
