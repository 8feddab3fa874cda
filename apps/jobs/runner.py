"""The worker's side of a job: claim it, keep the lease, report, end it once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from apps.core.errors import RuleViolation
from apps.core.logs import Origin, bound_origin
from apps.core.reconnecting import on_working_connection
from apps.core.tenancy import tenant_context
from apps.jobs.models import Job
from apps.jobs.registry import handlers
from apps.jobs.services import clear_away, send_to_worker
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.models import Tenant

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
ATTEMPTS = 3
QUEUED_TOO_LONG = LEASE / 2


class JobCancelled(Exception):
    """The job was cancelled while it ran."""


class JobRun:
    """What a handler sees of its job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.arguments: dict[str, Any] = job.arguments
        self.actor: Actor = _actor_of(job)

    def report(self, progress: int, message: str = "") -> None:
        """Show the progress (0 to 100) and keep the lease. Raises JobCancelled when nobody wants the result."""
        now = timezone.now()
        kept = _attempt(self.job).update(
            progress=min(progress, 99), message=message[:500], lease_expires_at=now + LEASE, updated_at=now
        )
        if not kept:
            raise JobCancelled

    def checkpoint(self, state: dict[str, Any]) -> None:
        """Note under `arguments["state"]` how far the work has come, in the transaction of what was done."""
        self.arguments["state"] = state
        Job.unscoped.filter(pk=self.job.pk).update(arguments=self.arguments)

    def attach(self, filename: str, content: bytes | File[Any]) -> None:
        """Keep a file as the job's outcome, served at the job's `file_url`. A large one is given as an open file."""
        file = ContentFile(content) if isinstance(content, bytes) else content
        self.job.file.save(filename, file, save=False)
        self.job.save(update_fields=["file"])


def run_job(tenant_id: int, job_pk: int) -> None:
    """Claim the job and do it. Nothing happens if it has ended, is cancelled or another worker holds its lease.

    A RuleViolation fails it at once; any other error puts it back, three attempts in all.
    """
    with tenant_context(tenant_id):
        job = on_working_connection(partial(_claim, job_pk))
        if job and (note := _attempted(job)):
            on_working_connection(note)


def requeue_lost() -> int:
    """Put back jobs whose worker died (lease expired) or whose message was lost. Answers how many."""
    now = timezone.now()
    lost = Q(status=Job.Status.RUNNING, lease_expires_at__lt=now) | Q(
        status=Job.Status.QUEUED, updated_at__lt=now - QUEUED_TOO_LONG
    )
    jobs = list(Job.unscoped.using("ops").filter(lost).order_by("id")[:1000])
    # Noted first, so that a long queue is not sent again and again while it waits its turn.
    Job.unscoped.using("ops").filter(pk__in=[job.pk for job in jobs]).update(updated_at=now)
    for job in jobs:
        send_to_worker(job)
    return len(jobs)


def _attempted(job: Job) -> Callable[[], None] | None:
    """Do the job, and answer what notes the outcome; None where it was cancelled."""
    try:
        with _kept_lease(job), bound_origin(Origin(**job.origin)):
            run = JobRun(job)
            with translation.override(run.actor.language or settings.LANGUAGE_CODE):
                result = handlers[job.kind](run)
    except JobCancelled:
        return None
    except RuleViolation as exc:
        return partial(_end, job, Job.Status.FAILED, error=exc.message)
    except Exception as exc:
        log.exception("job_failed", extra={"job_id": str(job.job_id), "kind": job.kind})
        return partial(_retry, job, f"{type(exc).__name__}: {exc}")
    return partial(_end, job, Job.Status.SUCCEEDED, progress=100, result=result)


_CLAIM: Final = """
SET LOCAL synchronous_commit = off;
UPDATE jobs_job SET status = 'running', attempts = attempts + 1, started_at = %(now)s, updated_at = %(now)s,
  lease_expires_at = %(lease)s
WHERE id = %(pk)s AND (status = 'queued' OR status = 'running' AND lease_expires_at < %(now)s)
RETURNING *
"""


def _claim(job_pk: int) -> Job | None:
    """The job, if it is to be done now. The claim does not wait for the disk: lost with a server that crashed at once,
    it would be one that a dead worker had held, and each later commit carries it to the disk."""
    now = timezone.now()
    claimed: list[Job] = list(
        Job.unscoped.using(DEFAULT_DB_ALIAS).raw(_CLAIM, {"now": now, "lease": now + LEASE, "pk": job_pk})
    )
    if not claimed:
        return None
    (job,) = claimed
    if job.attempts > ATTEMPTS:
        _end(job, Job.Status.FAILED, error="The worker died each time it tried.")
        return None
    return job


def _retry(job: Job, error: str) -> None:
    if job.attempts >= ATTEMPTS:
        _end(job, Job.Status.FAILED, error=error)
        return
    _attempt(job).update(status=Job.Status.QUEUED, error=error, updated_at=timezone.now())


def _end(job: Job, status: str, **fields: Any) -> None:
    now = timezone.now()
    if _attempt(job).update(status=status, finished_at=now, updated_at=now, **fields):
        clear_away(job)


def _attempt(job: Job) -> QuerySet[Job]:
    """The job's row while it is in this attempt's hands: not cancelled, and not taken over after a lost lease."""
    return Job.unscoped.filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts)


@dataclass(eq=False)
class _Lease:
    job: Job
    due: float
    """When it is to be prolonged, by the monotonic clock."""


_leases: set[_Lease] = set()
_keeping = Lock()
_keeper: Thread | None = None


@contextmanager
def _kept_lease(job: Job) -> Iterator[None]:
    """Prolong the lease while the block runs, so that work which reports nothing for long is not started twice.

    One thread keeps all leases of the process, as long as there are any: to start one costs as much as a small job.
    """
    global _keeper
    lease = _Lease(job, monotonic() + LEASE.total_seconds() / 3)
    try:
        with _keeping:
            _leases.add(lease)
            if _keeper is None or not _keeper.is_alive():
                _keeper = Thread(target=_keep_leases, name="leases", daemon=True)
                _keeper.start()
        yield
    finally:
        with _keeping:
            _leases.discard(lease)


def _keep_leases() -> None:
    global _keeper
    try:
        while True:
            sleep(min(LEASE.total_seconds() / 3, 1))
            with _keeping:
                if not _leases:
                    _keeper = None
                    return
                due = [lease for lease in _leases if lease.due <= monotonic()]
            for lease in due:
                try:
                    with tenant_context(lease.job.tenant_id):
                        on_working_connection(partial(_prolong, lease.job))
                except Error as exc:
                    log.warning("lease_not_prolonged", exc_info=exc)
                lease.due = monotonic() + LEASE.total_seconds() / 3
    finally:
        connections.close_all()


def _prolong(job: Job) -> None:
    _attempt(job).update(lease_expires_at=timezone.now() + LEASE)


def _actor_of(job: Job) -> Actor:
    if job.owner_id is None:
        return SystemActor(Tenant.objects.get(pk=job.tenant_id))
    user = get_user_model().unscoped.select_related("tenant", "role").get(pk=job.owner_id)
    at_home = user.tenant_id == job.tenant_id
    return user.acting_in(user.tenant if at_home else Tenant.objects.get(pk=job.tenant_id))
