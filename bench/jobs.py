"""What a job costs beside a bare Celery task: `python -m bench.jobs [JOBS]`.

A real worker (solo pool) of each way empties a queue that was filled while it stood still; they take turns. `bare` runs
a task that does nothing, without a hook of ours; `noted` the same task in a worker that notes what it runs; `job` runs
jobs that do nothing but have all that ours have: a row, a claim, a lease kept by a thread, an owner, an end, and so
another attempt when the worker dies. The ratio is that of the median rates.
"""

import os
import subprocess
import sys
import time
from statistics import median

from bench.ground import ENVIRONMENT, used_by_postgresql

os.environ.update(ENVIRONMENT | {"LOG_LEVEL": "CRITICAL"})

import psutil

from config.embedded import Embedded
from config.roles import prepare_roles

JOBS = int(sys.argv[1]) if len(sys.argv) > 1 else 500
ROUNDS = 5
QUEUE, KIND = "bench-jobs", "bench.nothing"
WORKER = f"""
import sys
import django
django.setup()
from celery import shared_task
from celery.signals import worker_init
from apps.jobs.registry import handles
from apps.monitoring import recorder
from config.celery import app

@shared_task(name="{KIND}")
def nothing(tenant_id, job_pk):
    pass

@handles("{KIND}")
def do_nothing(run):
    return None

if sys.argv[1] == "bare":
    worker_init.disconnect(recorder.start_noting)
options = ["--pool=solo", "--queues={QUEUE}", "--without-mingle", "--without-gossip", "--hostname={QUEUE}"]
app.worker_main(["worker", *options])
"""
TASKS = {"bare": KIND, "noted": KIND, "job": "jobs.run"}


def main() -> None:
    import django

    django.setup()
    from celery import current_app
    from django.core.management import call_command

    from apps.accounts.services import register_tenant
    from apps.core.tenancy import tenant_context
    from apps.jobs.models import Job

    call_command("migrate", verbosity=0)
    key = str(time.time_ns())
    owner = register_tenant(name="Bench Sdn Bhd", domain=key, email=f"{key}@bench.example", password="Password123!")

    def left() -> int:
        with current_app.connection() as broker:
            client = broker.default_channel.client
            return int(client.llen(QUEUE)) + int(client.hlen("unacked"))

    def fill(task: str, count: int) -> None:
        with tenant_context(owner.tenant_id):
            jobs = [Job(tenant_id=owner.tenant_id, owner_id=owner.pk, kind=KIND) for _ in range(count)]
            Job.unscoped.bulk_create(jobs)
        with current_app.producer_pool.acquire() as producer:
            for job in jobs:
                current_app.send_task(task, args=[job.tenant_id, job.pk], queue=QUEUE, producer=producer)

    def empty() -> None:
        while left():
            time.sleep(0.01)

    def once(way: str) -> tuple[float, float, float]:
        """Tasks a second; milliseconds of processor time a task, the worker's and PostgreSQL's."""
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, way], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        process = psutil.Process(worker.pid)
        try:
            fill(TASKS[way], 50)
            empty()  # until it is warm
            process.suspend()
            fill(TASKS[way], JOBS)
            before, begun, started = sum(process.cpu_times()[:2]), used_by_postgresql(), time.perf_counter()
            process.resume()
            empty()
            seconds = time.perf_counter() - started
            return (
                JOBS / seconds,
                1000 * (sum(process.cpu_times()[:2]) - before) / JOBS,
                1000 * (used_by_postgresql() - begun) / JOBS,
            )
        finally:
            worker.terminate()
            worker.wait()

    found: dict[str, list[tuple[float, float, float]]] = {way: [] for way in TASKS}
    for turn in range(ROUNDS):
        ways = list(TASKS)
        for way in ways[turn % len(ways) :] + ways[: turn % len(ways)]:
            found[way].append(once(way))
    with tenant_context(owner.tenant_id):
        done = Job.unscoped.filter(tenant_id=owner.tenant_id, status=Job.Status.SUCCEEDED).count()
    if done != ROUNDS * (JOBS + 50):
        sys.exit(f"{done:,} jobs succeeded of {ROUNDS * (JOBS + 50):,}.")
    medians = {way: [median(figures) for figures in zip(*rounds, strict=True)] for way, rounds in found.items()}
    print(f"{JOBS:,} tasks a round, {ROUNDS} rounds, medians      rate / bare    Python    PostgreSQL")
    for way, (rate, python, postgresql) in medians.items():
        ratio = rate / medians["bare"][0]
        print(f"{way:<8}{rate:>12.0f} tasks/s{ratio:>28.2f}{python:>8.2f} ms{postgresql:>11.2f} ms")


if __name__ == "__main__":
    with Embedded(durable=True):
        prepare_roles()
        main()
