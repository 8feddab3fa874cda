"""That something of a tenant has changed: its version, which caches compare, and the message that wakes its streams."""

import logging
from functools import cache
from secrets import randbits
from typing import Any

from redis.exceptions import RedisError
from rest_framework.request import Request

from apps.core.limits import ask_redis, epoch_key, redis_client

log = logging.getLogger(__name__)


@cache
def channel_prefix() -> str:
    """What the channels of this installation begin with: Redis does not keep those of its databases apart."""
    return f"{redis_client().connection_pool.connection_kwargs.get('db', 0)}:changes:"


def channel_of(tenant_id: int) -> str:
    """The channel on which a tenant's streams, in whichever process, are told of changes."""
    return f"{channel_prefix()}{tenant_id}"


def announce_change(tenant_id: int) -> None:
    """Move the tenant's version and wake whoever follows it. Call it after the commit.

    Without Redis nobody is told: streams then look for themselves, and nothing is cached.
    """
    try:
        ask_redis(("SET", _key(tenant_id), randbits(60)), ("PUBLISH", channel_of(tenant_id), b""))
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)


def version_at(request: Request) -> str:
    """The version, when the request's caller was found, of the tenant that they are at work in."""
    user: Any = request.user
    tenant_id, version = getattr(request._request, "data_version", (None, ""))
    return version if tenant_id == user.acting_tenant_id else version_of(user.acting_tenant_id)


def version_of(tenant_id: int) -> str:
    """What differs after each change of the tenant's data; empty while Redis does not tell."""
    redis = redis_client()
    try:
        version = redis.get(_key(tenant_id))
        if version is None:
            redis.set(_key(tenant_id), randbits(60), nx=True)
            version = redis.get(_key(tenant_id))
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)
        return ""
    return version.decode() if isinstance(version, bytes) else ""


def forget_versions() -> None:
    """Let every tenant have another version: nothing that was kept is good any more."""
    client = redis_client()
    for key in client.scan_iter(match=epoch_key(f"{channel_prefix()}*"), count=1000):
        client.unlink(key)


def _key(tenant_id: int) -> str:
    return epoch_key(channel_of(tenant_id))
