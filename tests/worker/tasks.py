"""Kinds of jobs that only the suite's own worker knows."""

from datetime import timedelta
from threading import Event
from typing import Any

from apps.core.limits import redis_client
from apps.integrations import delivering
from apps.jobs import runner
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun

# So that the job of a killed worker is free again at once, while a living one keeps it.
runner.LEASE = timedelta(seconds=2)
# So that an endpoint of a killed worker is, too, and that what was not taken is tried again soon.
delivering.LEASE = timedelta(seconds=2)
delivering.FIRST_WAIT = timedelta(milliseconds=50)


@handles("tests.count")
def count(run: JobRun) -> dict[str, Any]:
    return {"begun": redis_client().incr(run.arguments["counter"])}


@handles("tests.hang_once")
def hang_once(run: JobRun) -> dict[str, Any]:
    begun = redis_client().incr(run.arguments["counter"])
    if run.job.attempts == 1:
        Event().wait()
    return {"begun": begun}
