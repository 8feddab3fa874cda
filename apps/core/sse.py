"""Streams and answers that are waited for, from the view's side: what is followed, and whether its caller may go on."""

from collections.abc import AsyncIterator, Callable, Hashable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.utils.module_loading import import_string
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import json
from apps.core.errors import RuleViolation
from apps.core.limits import EVERYBODY, epoch_key
from apps.core.live.following import Event, Following

POLL_SECONDS = 0.5
LOOK_SECONDS = 2.0
"""How often somebody who waits looks unwoken: what was committed may be held back when the wakening comes."""

__all__ = [
    "Event",
    "EventStream",
    "LateAnswer",
    "late_answer",
    "lines_of",
    "stream_options",
    "stream_response",
]


class EventStream(StreamingHttpResponse):
    """The answer of a view that streams: `following`, here as server-sent events."""

    def __init__(self, following: Following) -> None:
        super().__init__(_lines(following), content_type="text/event-stream")
        self.following = following
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"


class LateAnswer(Response):
    """An answer for which the server waits: what `following` says first, or what it is by now after so many seconds.

    Where nothing can wait (`config.asgi` names the paths), it is what it is by now.
    """

    def __init__(self, data: Any, following: Following, seconds: float) -> None:
        super().__init__(data)
        self.following = following
        self.seconds = seconds


def stream_options() -> dict[str, Any]:
    """What a stream's `as_view` takes: EventSource names its own type, and has a ticket where others send a header."""
    return {
        "renderer_classes": json.FILE_RENDERERS,
        "authentication_classes": [import_string(settings.STREAM_AUTHENTICATION)],
    }


def stream_response(
    request: Request,
    tenant_id: int,
    read: Callable[[], Event],
    last: frozenset[str],
    *,
    every: float | None = None,
    question: Callable[[], Hashable] | None = None,
    outlives_caller: bool = False,
) -> EventStream:
    """Stream what `read` answers whenever it changes, until an event named in `last` was sent.

    `read` runs in a thread, bound to the tenant: when the event log of the tenant has moved, and `every` so many
    seconds (0.5 unless given, for what the log does not tell). Streams whose `question()` is equal share what is read;
    it is called in the event loop, and may not ask a database. Who resumes with `Last-Event-ID`, or `?since=` where no
    header can be sent, is spared what they have. The stream ends within seconds of its caller's log-out, deactivation
    or change of rights, unless it `outlives_caller`.
    """
    seen = request.headers.get("Last-Event-ID") or request.query_params.get("since", "")
    every = POLL_SECONDS if every is None else every
    following = _following(request, tenant_id, read, last, every, seen, outlives_caller=outlives_caller)
    following.question = question
    return EventStream(following)


def late_answer(request: Request, tenant_id: int, read: Callable[[], Any], by_now: Any, seconds: float) -> LateAnswer:
    """What `read` answers as soon as it answers anything but None, or after so many seconds `by_now`.

    `read` is called as for a stream. The caller is answered at once on the loss of the right to it.
    """

    def look() -> Event:
        found = read()
        return ("", "nothing", None) if found is None else ("", "found", found)

    following = _following(request, tenant_id, look, frozenset({"found"}), LOOK_SECONDS, "", outlives_caller=False)
    return LateAnswer(by_now, following, seconds)


def _following(
    request: Request,
    tenant_id: int,
    read: Callable[[], Event],
    last: frozenset[str],
    every: float,
    seen: str,
    *,
    outlives_caller: bool,
) -> Following:
    user: Any = request.user
    watched = [f"user:{user.pk}", f"tenant:{user.tenant_id}", EVERYBODY]
    return Following(
        tenant_id=tenant_id,
        read=read,
        last=last,
        every=every,
        seen=seen,
        is_allowed=(lambda: True) if outlives_caller else _permission_of(request),
        epochs=() if outlives_caller else tuple(map(epoch_key, watched)),
    )


def _permission_of(request: Request) -> Callable[[], bool]:
    """Whether the caller, authenticated anew, may still do what the request asked for, and as much as then."""
    view: Any = request.parser_context["view"]
    authenticator: Any = request.successful_authenticator
    opened_by: Any = request.user

    def is_allowed() -> bool:
        try:
            request.user = user = authenticator.again(request)
            view.check_permissions(request)
        except (APIException, PermissionDenied, RuleViolation):
            return False
        return bool(user.standing == opened_by.standing)

    return is_allowed


def lines_of(event: Event | None) -> bytes:
    """An event as it is sent; a comment as a sign of life."""
    if event is None:
        return b": still here\n\n"
    event_id, name, data = event
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (event_id.encode(), name.encode(), json.dumps(data))


async def _lines(following: Following) -> AsyncIterator[bytes]:
    async for event in following.events():
        yield lines_of(event)
