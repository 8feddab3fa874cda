"""A service that does not answer is left in peace for a while, so that waiting for it holds nothing else up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from apps.core.limits import attempts_on, count_attempt, forget_attempts
from apps.notifications.channels.outcomes import InDoubt, NotTaken, Unreachable

FAILURES_ALLOWED: Final = 5
PAUSE_SECONDS: Final = 60


class Spared(NotTaken):
    """The service did not answer five times within a minute and was not called. It is no attempt."""


@contextmanager
def sparing(service: str) -> Iterator[None]:
    """Call a service in the block, where it is not spared; whoever gets no answer says so by Unreachable or InDoubt."""
    key = f"notifications:{service}"
    if attempts_on(key) >= FAILURES_ALLOWED:
        raise Spared("{service} does not answer and is called again in a minute.", service=service, wait=PAUSE_SECONDS)
    try:
        yield
    except (Unreachable, InDoubt):
        count_attempt(key, PAUSE_SECONDS)
        raise
    forget_attempts(key)
