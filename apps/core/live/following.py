"""One open stream: it reads when it is woken, and ends when its caller may no longer see what it reads."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

from django.db import InterfaceError, OperationalError, connections
from redis.exceptions import RedisError

from apps.core.live.hub import Hub
from apps.core.tenancy import tenant_context

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
Other = TypeVar("Other")

HEARTBEAT_SECONDS: Final = 15.0
LEAST_SECONDS: Final = 0.2
"""Streams rest until the same moments, so far apart: what changes faster is told together, and who asks the same asks
together."""
TRUSTED_SECONDS: Final = 60.0
"""The caller's rights are looked up this often even if nobody says that they changed."""
RETRY_SECONDS: Final = 2.0
# The same few threads serve every stream, so that their database connections persist and stay few.
_readers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream")

Event = tuple[str, str, Any]
"""The event's id (changes when its data does), its name and its data."""


@dataclass(eq=False)
class Following:
    """What a caller follows: `read`, in a thread and bound to the tenant, until an event named in `last`.

    `is_allowed`, run likewise, says whether the caller may still see it; it is asked when one of the `epochs` moved.
    `question` says what is asked, where others of the tenant may ask the same: one reading answers them all.
    `seen` is the id of the event that the caller already has. `every` is how long a reading is good when nothing wakes
    the stream.
    """

    tenant_id: int
    read: Callable[[], Event]
    is_allowed: Callable[[], bool]
    last: frozenset[str] = frozenset()
    question: Callable[[], Hashable] | None = None
    seen: str = ""
    epochs: tuple[str, ...] = ()
    every: float = HEARTBEAT_SECONDS
    known_epochs: tuple[bytes | str | None, ...] | None = None
    is_suspect: bool = False
    was_refused: bool = False
    """Whether it ended because its caller lost the right to it."""
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def events(self) -> AsyncGenerator[Event | None, None]:
        """Each event that differs from the one before; None as a sign of life where there was none for a while."""
        hub = Hub.of_this_loop()
        await hub.add(self)
        spoke_at = checked_at = time.monotonic()
        try:
            while True:
                self.awake.clear()
                if self.is_suspect or time.monotonic() - checked_at > TRUSTED_SECONDS:
                    self.is_suspect, checked_at = False, time.monotonic()
                    if not await self._ask(self.is_allowed, otherwise=True):
                        self.was_refused = True
                        return
                event = await self._read(hub)
                if event and (event[0] != self.seen or event[1] in self.last):
                    yield event
                    self.seen, spoke_at = event[0], time.monotonic()
                    if event[1] in self.last:
                        return
                elif time.monotonic() - spoke_at >= HEARTBEAT_SECONDS:
                    yield None
                    spoke_at = time.monotonic()
                patience = self.every if event and hub.is_listening else min(self.every, RETRY_SECONDS)
                event = None  # a quiet stream holds no figures
                await asyncio.sleep(min(LEAST_SECONDS - time.monotonic() % LEAST_SECONDS, self.every))
                with suppress(TimeoutError):
                    async with asyncio.timeout(patience):
                        await self.awake.wait()
        finally:
            hub.remove(self)

    def wake(self) -> None:
        """Let it read anew."""
        self.awake.set()

    def suspect(self) -> None:
        """Let it ask anew whether its caller may go on."""
        self.is_suspect = True
        self.awake.set()

    async def _read(self, hub: Hub) -> Event | None:
        read = partial(self._ask, self.read, otherwise=None)
        return await (hub.share(self.tenant_id, self.question(), read) if self.question else read())

    async def _ask(self, function: Callable[[], Answer], *, otherwise: Other) -> Answer | Other:
        """What the function answers in a thread; `otherwise` while a server is away, since streams outlive that."""
        try:
            return await in_thread(partial(_bound, self.tenant_id, function))
        except (OperationalError, InterfaceError, RedisError) as exc:
            log.warning("stream_waits", exc_info=exc)
            return otherwise


async def in_thread(function: Callable[[], Answer]) -> Answer:
    """What the function answers, called in one of the streams' threads."""
    return await asyncio.get_running_loop().run_in_executor(_readers, function)


def refresh_connections() -> None:
    """Let go of database connections that are too old or broken, as a request does."""
    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()


def _bound(tenant_id: int, function: Callable[[], Answer]) -> Answer:
    refresh_connections()
    with tenant_context(tenant_id):
        return function()
