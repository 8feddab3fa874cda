"""What a worker says of itself when it is asked over the broker: everything in one answer."""

import os
import time
from typing import Any

from celery.worker.control import inspect_command

STARTED_AT = time.time()


@inspect_command()
def describe(state: Any) -> dict[str, Any]:
    """The worker's process, pool, queues and the tasks it is at."""
    consumer = state.consumer
    controller = consumer.controller
    return {
        "pid": os.getpid(),
        "uptime_seconds": round(time.time() - STARTED_AT),
        "concurrency": getattr(consumer.pool, "num_processes", None) or controller.concurrency,
        "processed": sum(controller.state.total_count.values()),
        "queues": sorted(queue.name for queue in consumer.task_consumer.queues),
        "active": [_shown(request) for request in controller.state.active_requests],
        "reserved": len(controller.state.reserved_requests) - len(controller.state.active_requests),
        "registered": sorted(name for name in controller.app.tasks if not name.startswith("celery.")),
    }


def _shown(request: Any) -> dict[str, Any]:
    first = request.args[0] if request.args else None
    tenant = first if isinstance(first, int) else None
    return {"task_id": request.id, "name": request.name, "started_at": request.time_start, "tenant_id": tenant}
