"""Jobs on real processes: the ASGI server that streams them, the Celery worker that does them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from celery import current_app
from django.conf import settings
from django.db import connections

from apps.accounts.models import User
from apps.core.limits import redis_client
from apps.core.tenancy import tenant_context
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.services import start_job
from apps.scheduling.tasks import send_reminders
from tests.conftest import Api
from tests.factories import make_reminder, make_user
from tests.ports import free_port

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]

PATIENCE = 60.0
"""Seconds for what takes a moment, unless the machine is busy."""


def until(happens: Callable[[], Any], what: str, by: subprocess.Popen[bytes]) -> Any:
    """Wait for something that a process brings about, at most a minute."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and by.poll() is None:
        if found := happens():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {PATIENCE:.0f} s, or the process ended ({by.poll()})")


@contextmanager
def process(arguments: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the product on the suite's database and on this worker's own queue, with its output in `log`."""
    environment = (
        dict(os.environ)
        | {
            "DJANGO_SETTINGS_MODULE": "tests.worker.live_settings",
            "TEST_DATABASE": connections["default"].settings_dict["NAME"],
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        | environment
    )
    with log.open("ab") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield started
    except BaseException:
        sys.stderr.write(log.read_text(errors="replace")[-5000:])
        raise
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def job_of(job: Job) -> Job:
    with tenant_context(job.tenant_id):
        return Job.unscoped.get(pk=job.pk)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of the product's own ASGI server."""
    with serving(tmp_path) as address:
        yield address


@contextmanager
def serving(tmp_path: Path, **environment: str) -> Iterator[str]:
    """The product's own ASGI server at work; answers its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{address}/health/").text == "OK"
        except httpx.TransportError:
            return False

    arguments = [
        "granian",
        "--interface",
        "asginl",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "config.asgi:application",
    ]
    with process(arguments, tmp_path / "server.log", **environment) as started:
        until(answers, "the server answers", started)
        yield address


def read_events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Server-sent events, each a dict of its fields; comments, which keep the connection open, are none."""
    event: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value
        elif event and not line:
            yield event
            event = {}


def test_a_client_follows_a_job_to_its_end(server: str, api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        job = start_job(actor=owner, kind="tests.by_hand")
    headers = api.headers | {"Accept": "text/event-stream"}
    with httpx.stream("GET", f"{server}/api/async-jobs/status/{job.job_id}/", headers=headers, timeout=30) as stream:
        assert (stream.status_code, stream.headers["Content-Type"]) == (200, "text/event-stream")
        events = read_events(stream.iter_lines())
        first = next(events)
        assert (first["event"], json.loads(first["data"])["status"]) == ("progress", "queued")
        with tenant_context(owner.tenant_id):
            Job.unscoped.filter(pk=job.pk).update(status="running", progress=50)
        second = next(events)
        assert (second["event"], json.loads(second["data"])["progress"]) == ("progress", 50)
        with tenant_context(owner.tenant_id):
            Job.unscoped.filter(pk=job.pk).update(status="succeeded", progress=100, result={"answer": 42})
        last = next(events)
        assert (last["event"], json.loads(last["data"])["result"]) == ("done", {"answer": 42})
        assert next(events, None) is None


def test_a_client_that_comes_back_is_spared_what_it_has(server: str, api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        job = start_job(actor=owner, kind="tests.by_hand")
    url = f"{server}/api/async-jobs/status/{job.job_id}/"
    with httpx.stream("GET", url, headers=api.headers, timeout=30) as stream:
        seen = next(read_events(stream.iter_lines()))
    with tenant_context(owner.tenant_id):
        Job.unscoped.filter(pk=job.pk).update(status="failed", error="No.")
    with httpx.stream("GET", url, headers=api.headers | {"Last-Event-ID": seen["id"]}, timeout=30) as stream:
        (event,) = read_events(stream.iter_lines())
    assert (event["event"], json.loads(event["data"])["error"]) == ("error", "No.")


def test_a_browser_follows_a_job_by_a_ticket_that_is_good_once(server: str, api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        job = start_job(actor=owner, kind="tests.by_hand")
        Job.unscoped.filter(pk=job.pk).update(status="succeeded")
    ticket = httpx.post(f"{server}/api/auth/stream-ticket/", headers=api.headers, timeout=PATIENCE).json()["ticket"]
    url = f"{server}/api/async-jobs/status/{job.job_id}/?ticket={ticket}"
    browser = {"Accept": "text/event-stream"}
    assert "event: done" in httpx.get(url, headers=browser, timeout=30).text
    again = httpx.get(url, headers=browser, timeout=30)
    assert (again.status_code, again.json()["error"]) == (401, "authentication_failed")


@pytest.mark.parametrize("path", ["/api/async-jobs/status/00000000-0000-4000-8000-000000000000/"])
def test_a_stream_refuses_like_any_other_path(server: str, path: str, api: Api) -> None:
    with httpx.Client(base_url=server, timeout=PATIENCE) as caller:
        anonymous = caller.get(path)
        assert (anonymous.status_code, anonymous.json()["error"]) == (401, "not_authenticated")
        assert caller.get(path, headers=api.headers).status_code == 404
        assert caller.post(path, headers=api.headers, json={}).status_code == 405


def test_a_user_is_told_reminders_as_they_are_sent_and_read(server: str, api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        due = make_reminder(owner, remind_at=datetime.now(UTC) - timedelta(minutes=1))
        make_reminder(make_user(owner), remind_at=datetime.now(UTC) - timedelta(minutes=1))
    url = f"{server}/api/calendar-reminders/stream/"
    with httpx.stream("GET", url, headers=api.headers | {"Accept": "text/event-stream"}, timeout=30) as stream:
        told = ([one["id"] for one in json.loads(event["data"])] for event in read_events(stream.iter_lines()))
        assert next(told) == []
        send_reminders()
        assert next(told) == [due.pk]
        assert api.post(f"/api/calendar-reminders/{due.pk}/mark-read/").status_code == 200
        assert next(told) == []


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> str:
    """A queue that no other process of the suite reads."""
    name = f"tests-{os.getpid()}"
    monkeypatch.setattr(services, "send_to_worker", lambda job: None)
    redis_client().delete(f"begun:{name}")
    return name


def worker_of(queue: str, tmp_path: Path) -> Any:
    arguments = ["celery", "-A", "config", "worker", "--concurrency=1", "--pool=prefork", "-Q", queue, "-n", queue]
    return process(arguments, tmp_path / "worker.log", TEST_QUEUE=queue)


def send(job: Job, queue: str) -> None:
    current_app.send_task("jobs.run", args=[job.tenant_id, job.pk], queue=queue)


def test_a_worker_does_a_job_and_a_killed_workers_job_is_done_by_the_next(
    owner: User, queue: str, tmp_path: Path
) -> None:
    """The first worker is killed in the middle of the second job; the lease runs out and the next worker does it."""
    begun = f"begun:{queue}"
    with tenant_context(owner.tenant_id):
        quick = start_job(actor=owner, kind="tests.count", counter=begun)
        slow = start_job(actor=owner, kind="tests.hang_once", counter=begun)
    with worker_of(queue, tmp_path) as worker:
        send(quick, queue)
        until(lambda: job_of(quick).has_ended, "the worker does the job", worker)
        assert (job_of(quick).status, job_of(quick).result) == ("succeeded", {"begun": 1})
        send(slow, queue)
        until(lambda: redis_client().get(begun) == b"2", "the worker begins the slow job", worker)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert job_of(slow).status == "running"
    with worker_of(queue, tmp_path) as worker:
        send(slow, queue)
        until(lambda: job_of(slow).has_ended, "the next worker does the job", worker)
    ended = job_of(slow)
    assert (ended.status, ended.attempts, ended.result) == ("succeeded", 2, {"begun": 3})
