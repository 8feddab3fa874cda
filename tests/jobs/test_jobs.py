"""A job from its start to its end, as its caller and its worker see it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from kombu import Connection
from kombu.exceptions import OperationalError

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.logs import Origin, bound_origin
from apps.core.tenancy import tenant_context
from apps.jobs import runner, services
from apps.jobs.models import Job
from apps.jobs.runner import JobRun, requeue_lost
from apps.jobs.services import start_job
from tests.breaking import break_connection
from tests.conftest import Api

Start = Callable[..., Job]
Work = Callable[[Job], Job]
Doing = Callable[[Callable[[JobRun], dict[str, Any] | None]], None]
TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def path_of(job: Job) -> str:
    return f"/api/async-jobs/{job.job_id}/"


def lease_of(job: Job) -> datetime:
    lease = Job.unscoped.get(pk=job.pk).lease_expires_at
    assert lease
    return lease


def change(job: Job, **values: Any) -> None:
    with tenant_context(job.tenant_id):
        Job.unscoped.filter(pk=job.pk).update(**values)


def test_is_shown_from_its_start_to_its_end(api: Api, start: Start, work: Work, doing: Doing) -> None:
    job = start(number=6)
    queued = api.get(path_of(job)).json()
    assert (queued["status"], queued["progress"], queued["result"]) == ("queued", 0, None)

    def multiply(run: JobRun) -> dict[str, Any]:
        run.report(40, "Multiplying")
        running = api.get(path_of(job)).json()
        assert (running["status"], running["progress"], running["message"]) == ("running", 40, "Multiplying")
        return {"answer": run.arguments["number"] * 7}

    doing(multiply)
    work(job)
    ended = api.get(path_of(job)).json()
    assert (ended["status"], ended["progress"], ended["result"]) == ("succeeded", 100, {"answer": 42})
    assert ended["started_at"] <= ended["finished_at"]
    assert ended["status_url"].endswith(path_of(job))


def test_works_as_the_user_who_started_it(start: Start, work: Work, doing: Doing, owner: User) -> None:
    doing(lambda run: {"actor": run.actor.pk, "tenant": run.actor.acting_tenant_id})
    assert work(start()).result == {"actor": owner.pk, "tenant": owner.tenant_id}


def test_records_what_it_does_as_coming_from_where_it_was_started(
    start: Start, work: Work, doing: Doing, owner: User
) -> None:
    doing(lambda run: record(actor=run.actor, action="tests", target=run.job))
    with bound_origin(Origin("0123456789", "192.0.2.7", impersonator=1_000_000)):
        job = start()
    work(job)
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(action="tests")
    assert (event.request_id, event.ip_address) == ("0123456789", "192.0.2.7")
    assert (event.user_id, event.impersonator_id) == (owner.pk, 1_000_000)


def test_is_queued_only_when_its_start_is_committed(
    owner: User, sent: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with tenant_context(owner.tenant_id):
        with django_capture_on_commit_callbacks(execute=True):
            job = start_job(actor=owner, kind="tests.work")
            assert sent == []
        assert sent == [job.pk]


def test_a_broker_that_is_gone_loses_no_job(
    owner: User, start: Start, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise services.BrokerError

    monkeypatch.setattr(services.current_app, "send_task", fail)
    with django_capture_on_commit_callbacks(execute=True):
        job = start()
    with tenant_context(owner.tenant_id):
        assert Job.unscoped.get(pk=job.pk).status == "queued"


def test_hands_out_the_file_it_made(api: Api, start: Start, work: Work, doing: Doing) -> None:
    job = start()
    assert api.get(f"{path_of(job)}file/").status_code == 404
    doing(lambda run: run.attach("report.csv", b"a,b\n"))
    work(job)
    answer = api.get(f"{path_of(job)}file/")
    assert b"".join(answer.streaming_content) == b"a,b\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report.csv"'
    assert api.get(path_of(job)).json()["file_url"].endswith(f"{path_of(job)}file/")


def test_a_cancelled_job_is_never_begun(api: Api, start: Start, work: Work, doing: Doing) -> None:
    begun = []
    doing(lambda run: begun.append(run))
    job = start()
    assert api.post(f"{path_of(job)}cancel/").json()["status"] == "cancelled"
    assert (work(job).status, begun) == ("cancelled", [])
    again = api.post(f"{path_of(job)}cancel/")
    assert (again.status_code, again.json()["error"]) == (409, "job_ended")


def test_a_running_job_stops_at_its_next_report(api: Api, start: Start, work: Work, doing: Doing) -> None:
    steps = []

    def go_on(run: JobRun) -> None:
        for step in range(3):
            run.report(step * 10)
            steps.append(step)
            api.post(f"{path_of(job)}cancel/")

    doing(go_on)
    job = start()
    assert (work(job).status, steps) == ("cancelled", [0])


def test_a_job_that_was_cancelled_while_it_ended_stays_cancelled(
    api: Api, start: Start, work: Work, doing: Doing
) -> None:
    doing(lambda run: api.post(f"{path_of(job)}cancel/") and None)
    job = start()
    ended = work(job)
    assert (ended.status, ended.result) == ("cancelled", None)


@TRANSACTIONAL
def test_is_put_back_though_the_connection_broke(start: Start, work: Work, doing: Doing) -> None:
    def fail(run: JobRun) -> None:
        break_connection()
        run.report(10)

    doing(fail)
    job = work(start())
    assert (job.status, job.attempts, job.error.partition(":")[0]) == ("queued", 1, "OperationalError")


@TRANSACTIONAL
def test_what_was_done_is_noted_though_the_connection_broke_meanwhile(start: Start, work: Work, doing: Doing) -> None:
    doing(lambda run: break_connection())
    job = work(start())
    assert (job.status, job.attempts) == ("succeeded", 1)


@TRANSACTIONAL
def test_keeps_its_lease_though_the_connection_broke(
    start: Start, work: Work, doing: Doing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LEASE", timedelta(milliseconds=30))
    prolong, broken, prolonged = runner._prolong, Event(), Event()

    def prolong_and_break(job: Job) -> None:
        prolong(job)
        if broken.is_set():
            prolonged.set()
        else:
            break_connection()
            broken.set()

    def wait(run: JobRun) -> None:
        assert prolonged.wait(10)

    monkeypatch.setattr(runner, "_prolong", prolong_and_break)
    doing(wait)
    assert work(start()).status == "succeeded"


def test_is_given_up_after_three_attempts(start: Start, work: Work, doing: Doing) -> None:
    attempts = []

    def fail(run: JobRun) -> None:
        attempts.append(run.job.attempts)
        raise ConnectionError("the bank does not answer")

    doing(fail)
    job = start()
    assert [work(job).status for _ in range(4)] == ["queued", "queued", "failed", "failed"]
    assert attempts == [1, 2, 3]
    assert work(job).error == "ConnectionError: the bank does not answer"


def test_succeeds_at_a_later_attempt(start: Start, work: Work, doing: Doing) -> None:
    def fail_once(run: JobRun) -> dict[str, Any]:
        if run.job.attempts == 1:
            raise ConnectionError
        return {"attempt": run.job.attempts}

    doing(fail_once)
    job = start()
    work(job)
    ended = work(job)
    assert (ended.status, ended.result) == ("succeeded", {"attempt": 2})


def test_fails_at_once_where_a_rule_refuses(start: Start, work: Work, doing: Doing) -> None:
    def refuse(run: JobRun) -> None:
        raise RuleViolation("The file has no rows.", code="empty")

    doing(refuse)
    ended = work(start())
    assert (ended.status, ended.error, ended.attempts) == ("failed", "The file has no rows.", 1)


def test_a_kind_that_nobody_handles_fails_in_the_end(start: Start, work: Work) -> None:
    job = start(kind="tests.unknown")
    assert [work(job).status for _ in range(3)] == ["queued", "queued", "failed"]


def test_a_worker_that_dies_each_time_is_not_given_the_job_forever(start: Start, work: Work, doing: Doing) -> None:
    doing(lambda run: None)
    job = start()
    long_ago = timezone.now() - timedelta(hours=1)
    change(job, status="running", attempts=3, lease_expires_at=long_ago)
    ended = work(job)
    assert (ended.status, ended.error) == ("failed", "The worker died each time it tried.")


def test_a_colleague_with_a_narrow_view_sees_the_own_jobs_only(
    start: Start, colleague: Callable[..., User], api: Api
) -> None:
    job = start()
    sales = Api(colleague("sales_person"))
    assert sales.get(path_of(job)).status_code == 404
    assert sales.get("/api/async-jobs/").json()["count"] == 0
    assert api.get("/api/async-jobs/?status=queued").json()["count"] == 1
    assert api.get("/api/async-jobs/?status=nonsense").status_code == 400


@TRANSACTIONAL
def test_two_workers_that_claim_it_at_once_do_it_once(start: Start, doing: Doing) -> None:
    done = []
    doing(lambda run: done.append(run.job.attempts))
    jobs, together = [start() for _ in range(5)], Barrier(4)

    def work() -> None:
        try:
            for job in jobs:
                together.wait(10)
                runner.run_job(job.tenant_id, job.pk)
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1] * 5


@TRANSACTIONAL
def test_a_silent_handler_keeps_its_lease(
    start: Start, work: Work, doing: Doing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works longer than the lease and reports nothing; nobody else may start the job meanwhile."""
    monkeypatch.setattr(runner, "LEASE", timedelta(seconds=1.5))
    begun = []

    def be_silent(run: JobRun) -> None:
        begun.append(run.job.attempts)
        first = run.job.lease_expires_at
        assert first
        # The first lease has run out, and the present one lasts long enough for another worker to try.
        while not first < timezone.now() < lease_of(job) - timedelta(seconds=0.8):
            assert timezone.now() < first + timedelta(seconds=20), "it is not prolonged"
            Event().wait(0.05)
        run_again = Thread(target=work_elsewhere)
        run_again.start()
        run_again.join()

    def work_elsewhere() -> None:
        try:
            requeue_lost()
            runner.run_job(job.tenant_id, job.pk)
        finally:
            connections.close_all()

    doing(be_silent)
    job = start()
    assert (work(job).status, begun) == ("succeeded", [1])


