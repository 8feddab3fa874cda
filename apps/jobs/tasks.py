from celery import shared_task

from apps.jobs import runner


@shared_task(name="jobs.run")
def run_job(tenant_id: int, job_pk: int) -> None:
    """Do one job; its row tells the rest."""
    runner.run_job(tenant_id, job_pk)


@shared_task(name="jobs.requeue_lost")
def requeue_lost() -> None:
    """Put back the jobs that a dead worker or a lost message left behind."""
    runner.requeue_lost()
