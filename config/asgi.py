"""One ASGI application: the API in worker threads that keep their database connections, streams on the event loop."""

import gc
import os
import re
import resource
from typing import Any
from urllib.parse import quote

from django.conf import settings

from config.bridge import Bridge
from config.one_core import keep_to_one_core
from config.supervisor import end_with_program
from config.tracing import start_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

STREAMS = re.compile(r"/stream(ing)?(/|$)|-stream/?$|^/api/async-jobs/status/|^/api/backups/(start|restore)/?$")
"""Paths that answer server-sent events; a test compares them with the routes."""
PATIENT = re.compile(r"^/api/changes/?$")
"""Paths whose answer may be waited for, with `?wait=`."""

start_tracing("web")

from config.wsgi import application as wsgi  # noqa: E402 - after the settings are named; sets Django up

requests = Bridge(wsgi, threads=settings.WEB_THREADS, held=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

from apps.core.live.server import StreamServer  # noqa: E402 - needs a Django that is set up

streams = StreamServer(wsgi)

# What is loaded by now stays: no collection need walk through it again, nor begin as often as for a small program.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)

end_with_program()
if settings.WEB_ONE_CORE:
    keep_to_one_core()
# Each stream is an open file.
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Dispatch one connection."""
    if scope["type"] == "lifespan":
        return
    # WSGI takes ASCII only; a client that sends raw bytes means them percent-encoded.
    scope["query_string"] = quote(scope["query_string"], safe="%&=+;/?:@!$'()*,~-._[]").encode()
    if scope["type"] == "websocket":
        await streams.websocket(scope, receive, send)
    elif STREAMS.search(scope["path"]) or (PATIENT.search(scope["path"]) and b"wait=" in scope["query_string"]):
        await streams.http(scope, receive, send)
    else:
        await requests(scope, receive, send)
