"""Celery as callers see it: what a worker notes, what it says of itself, and honest answers when nobody is there."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError, connections

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.jobs.tasks import run_job
from apps.monitoring import recorder
from apps.monitoring.models import PeriodicRun, TaskExecution
from apps.monitoring.services import celery as celery_service
from apps.monitoring.services.system import system_actor
from tests.conftest import Api
from tests.factories import make_task_execution, make_user

both = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@pytest.fixture
def platform(owner: User) -> Api:
    with tenant_context(owner.tenant_id):
        return Api(make_user(owner, is_superuser=True))


Run = Callable[..., None]


@pytest.fixture
def run() -> Iterator[Run]:
    """Let the recorder see a task that a worker ran."""

    def run(
        name: str,
        *args: Any,
        task_id: str = "one",
        state: str = "SUCCESS",
        retval: Any = None,
        retries: int = 0,
        **kwargs: Any,
    ) -> None:
        request = SimpleNamespace(retries=retries, delivery_info={"routing_key": "celery"}, hostname="celery@here")
        recorder.note_begin(task_id=task_id)
        recorder.note_end(
            task_id=task_id, task=SimpleNamespace(name=name, request=request), args=args, kwargs=kwargs, retval=retval,
            state=state,
        )  # fmt: skip

    recorder._notes.clear()
    yield run
    recorder._notes.clear()


@pytest.fixture(autouse=True)
def no_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests write themselves."""
    monkeypatch.setattr(recorder, "_start_writer", lambda: None)


def rows(tenant_id: int) -> list[TaskExecution]:
    with tenant_context(tenant_id):
        return list(TaskExecution.unscoped.order_by("id"))


@both
def test_notes_a_task_of_a_tenant_for_that_tenant_and_others_for_the_platform(owner: User, run: Run) -> None:
    system = system_actor()
    run(run_job.name, owner.tenant_id, 7, task_id="a")
    run("quotes.expire_quotes", task_id="b", retval={"expired": 3})
    assert recorder.write_notes() == 2
    (task,) = rows(owner.tenant_id)
    assert (task.task_id, task.task_name, task.status, task.queue) == ("a", "jobs.run", "success", "celery")
    assert (task.arguments, task.worker) == ({"tenant_id": owner.tenant_id, "job_pk": 7}, "celery@here")
    assert task.started_at
    assert task.finished_at
    assert task.duration_ms is not None
    assert (task.finished_at - task.started_at).total_seconds() * 1000 == pytest.approx(
        float(task.duration_ms), abs=0.01
    )
    (other,) = rows(system.acting_tenant_id)
    assert (other.task_name, other.result) == ("quotes.expire_quotes", {"expired": 3})


@both
def test_a_task_that_is_tried_again_is_one_row_with_its_last_outcome(owner: User, run: Run) -> None:
    system = system_actor()
    run("tests.flaky", state="RETRY", retval=ValueError("not yet"))
    recorder.write_notes()
    assert [(task.status, task.error) for task in rows(system.acting_tenant_id)] == [("retry", "ValueError: not yet")]
    run("tests.flaky", state="FAILURE", retval=ValueError("no"), retries=1)
    run("tests.flaky", retval="done", retries=2)
    recorder.write_notes()
    assert [(t.status, t.retries, t.result, t.error) for t in rows(system.acting_tenant_id)] == [
        ("success", 2, "done", "")
    ]


@both
def test_masks_what_is_secret_and_cuts_what_is_long(run: Run) -> None:
    system = system_actor()
    nested = {"card": {"token": "tok_1"}, "list": [{"secret_key": "s"}]}
    run("tests.unknown", "x" * 5000, object(), password="hunter2", options=nested, retval={"api_token": "t"})
    recorder.write_notes()
    (task,) = rows(system.acting_tenant_id)
    assert task.arguments == {
        "0": "x" * 200,
        "1": "object",
        "password": "***",
        "options": {"card": {"token": "***"}, "list": [{"secret_key": "***"}]},
    }
    assert task.result == {"api_token": "***"}


