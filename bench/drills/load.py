"""Callers at work on a product: what they were answered, and what went unanswered on the way."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

import httpx

CALLERS, MAILERS = 3, 1
PAUSE = 0.1
_numbers = count(1)


@dataclass
class Load:
    """Callers who write until `ended`, each request with an Idempotency-Key and sent again until it is answered.

    A caller makes a client, an invoice for it, issues it and pays it; another raises alerts, each of which is mailed.
    """

    address: str
    token: str
    ended: threading.Event = field(default_factory=threading.Event)
    clients: list[str] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    unhelpful: int = 0
    """Answers 503 without Retry-After."""
    longest: float = 0.0
    """Seconds from a request's first attempt to its answer."""
    threads: list[threading.Thread] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return len(self.clients) + len(self.payments) + len(self.alerts)

    @property
    def attempts(self) -> int:
        return self.answers.total()

    @property
    def refused(self) -> int:
        return self.attempts - sum(self.answers[status] for status in ("200", "201"))

    def start(self) -> None:
        works: list[Callable[[httpx.Client], None]] = [self._sell] * CALLERS + [self._alert] * MAILERS
        self.threads = [threading.Thread(target=self._run, args=(work,)) for work in works]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        """Let every caller finish what it has begun."""
        self.ended.set()
        for thread in self.threads:
            thread.join()
        if self.broken:
            raise SystemExit("\n".join(self.broken))

    def _run(self, work: Callable[[httpx.Client], None]) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            with httpx.Client(base_url=self.address, headers=headers, timeout=15) as api:
                while not self.ended.is_set():
                    work(api)
        except Exception as exc:
            self.broken.append(f"{type(exc).__name__}: {exc}")

    def _sell(self, api: httpx.Client) -> None:
        name = f"Client {uuid4().hex}"
        client = self._insist(api, "/api/clients/", {"name": name, "email": f"{uuid4().hex}@drill.example"})
        self.clients.append(name)
        price = f"{secrets.randbelow(9000) + 1000}.00"
        line = {"description": "Work", "quantity": 1, "unit_price": price}
        invoice = self._insist(api, "/api/invoices/", {"client": client["id"], "line_items": [line]})
        self._insist(api, f"/api/invoices/{invoice['id']}/send/", {})
        paid = {"invoice": invoice["id"], "amount": "500.00", "payment_method": "bank_transfer"}
        self.payments.append(self._insist(api, "/api/payments/", paid)["id"])

    def _alert(self, api: httpx.Client) -> None:
        title = f"Drill-{next(_numbers)}-end"
        self._insist(api, "/api/monitoring/api/alerts/", {"title": title, "severity": "warning"})
        self.alerts.append(title)
        time.sleep(PAUSE)

    def _insist(self, api: httpx.Client, path: str, body: dict[str, object]) -> dict[str, int]:
        key, begun = uuid4().hex, time.monotonic()
        while True:
            try:
                answer = api.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                self.answers["none"] += 1
            else:
                self.answers[f"{answer.status_code}"] += 1
                if answer.status_code in (200, 201):
                    self.longest = max(self.longest, time.monotonic() - begun)
                    made: dict[str, int] = answer.json()
                    return made
                self.unhelpful += answer.status_code == 503 and "Retry-After" not in answer.headers
                if answer.status_code not in (409, 429, 500, 502, 503):
                    raise SystemError(f"{path}: {answer.status_code} {answer.text}")
            time.sleep(PAUSE)
