"""Rate limits and the freshness of cached rights: one Redis round trip a request answers both.

A limit counts calls in the running clock hour, exactly, by INCR. An epoch is a number that changes whenever a user, a
session, a role or a tenant does; whoever keeps rights in memory compares it and reads anew when it moved.
"""

import logging
import math
import os
import threading
import time
from collections.abc import Sequence
from functools import cache
from hashlib import sha1
from secrets import randbits
from typing import Any, NamedTuple

import redis
from django.conf import settings
from django.http import HttpRequest
from hiredis import pack_command
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import NoScriptError, RedisError
from rest_framework.exceptions import Throttled

from apps.core.texts import say

log = logging.getLogger(__name__)
WINDOW = 3600
EVERYBODY = "everybody"
"""The epoch that moves when nothing may be believed that was remembered of any caller."""

# KEYS: counters, then epochs. ARGV: how many counters, their time to live. An epoch that is not there begins with now.
_ADMIT = """
local answer = {}
local counters = tonumber(ARGV[1])
for i, key in ipairs(KEYS) do
  if i <= counters then
    local count = redis.call('INCR', key)
    if count == 1 then redis.call('EXPIRE', key, ARGV[2]) end
    answer[i] = count
  else
    local epoch = redis.call('GET', key)
    if not epoch then
      epoch = table.concat(redis.call('TIME'))
      redis.call('SET', key, epoch)
    end
    answer[i] = epoch
  end
end
return answer
"""
_ADMIT_KEY = sha1(_ADMIT.encode(), usedforsecurity=False).hexdigest()


class TooMany(Throttled):
    """A limit is passed, for so many seconds more."""

    def __init__(self, message: str, *, wait: float) -> None:
        # Given to the framework, the seconds would be added to the message in English.
        super().__init__(detail=say(message))
        self.wait = math.ceil(wait)


class Limit(NamedTuple):
    """`allowed` calls an hour for whoever `key` stands for."""

    key: str
    allowed: int


class Allowance(NamedTuple):
    """What is left of the tightest limit, as the X-RateLimit headers show it. `resets_at` in unix seconds."""

    allowed: int
    remaining: int
    resets_at: int

    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.allowed),
            "X-RateLimit-Remaining": str(max(self.remaining, 0)),
            "X-RateLimit-Reset": str(self.resets_at),
        }


@cache
def redis_client() -> "redis.Redis":
    """The process's client, with timeouts short enough that an absent Redis costs no request its answer."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


class _Own(threading.local):
    process: int | None = None
    client: Any = None


_own = _Own()


def _connection() -> Any:
    if _own.process != os.getpid():
        _own.client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, single_connection_client=True
        )
        _own.process = os.getpid()
    return _own.client.connection


def ask_redis(*commands: tuple[Any, ...]) -> list[Any]:
    """What Redis answers to commands that are sent together. Raises RedisError; where it has closed the connection it
    is asked once more.

    They go over a connection of the thread's own: to take one from a pool and give it back costs as much as to use it,
    and so does what the client measures.
    """
    connection = _connection()

    def ask() -> list[Any]:
        try:
            connection.send_packed_command([b"".join(map(pack_command, commands))])
            return [connection.read_response() for _ in commands]
        except BaseException:
            # Or else the next to ask would be given what was not read.
            connection.disconnect()
            raise

    try:
        return ask()
    except NotConnected:
        return ask()  # which opens it first


def _admit(keys: Sequence[str], counters: int) -> list[Any]:
    arguments = (len(keys), *keys, counters, WINDOW)
    try:
        (answer,) = ask_redis(("EVALSHA", _ADMIT_KEY, *arguments))
    except NoScriptError:
        (answer,) = ask_redis(("EVAL", _ADMIT, *arguments))
    return list(answer)


def count_calls(counters: Sequence[str], epochs: Sequence[str] = ()) -> tuple[list[int], list[bytes] | None]:
    """Count a call on each counter and read each epoch, in one round trip.

    Without Redis nothing is counted and the epochs are None: limits then let through, cached rights are not believed.
    """
    hour = int(time.time()) // WINDOW
    keys = [f"limit:{key}:{hour}" for key in counters] + [epoch_key(key) for key in epochs]
    try:
        answer = _admit(keys, len(counters))
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)
        return [0] * len(counters), None
    return answer[: len(counters)], answer[len(counters) :]


def allow(request: HttpRequest, limits: Sequence[Limit], counts: Sequence[int]) -> None:
    """Note the tightest of the limits on the request, whose answer shows it. Raises TooMany where one is passed."""
    now = time.time()
    resets_at = (int(now) // WINDOW + 1) * WINDOW
    tightest, count = min(zip(limits, counts, strict=True), key=lambda pair: pair[0].allowed - pair[1])
    remaining = tightest.allowed - count
    request.allowance = Allowance(tightest.allowed, remaining, resets_at)  # type: ignore[attr-defined]
    if remaining < 0:
        raise TooMany("Too many requests. Try again later.", wait=resets_at - now)


def count_attempt(key: str, window: int) -> tuple[int, int]:
    """Count an attempt on a key within `window` seconds of the first. Answers how many, and seconds until they expire.

    Without Redis: (0, 0).
    """
    try:
        pipeline = redis_client().pipeline()
        pipeline.incr(f"attempts:{key}")
        pipeline.expire(f"attempts:{key}", window, nx=True)
        pipeline.ttl(f"attempts:{key}")
        attempts, _, seconds = pipeline.execute()
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)
        return 0, 0
    return attempts, seconds


def attempts_on(key: str) -> int:
    """How many attempts are counted on a key at present; 0 without Redis."""
    try:
        return int(redis_client().get(f"attempts:{key}") or 0)
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)
        return 0


def take_back_attempt(key: str) -> None:
    """Uncount one attempt on a key."""
    try:
        redis_client().decr(f"attempts:{key}")
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)


def forget_attempts(key: str) -> None:
    """Start counting a key's attempts from nothing."""
    try:
        redis_client().delete(f"attempts:{key}")
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)


def epoch_key(key: str) -> str:
    """Where the epoch of a key is kept."""
    return f"epoch:{key}"


def move_epochs(*keys: str) -> None:
    """Make everybody read anew what they remember of these keys. Call it after the commit."""
    try:
        redis_client().mset({epoch_key(key): randbits(60) for key in keys})
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)
