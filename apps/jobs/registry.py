"""Which function does which kind of job. A handler is `(run: JobRun) -> result`, a dict that JSON can hold, or None.

A handler may be called again after a crash: what it does must be idempotent.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.jobs.runner import JobRun

Handler = Callable[["JobRun"], dict[str, Any] | None]
handlers: dict[str, Handler] = {}
queues: dict[str, str] = {}
"""The queue of the kinds that have workers of their own; all others share the default one."""
cleaners: dict[str, Callable[[dict[str, Any]], None]] = {}
"""What clears away behind a job of a kind, by its arguments, once it has ended for good. May be called twice."""


def handles(kind: str, *, queue: str | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs of `kind` (`app.verb_noun`), on a queue of its own if one is named."""

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        if queue:
            queues[kind] = queue
        return handler

    return register
