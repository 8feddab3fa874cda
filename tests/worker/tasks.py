"""Kinds of jobs that only the suite's own worker knows, and how patient it is."""

from datetime import timedelta
from threading import Event
from typing import Any

from apps.core import outbound
from apps.core.limits import redis_client
from apps.integrations import delivering
from apps.jobs import runner
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.notifications import sending
from apps.notifications.channels import sparing

# So that the job of a killed worker is free again at once, while a living one keeps it.
runner.LEASE = timedelta(seconds=2)
# So that an endpoint of a killed worker is, too, and that what was not taken is tried again soon.
delivering.LEASE = timedelta(seconds=2)
delivering.FIRST_WAIT = timedelta(milliseconds=50)
# Longer than an attempt may take here, where nobody is waited for longer than a second.
sending.LEASE = timedelta(seconds=6)
sending.OFFER = timedelta(seconds=1)
sending.RETRIES = (timedelta(milliseconds=100),) * 8
outbound.TIMEOUT = 1.0
sparing.FAILURES_ALLOWED = 1000


@handles("tests.count")
def count(run: JobRun) -> dict[str, Any]:
    return {"begun": redis_client().incr(run.arguments["counter"])}


@handles("tests.hang_once")
def hang_once(run: JobRun) -> dict[str, Any]:
    begun = redis_client().incr(run.arguments["counter"])
    if run.job.attempts == 1:
        Event().wait()
    return {"begun": begun}
