"""What wakes the streams of this process: one subscription to the changes of their tenants, one watch on the epochs of
their callers, however many streams there are."""

import asyncio
import logging
from asyncio import AbstractEventLoop
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Hashable, Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from weakref import WeakKeyDictionary

import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from apps.core.live.changes import channel_of, channel_prefix

if TYPE_CHECKING:
    from apps.core.live.following import Following

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
WATCH_SECONDS: Final = 1.0
BLIND_TURNS: Final = 3
"""Without Redis every stream asks for its rights anew each so many turns of the watch."""
_GONE: Final = (RedisError, OSError)


class Hub:
    """The open streams of an event loop."""

    _hubs: "WeakKeyDictionary[AbstractEventLoop, Hub]" = WeakKeyDictionary()

    def __init__(self) -> None:
        self._followings: dict[int, set[Following]] = defaultdict(set)
        self._wakenings: Counter[int] = Counter()
        self._readings: dict[Hashable, asyncio.Task[Any]] = {}
        self._redis = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, health_check_interval=10
        )
        self._pubsub: Any = None
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._watch())]

    @classmethod
    def of_this_loop(cls) -> Self:
        loop = asyncio.get_running_loop()
        if loop not in cls._hubs:
            cls._hubs[loop] = cls()
        hub: Any = cls._hubs[loop]
        return hub  # type: ignore[no-any-return]

    @property
    def is_listening(self) -> bool:
        """Whether changes wake the streams; while they do not, the streams look by themselves."""
        return self._pubsub is not None

    async def add(self, following: "Following") -> None:
        """Wake the stream from now on. The first in its tenant is woken as soon as its subscription stands."""
        is_first = following.tenant_id not in self._followings
        self._followings[following.tenant_id].add(following)
        if is_first and self._pubsub:
            with suppress(*_GONE):
                await self._pubsub.subscribe(channel_of(following.tenant_id))

    def remove(self, following: "Following") -> None:
        """Leave the stream alone from now on."""
        those = self._followings.get(following.tenant_id, set())
        those.discard(following)
        if not those:
            # What its channel says from now on wakes nobody; the subscription goes with the next message.
            self._followings.pop(following.tenant_id, None)
            self._wakenings.pop(following.tenant_id, None)

    async def share(
        self, tenant_id: int, question: Hashable, read: Callable[[], Coroutine[Any, Any, Answer]]
    ) -> Answer:
        """What `read` answers, called once for all who ask the same while it is at it. Who was woken since it began is
        answered by the next one."""
        asked = tenant_id, self._wakenings[tenant_id], question
        reading = self._readings.get(asked)
        if reading is None:
            reading = self._readings[asked] = asyncio.create_task(read())
            reading.add_done_callback(lambda _: self._readings.pop(asked))
        # Whoever leaves meanwhile takes it from nobody.
        return await asyncio.shield(reading)

    def _wake(self, tenant_id: int) -> None:
        self._wakenings[tenant_id] += 1
        for following in tuple(self._followings[tenant_id]):
            following.wake()

    def _all(self) -> Iterator["Following"]:
        return chain.from_iterable(self._followings.values())

    async def _listen(self) -> None:
        while not _is_ending():
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(channel_prefix())
                    self._pubsub = pubsub
                    if channels := [channel_of(tenant_id) for tenant_id in self._followings]:
                        await pubsub.subscribe(*channels)
                    # What was said while nobody listened is read now.
                    for tenant_id in tuple(self._followings):
                        self._wake(tenant_id)
                    while not _is_ending():
                        await self._hear(await pubsub.get_message(timeout=5.0))
            except _GONE as exc:
                log.warning("redis_unavailable", exc_info=exc)
            self._pubsub = None
            await asyncio.sleep(WATCH_SECONDS)

    async def _hear(self, message: dict[str, Any] | None) -> None:
        tenant = message["channel"].removeprefix(channel_prefix().encode()) if message else b""
        if not tenant or message is None or message["type"] == "unsubscribe":
            return
        if int(tenant) in self._followings:
            self._wake(int(tenant))
        else:
            await self._pubsub.unsubscribe(message["channel"])

    async def _watch(self) -> None:
        turn = 0
        while not _is_ending():
            await asyncio.sleep(WATCH_SECONDS)
            turn += 1
            keys = sorted({key for following in self._all() for key in following.epochs})
            try:
                values = dict(zip(keys, await self._redis.mget(keys), strict=True)) if keys else {}
            except _GONE as exc:
                log.warning("redis_unavailable", exc_info=exc)
                values = {}
            for following in self._all():
                epochs = tuple(values.get(key) for key in following.epochs) if values else None
                if epochs != following.known_epochs if epochs else turn % BLIND_TURNS == 0:
                    following.known_epochs = epochs
                    following.suspect()


def _is_ending() -> bool:
    """Whether the task was told to end: the driver may take a cancellation for a time limit of its own."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
