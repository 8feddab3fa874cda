"""The rebuild of the sums as a job."""

from apps.core.live.changes import announce_change
from apps.dashboard.rollup import recalculate
from apps.jobs.models import Job
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import Actor

RECALCULATE = "dashboard.recalculate"


def start_recalculation(*, actor: Actor) -> Job:
    """Start the job that compares every sum with the books and mends what differs."""
    return start_job(actor=actor, kind=RECALCULATE)


@handles(RECALCULATE)
def recalculate_job(run: JobRun) -> dict[str, int]:
    """Rebuild the sums of the job's tenant."""
    tenant = run.actor.acting_tenant
    mended = recalculate(tenant, lambda done, total: run.report(100 * done // total, f"{done} of {total}"))
    announce_change(tenant.pk)
    return mended
