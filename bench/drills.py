"""Kill each part of a running product under load, by SIGKILL: `python -m bench.drills`.

Callers create clients, each with an Idempotency-Key, and send a request again until it is answered; others raise
alerts, each of which is a job that sends one mail. Afterwards everything that was answered must be there once, and
every job done. Printed as the table that docs/operations.md holds.
"""

import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import uuid4

import httpx

from tests.config.test_up import Product

CALLERS, MAILERS = 3, 1
SECONDS_BEFORE, SECONDS_AFTER, PATIENCE = 4, 6, 90
PARTS = {
    "web": ("web", "below the web"),
    "worker": ("worker", "below the worker"),
    "beat": ("beat",),
    "PostgreSQL": ("postgres",),
    "Redis": ("valkey",),
}
_numbers = count(1)


@dataclass
class Load:
    """Callers at work until `ended`; what they were answered, and what went unanswered on the way."""

    address: str
    token: str
    ended: threading.Event = field(default_factory=threading.Event)
    created: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    unanswered: int = 0
    attempts: int = 0
    longest_gap: float = 0.0

    def start(self) -> list[threading.Thread]:
        works: list[Callable[[httpx.Client], None]] = [self._create] * CALLERS + [self._raise] * MAILERS
        threads = [threading.Thread(target=self._run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        return threads

    def _run(self, work: Callable[[httpx.Client], None]) -> None:
        with httpx.Client(base_url=self.address, headers={"Authorization": f"Bearer {self.token}"}, timeout=15) as api:
            while not self.ended.is_set():
                work(api)

    def _create(self, api: httpx.Client) -> None:
        name = f"Client {next(_numbers)}"
        self._insist(api, "/api/clients/", {"name": name, "email": f"{uuid4().hex}@drill.example"})
        self.created.append(name)

    def _raise(self, api: httpx.Client) -> None:
        title = f"Drill-{next(_numbers)}-end"
        self._insist(api, "/api/monitoring/api/alerts/", {"title": title, "severity": "warning"})
        self.raised.append(title)
        time.sleep(0.1)

    def _insist(self, api: httpx.Client, path: str, body: dict[str, str]) -> None:
        key, begun = uuid4().hex, time.monotonic()
        while True:
            self.attempts += 1
            try:
                answer = api.post(path, json=body, headers={"Idempotency-Key": key})
                if answer.status_code == 201:
                    self.longest_gap = max(self.longest_gap, time.monotonic() - begun)
                    return
                if answer.status_code not in (409, 429, 500, 502, 503):
                    raise SystemExit(f"{answer.status_code}: {answer.text}")
            except httpx.TransportError:
                pass
            self.unanswered += 1
            time.sleep(0.1)


def main() -> None:
    directory = Path(tempfile.mkdtemp(prefix="senangkira-drill-"))
    directory.chmod(0o711)
    product = Product(directory)
    product.environment |= {f"RATE_LIMIT_{who}": "100000000" for who in ("ANONYMOUS", "USER", "ADMIN", "TENANT")}
    product.environment |= {"ACCESS_TOKEN_MINUTES": "120", "ALERT_EMAILS": "ops@drill.example"}
    try:
        product.start()
        _drill_all(product)
    finally:
        product.clear()
        shutil.rmtree(directory)


def _drill_all(product: Product) -> None:
    secret = {"DJANGO_SUPERUSER_PASSWORD": "Drill-2024-pass"}
    product.manage("createsuperuser", "--noinput", "--username=root", "--email=root@drill.example", **secret)
    address = f"http://127.0.0.1:{product.port}"
    credentials = {"username": "root", "password": "Drill-2024-pass"}
    token = httpx.post(f"{address}/api/auth/token/", json=credentials, timeout=30).json()["access"]
    print(
        "| killed | attempts | unanswered | lost | doubled | jobs | jobs lost | mails doubled | longest wait | whole |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, parts in PARTS.items():
        load = Load(address, token)
        threads = load.start()
        time.sleep(SECONDS_BEFORE)
        killed_at = time.monotonic()
        for part in parts:
            for process in product.processes().get(part, ()):
                process.send_signal(signal.SIGKILL)
        while not product.whole():
            if time.monotonic() > killed_at + PATIENCE:
                raise SystemExit(f"{name}: not whole again within {PATIENCE} s")
            time.sleep(0.05)
        whole_after = time.monotonic() - killed_at
        time.sleep(SECONDS_AFTER)
        load.ended.set()
        for thread in threads:
            thread.join()
        lost, doubled = _of_requests(address, token, load)
        jobs_lost, mails_doubled = _of_jobs(product, load)
        print(
            f"| {name} | {load.attempts:,} | {load.unanswered} | {lost} | {doubled} | {len(load.raised)} | "
            f"{jobs_lost} | {mails_doubled} | {load.longest_gap:.1f} s | {whole_after:.1f} s |",
            flush=True,
        )


def _of_requests(address: str, token: str, load: Load) -> tuple[int, int]:
    """How many answered requests left nothing behind, and how many left more than one row."""
    found: dict[str, int] = {}
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=60) as api:
        page: str | None = "/api/clients/?page_size=100"
        while page:
            body = api.get(page).json()
            for row in body["results"]:
                found[row["name"]] = found.get(row["name"], 0) + 1
            page = body["next"]
    return sum(name not in found for name in load.created), sum(found.get(name, 0) > 1 for name in load.created)


def _of_jobs(product: Product, load: Load) -> tuple[int, int]:
    """How many alerts were never mailed, and how many more than once, when the queue has had its time."""

    def mails() -> list[int]:
        text = "".join(mail.read_text() for mail in (product.data_dir / "mail").glob("*.log"))
        return [text.count(f"] {title}\n") for title in load.raised]

    deadline = time.monotonic() + 2 * PATIENCE
    while 0 in mails() and time.monotonic() < deadline:
        time.sleep(0.5)
    sent = mails()
    return sent.count(0), sum(times > 1 for times in sent)


if __name__ == "__main__":
    main()