def test_keeps_no_lease_of_a_job_that_could_not_begin(
    start: Start, work: Work, doing: Doing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start_none(self: Thread) -> None:
        raise RuntimeError("can't start new thread")

    doing(lambda run: None)
    monkeypatch.setattr(runner, "_keeper", None)
    with monkeypatch.context() as patch:
        patch.setattr(Thread, "start", start_none)
        assert work(start()).error == "RuntimeError: can't start new thread"
    assert runner._leases == set()


@TRANSACTIONAL
def test_a_worker_that_lost_its_lease_does_not_end_the_next_ones_attempt(
    start: Start, work: Work, doing: Doing
) -> None:
    def lose(run: JobRun) -> dict[str, Any]:
        if run.job.attempts == 1:
            change(job, lease_expires_at=timezone.now() - timedelta(seconds=1))
            doing_next = work(job)
            assert (doing_next.status, doing_next.result) == ("succeeded", {"attempt": 2})
        return {"attempt": run.job.attempts}

    doing(lose)
    job = start()
    assert work(job).result == {"attempt": 2}


@TRANSACTIONAL
def test_a_lost_job_is_put_back(start: Start, sent: list[int]) -> None:
    now = timezone.now()
    dead, alive, forgotten, fresh, ended = (start() for _ in range(5))
    sent.clear()
    change(dead, status="running", lease_expires_at=now - timedelta(seconds=1))
    change(alive, status="running", lease_expires_at=now + timedelta(seconds=30))
    change(forgotten, updated_at=now - timedelta(minutes=5))
    change(ended, status="succeeded", updated_at=now - timedelta(days=1))
    assert requeue_lost() == 2
    assert sent == [dead.pk, forgotten.pk]
    assert fresh.pk not in sent


@TRANSACTIONAL
def test_a_start_that_is_rolled_back_leaves_no_job(owner: User, sent: list[int]) -> None:
    def start_and_fail() -> None:
        with transaction.atomic():
            start_job(actor=owner, kind="tests.work")
            raise ZeroDivisionError

    with tenant_context(owner.tenant_id):
        with pytest.raises(ZeroDivisionError):
            start_and_fail()
        assert not Job.unscoped.exists()
    assert sent == []


def test_hands_a_task_to_an_absent_broker_without_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", pauses.append)
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    with Connection("redis://127.0.0.1:1/0", transport_options=options) as absent, pytest.raises(OperationalError):
        current_app.send_task("jobs.run", args=[1, 1], connection=absent, retry=False)
    assert sum(pauses) < 1
