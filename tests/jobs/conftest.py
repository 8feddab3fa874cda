from collections.abc import Callable, Iterator
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.registry import Handler, handlers
from apps.jobs.runner import run_job


@pytest.fixture
def doing() -> Iterator[Callable[[Handler], None]]:
    """Give jobs of the kind `tests.work` a handler."""

    def register(handler: Handler) -> None:
        handlers["tests.work"] = handler

    yield register
    handlers.pop("tests.work", None)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs that were put on the queue; none is really sent."""
    sent: list[int] = []
    monkeypatch.setattr(services.current_app, "send_task", lambda name, args, **options: sent.append(args[1]))
    return sent


@pytest.fixture
def start(owner: User, sent: list[int]) -> Callable[..., Job]:
    """Start a job of the owner's."""

    def start(kind: str = "tests.work", **arguments: Any) -> Job:
        with tenant_context(owner.tenant_id):
            return services.start_job(actor=owner, kind=kind, **arguments)

    return start


@pytest.fixture
def work() -> Callable[[Job], Job]:
    """Do as a worker does that got the job's message; answers the job as it then stands."""

    def work(job: Job) -> Job:
        run_job(job.tenant_id, job.pk)
        with tenant_context(job.tenant_id):
            return Job.unscoped.get(pk=job.pk)

    return work
