"""Which version of the figures a tenant is at: it moves with the event log, and caches and streams follow it."""

from apps.core.limits import redis_client


def figures_version(tenant_id: int) -> str:
    """The tenant's present version; empty before anything has happened."""
    version = redis_client().get(_key(tenant_id))
    return version.decode() if isinstance(version, bytes) else str(version or "")


def move_version(tenant_id: int) -> None:
    """Tell everybody who follows the tenant's figures that they may have changed."""
    redis_client().incr(_key(tenant_id))


def _key(tenant_id: int) -> str:
    return f"figures:{tenant_id}"
