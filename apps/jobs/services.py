import logging
from dataclasses import asdict
from functools import partial
from typing import Any

from celery import current_app
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.logs import current_origin
from apps.core.texts import say
from apps.jobs.models import Job
from apps.jobs.registry import cleaners, queues
from apps.tenants.actors import Actor

log = logging.getLogger(__name__)


@transaction.atomic
def start_job(*, actor: Actor, kind: str, **arguments: Any) -> Job:
    """Queue work of a kind. It starts after the commit, and even if the broker loses it (`jobs.requeue_lost`)."""
    job = Job.unscoped.create(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        kind=kind,
        arguments=arguments,
        origin=asdict(current_origin()),
    )
    transaction.on_commit(partial(send_to_worker, job))
    return job


@transaction.atomic
def note_finished_job(*, actor: Actor, kind: str, result: dict[str, Any], filename: str, content: bytes) -> Job:
    """Work that was done within a request, as a job, so that its file can be fetched like any other's."""
    now = timezone.now()
    job = Job(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        kind=kind,
        status=Job.Status.SUCCEEDED,
        progress=100,
        result=result,
        started_at=now,
        finished_at=now,
    )
    job.file.save(filename, ContentFile(content), save=False)
    insert_row(job)
    return job


def send_to_worker(job: Job) -> None:
    """Put the job's id on the queue. Without a broker nothing is lost: the row waits for `jobs.requeue_lost`."""
    try:
        current_app.send_task("jobs.run", args=[job.tenant_id, job.pk], queue=queues.get(job.kind), retry=False)
    except (BrokerError, OSError) as exc:
        log.warning("broker_unavailable", exc_info=exc)


def clear_away(job: Job) -> None:
    """After the commit, remove what a job that has ended for good leaves behind."""
    if job.kind in cleaners:
        transaction.on_commit(partial(cleaners[job.kind], job.arguments))


@transaction.atomic
def cancel_job(*, actor: Actor, job: Job) -> Job:
    """End a job that has not ended. A running one stops at its next report of progress. 409 when it has ended."""
    ended = Job.unscoped.filter(pk=job.pk, status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).update(
        status=Job.Status.CANCELLED, finished_at=timezone.now(), updated_at=timezone.now()
    )
    job.refresh_from_db()
    if not ended:
        raise RuleViolation(
            say("The job is already {status}; only a queued or running one can be cancelled.", status=job.status),
            code="job_ended",
        )
    record(actor=actor, action="cancel", target=job, new={"status": job.status})
    clear_away(job)
    return job