@both
def test_leaves_out_what_beat_does_every_few_seconds_unless_it_fails_or_is_slow(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = system_actor()
    run("audit.relay_events", task_id="quick")
    run("audit.relay_events", task_id="failed", state="FAILURE", retval=OSError("gone"))
    monkeypatch.setattr(recorder, "_SLOW_MS", 0.0)
    recorder.write_notes()
    run("audit.relay_events", task_id="slow")
    recorder.write_notes()
    assert {task.task_id for task in rows(system.acting_tenant_id)} >= {"failed", "slow"}
    run("audit.relay_events", task_id="quick again")
    monkeypatch.setattr(recorder, "_SLOW_MS", 1000.0)
    recorder.write_notes()
    assert "quick again" not in {task.task_id for task in rows(system.acting_tenant_id)}
    assert PeriodicRun.objects.get(name="audit.relay_events").last_started_at


@both
def test_keeps_notes_while_the_database_is_gone_and_drops_those_of_a_tenant_that_is_no_more(
    owner: User, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Any:
        raise OperationalError("gone")

    run(run_job.name, owner.tenant_id, 7, task_id="kept")
    run(run_job.name, 2_000_000_000, 7, task_id="nobody's")
    with monkeypatch.context() as broken:
        broken.setattr(connections["ops"], "cursor", fail)
        assert recorder.write_notes() == 0
    assert recorder.write_notes() == 2
    assert [task.task_id for task in rows(owner.tenant_id)] == ["kept"]


def test_a_tenants_administrator_sees_own_tasks_only(api: Api, charlie: User, owner: User) -> None:
    with tenant_context(charlie.tenant_id):
        make_task_execution(charlie, task_id="theirs")
    with tenant_context(owner.tenant_id):
        make_task_execution(owner, task_id="ours", status="failure", error="No.")
    (task,) = api.get("/api/dashboard/celery/tasks/").json()["results"]
    assert (task["task_id"], task["name"], task["state"], task["error"]) == ("ours", "tests.work", "FAILURE", "No.")
    assert api.get("/api/dashboard/celery/tasks/ours/").json() == task
    assert api.get("/api/dashboard/celery/tasks/theirs/").status_code == 404


WORKER = {
    "pid": 1, "uptime_seconds": 5, "concurrency": 2, "processed": 9, "queues": ["celery", "ocr"], "reserved": 1,
    "registered": [],
}  # fmt: skip


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch, owner: User) -> list[dict[str, Any]]:
    """Who answers the broadcast: one worker, at a task of the owner's tenant and one of another's."""
    tasks = [
        {"task_id": str(tenant), "name": "jobs.run", "started_at": 1.0, "tenant_id": tenant}
        for tenant in (owner.tenant_id, owner.tenant_id + 1)
    ]
    replies = [{"celery@here": WORKER | {"active": tasks}}]
    monkeypatch.setattr(current_app.control, "broadcast", lambda *args, **kwargs: replies)
    return replies


def test_shows_an_administrator_the_own_tasks_and_a_superuser_everything(
    workers: list[dict[str, Any]], api: Api, platform: Api, owner: User
) -> None:
    (own,) = api.get("/api/dashboard/celery/workers/").json()["workers"]
    assert [task["task_id"] for task in own["active_tasks"]] == [str(owner.tenant_id)]
    assert (own["name"], own["status"], own["pid"], own["queues"]) == ("celery@here", "online", None, None)
    (whole,) = platform.get("/api/dashboard/celery/workers/").json()["workers"]
    assert len(whole["active_tasks"]) == 2
    assert (whole["concurrency"], whole["processed"], whole["queues"]) == (2, 9, ["celery", "ocr"])
    status = platform.get("/api/dashboard/celery/status/").json()
    assert (status["status"], status["workers_online"], status["active_tasks"]) == ("healthy", 1, 2)
    queues = platform.get("/api/dashboard/celery/queues/").json()
    assert {queue["name"]: queue["consumers"] for queue in queues["queues"]} == {"celery": 1, "ocr": 1, "reading": 0}
    assert [queue["name"] for queue in api.get("/api/dashboard/celery/queues/").json()["queues"]] == ["jobs"]


def test_counts_what_waits_in_a_queue(platform: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "tests-backlog"
    monkeypatch.setattr(
        current_app.control, "broadcast", lambda *args, **kwargs: [{"w": WORKER | {"queues": [name], "active": []}}]
    )

    def backlog() -> int:
        queues = platform.get("/api/dashboard/celery/queues/").json()["queues"]
        return next(queue["backlog"] for queue in queues if queue["name"] == name)

    assert backlog() == 0
    for _ in range(3):
        current_app.send_task("monitoring.ping", args=[1, "x"], queue=name)
    try:
        assert backlog() == 3
    finally:
        with current_app.connection() as connection:
            connection.default_channel.queue_purge(name)


def test_says_so_when_no_worker_answers(platform: Api, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.control, "broadcast", lambda *args, **kwargs: [])
    assert api.get("/api/dashboard/celery/workers/").json() == {"count": 0, "workers": [], "error": None}
    assert platform.get("/api/dashboard/celery/status/").json()["status"] == "no_workers"
    health = platform.post("/api/dashboard/celery/health_check/").json()
    assert health["status"] == "unhealthy"
    assert health["checks"]["workers"] == {"status": "down", "error": "no worker answered", "online": 0}
    assert health["checks"]["round_trip"]["status"] == "down"
    assert health["checks"]["broker"]["status"] == "ok"


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis://192.0.2.1:6379/0"])
def test_answers_in_time_when_the_broker_refuses_or_is_silent(
    platform: Api, owner: User, settings: Any, address: str
) -> None:
    settings.CELERY_BROKER_URL = address
    started = time.monotonic()
    status = platform.get("/api/dashboard/celery/status/").json()
    assert (status["status"], status["broker"]["status"], status["workers_online"]) == ("down", "down", 0)
    assert status["broker"]["error"]
    assert time.monotonic() - started < 20, "the wait is bounded"
    refused = platform.post("/api/dashboard/celery/tasks/ping/execute/")
    assert (refused.status_code, refused.json()["error"]) == (503, "unavailable")
    assert rows(owner.tenant_id) == []


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[Any]]]:
    """The tasks that were put on the queue; none is really sent."""
    sent: list[tuple[str, list[Any]]] = []
    monkeypatch.setattr(
        celery_service.current_app, "send_task", lambda name, args, **options: sent.append((name, args))
    )
    return sent


