"""What it costs a worker to note its tasks: `python -m bench.recording [TASKS]`.

A real worker (solo pool) empties a queue of tasks that do nothing, with and without the hooks, in turns. What is
compared is the processor time of the worker's process, the writing to PostgreSQL and Redis included.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "bench")
os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", LOG_LEVEL="CRITICAL")

import psutil

from config.embedded import Embedded
from config.roles import prepare_roles

TASKS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
ROUNDS = 5
QUEUE = "bench-recording"
WORKER = f"""
import sys
import django
django.setup()
from celery import shared_task
from celery.signals import worker_init
from apps.monitoring import recorder
from config.celery import app

@shared_task(name="bench.nothing")
def nothing(tenant_id):
    pass

if sys.argv[1] == "bare":
    worker_init.disconnect(recorder.start_noting)
options = ["--pool=solo", "--queues={QUEUE}", "--without-mingle", "--without-gossip", "--hostname={QUEUE}"]
app.worker_main(["worker", *options])
"""


def main() -> None:
    import django

    django.setup()
    from celery import current_app
    from django.core.management import call_command

    from apps.monitoring.services.system import system_actor

    call_command("migrate", verbosity=0)
    tenant = system_actor().acting_tenant_id

    def left() -> int:
        with current_app.connection() as broker:
            client = broker.default_channel.client
            return int(client.llen(QUEUE)) + int(client.hlen("unacked"))

    def once(way: str) -> float:
        """Milliseconds of processor time a task."""
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, way], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        process = psutil.Process(worker.pid)
        try:
            _send_and_wait(50)  # until it is warm
            before = sum(process.cpu_times()[:2])
            _send_and_wait(TASKS)
            time.sleep(2.5)  # what was noted is written
            return 1000 * (sum(process.cpu_times()[:2]) - before) / TASKS
        finally:
            worker.terminate()
            worker.wait()

    def _send_and_wait(count: int) -> None:
        with current_app.producer_pool.acquire() as producer:
            for _ in range(count):
                current_app.send_task("bench.nothing", args=[tenant], queue=QUEUE, producer=producer)
        while left():
            time.sleep(0.05)

    found: dict[str, list[float]] = {"bare": [], "noted": []}
    for _ in range(ROUNDS):
        for way, figures in found.items():
            figures.append(once(way))
    for name, pick in (("median", median), ("least disturbed", min)):
        bare, noted = pick(found["bare"]), pick(found["noted"])
        print(f"{TASKS:,} tasks, {name}: bare {bare:.3f} ms, noted {noted:.3f} ms, {100 * (noted / bare - 1):+.1f} %")


if __name__ == "__main__":
    with Embedded(durable=True):
        prepare_roles()
        main()
