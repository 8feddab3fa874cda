"""Webhooks by real workers, to a receiver that is anything but reliable."""

import os
import random
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connections, transaction

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.integrations.models import WebhookDelivery
from tests.conftest import Api
from tests.integrations.receiver import Received, Receiver
from tests.worker.test_servers import process, until

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]
RECORDS, CHANGES = 6, 8


def write_changes(owner: User) -> tuple[set[str], set[str]]:
    """Change a few records often, four writers at once; a quarter is rolled back. Answers what was committed and what
    was not, as `<record>-<number>`."""
    committed: set[str] = set()
    undone: set[str] = set()

    def write(writer: int) -> None:
        chance = random.Random(writer)
        with tenant_context(owner.tenant_id):
            for number in range(CHANGES * RECORDS // 4):
                record, name = str(number % RECORDS), f"{writer}-{number}"
                try:
                    with transaction.atomic():
                        AuditLog.unscoped.create(
                            tenant_id=owner.tenant_id,
                            action="update",
                            resource_type="client",
                            resource_id=record,
                            new_values={"name": name},
                        )
                        if chance.random() < 0.25:
                            raise ZeroDivisionError
                    committed.add(name)
                except ZeroDivisionError:
                    undone.add(name)
        connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return committed, undone


def test_each_change_arrives_in_order_though_the_receiver_drops_and_restarts_and_workers_are_killed(
    api: Api, owner: User, settings: Any, tmp_path: Path
) -> None:
    """The receiver drops 30 %, answers late and restarts; two workers are killed in the middle, the third ends it."""
    queue, chance = f"tests-{os.getpid()}", random.Random(11)
    receiver = Receiver()
    taken: list[float] = []

    def answer(received: Received) -> int | None:
        late.wait(timeout=0.05)
        # Nothing beyond the share, however long it takes until the worker is killed.
        if taken and len(receiver.came) > taken[-1]:
            return None
        return chance.choice([500, None]) if chance.random() < 0.3 else 200

    late = threading.Event()
    receiver.answering = answer
    with receiver.listening():
        settings.OUTBOUND_ALLOWED_HOSTS = [receiver.host]
        endpoint = api.post("/api/webhooks/endpoints/", {"url": receiver.url, "event_types": ["client.*"]}).json()
    committed, undone = write_changes(owner)
    arguments = ["celery", "-A", "config", "worker", "--concurrency=2", "--pool=prefork", "-Q", queue, "-n", queue]
    environment = {"TEST_QUEUE": queue, "OUTBOUND_ALLOWED_HOSTS": receiver.host}

    def waits() -> int:
        with tenant_context(owner.tenant_id):
            laid_out = WebhookDelivery.unscoped.filter(endpoint_id=endpoint["id"])
            return len(committed) - laid_out.filter(status="delivered").count()

    def beat() -> None:
        for name in ("audit.relay_events", "integrations.deliver_due"):
            current_app.send_task(name, queue=queue, expires=5)

    def came(count: int) -> bool:
        beat()
        return len(receiver.came) >= count

    for share in (0.2, 0.5):
        taken.append(share * len(committed))
        with receiver.listening(), process(arguments, tmp_path / "worker.log", **environment) as worker:
            until(lambda share=share: came(int(share * len(committed))), "messages arrive", worker)  # type: ignore[misc]
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert waits() > 0
    taken.clear()
    with receiver.listening(), process(arguments, tmp_path / "worker.log", **environment) as worker:
        until(lambda: beat() or waits() == 0, "everything is delivered", worker)  # type: ignore[func-returns-value]
    names = [received.data["new_values"]["name"] for received in receiver.came]
    assert set(names) == committed
    assert not set(names) & undone
    assert undone
    assert len(names) > len(committed)
    assert all(received.is_signed_with(endpoint["secret"]) for received in receiver.came)
    for record in map(str, range(RECORDS)):
        ids = [received.data["id"] for received in receiver.came if received.data["resource_id"] == record]
        assert ids == sorted(ids)