def test_starts_what_is_on_the_list_and_nothing_else(
    api: Api, platform: Api, owner: User, sent: list[tuple[str, list[Any]]]
) -> None:
    started = api.post("/api/dashboard/celery/tasks/ping/execute/", {})
    assert started.status_code == 202
    task_id = started.json()["task_id"]
    assert sent == [("monitoring.ping", [owner.tenant_id, task_id])]
    assert api.get(f"/api/dashboard/celery/tasks/{task_id}/").json()["state"] == "PENDING"
    assert platform.post("/api/dashboard/celery/tasks/quotes.expire_quotes/execute/", {}).status_code == 202
    for name in ("jobs.run", "os.system", "monitoring.ping", "celery.backend_cleanup", "..%2Fping"):
        assert platform.post(f"/api/dashboard/celery/tasks/{name}/execute/", {}).status_code == 404
    assert len(sent) == 2


def test_the_installations_tasks_are_unknown_to_a_tenants_administrator(
    api: Api, sent: list[tuple[str, list[Any]]]
) -> None:
    assert api.post("/api/dashboard/celery/tasks/quotes.expire_quotes/execute/", {}).status_code == 404
    assert sent == []


@pytest.mark.parametrize("body", [{"args": [1]}, {"x": None}, [], [1]])
def test_refuses_arguments_that_a_task_does_not_take(api: Api, sent: list[Any], body: Any) -> None:
    assert api.post("/api/dashboard/celery/tasks/ping/execute/", body).status_code == 400
    assert sent == []
