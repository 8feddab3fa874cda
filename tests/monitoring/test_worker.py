"""The product's own worker, asked and watched from outside."""

import os
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.monitoring import counters
from apps.monitoring.models import TaskExecution
from apps.monitoring.services import celery as celery_service
from tests.conftest import Api
from tests.factories import make_user
from tests.worker.test_servers import process, until

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]


def test_a_worker_describes_itself_and_notes_what_it_does(
    owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = f"tests-watched-{os.getpid()}"
    with tenant_context(owner.tenant_id):
        platform = Api(make_user(owner, is_superuser=True))
    send = current_app.send_task
    monkeypatch.setattr(
        celery_service.current_app, "send_task", lambda name, **options: send(name, queue=queue, **options)
    )
    arguments = ["celery", "-A", "config", "worker", "--concurrency=1", "-Q", queue, "-n", queue]

    def mine() -> Any:
        workers = platform.get("/api/dashboard/celery/workers/").json()["workers"]
        return next(
            (worker for worker in workers if worker["name"] == f"celery@{queue}" or worker["name"] == queue), None
        )

    def healthy() -> Any:
        health = platform.post("/api/dashboard/celery/health_check/").json()
        return health if health["status"] == "healthy" else None

    def noted(task_id: str) -> Any:
        with tenant_context(owner.tenant_id):
            return TaskExecution.unscoped.filter(task_id=task_id).exclude(status="pending").first()

    with process(arguments, tmp_path / "worker.log", TEST_QUEUE=queue) as worker:
        found = until(mine, "the worker answers", worker)
        assert (found["queues"], found["concurrency"], found["active_tasks"]) == ([queue], 1, [])
        assert found["pid"] == worker.pid
        # A worker that has just begun, on a busy machine, may take longer than a check waits.
        health = until(healthy, "the worker is healthy", worker)
        assert health["checks"]["round_trip"]["status"] == "ok"
        task_id = platform.post("/api/dashboard/celery/tasks/ping/execute/").json()["task_id"]
        execution = until(lambda: noted(task_id), "the task is noted", worker)
        assert (execution.status, execution.result, execution.queue) == ("success", "pong", queue)
        assert execution.arguments == {"tenant_id": owner.tenant_id, "token": "***"}
        assert found["name"] == execution.worker
        until(lambda: counters.totals().counts["tasks"].get(("monitoring.ping", "success")), "it is counted", worker)
