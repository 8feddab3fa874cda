from celery import shared_task

from apps.dashboard import jobs, rollup  # noqa: F401 - registers its job, subscribes to the event log
from apps.dashboard.snapshots import take_nightly_snapshots


@shared_task(name="dashboard.take_snapshots")
def take_snapshots() -> None:
    """Keep each company's overview where a new day has begun."""
    take_nightly_snapshots()
