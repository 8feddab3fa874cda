"""Server-sent events: an async stream that the ASGI server carries without holding a thread."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.module_loading import import_string

from apps.core import json
from apps.core.tenancy import tenant_context

POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
# The same few threads serve every stream's reads, so that their connections persist and stay few.
_readers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sse")

Event = tuple[str, str, Any]
"""The event's id (changes when its data does), its name and its data."""


def stream_options() -> dict[str, Any]:
    """What a stream's `as_view` takes: EventSource names its own type, and has a ticket where others send a header."""
    return {
        "renderer_classes": json.FILE_RENDERERS,
        "authentication_classes": [import_string(settings.STREAM_AUTHENTICATION)],
    }


def stream_response(
    request: HttpRequest, tenant_id: int, read: Callable[[], Event], last: frozenset[str]
) -> StreamingHttpResponse:
    """Stream what `read` answers whenever it changes, until an event named in `last` was sent.

    `read` runs in a thread, bound to the tenant. A client that resumes with `Last-Event-ID` is spared what it has.
    """
    # The view's own connection belongs to a thread that ends with the view.
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    response = StreamingHttpResponse(
        _events(tenant_id, read, last, request.headers.get("Last-Event-ID", "")), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(tenant_id: int, read: Callable[[], Event], last: frozenset[str], seen: str) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    spoke_at = time.monotonic()
    while True:
        event_id, name, data = await loop.run_in_executor(_readers, _read_bound, tenant_id, read)
        if event_id != seen or name in last:
            yield b"id: %s\nevent: %s\ndata: %s\n\n" % (event_id.encode(), name.encode(), json.dumps(data))
            seen, spoke_at = event_id, time.monotonic()
        if name in last:
            return
        if time.monotonic() - spoke_at > HEARTBEAT_SECONDS:
            yield b": still here\n\n"
            spoke_at = time.monotonic()
        await asyncio.sleep(POLL_SECONDS)


def _read_bound(tenant_id: int, read: Callable[[], Event]) -> Event:
    with tenant_context(tenant_id):
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
        return read()
