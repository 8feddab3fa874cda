"""Which tenant the running request, task or command works for.

The bound tenant is stamped on every statement by the database backend, where row-level security reads it. Nothing is
bound by default, and PostgreSQL then refuses every tenant table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_tenant: ContextVar[int | None] = ContextVar("tenant", default=None)


def bound_tenant() -> int | None:
    """The id of the tenant that statements are stamped with, or None."""
    return _tenant.get()


def bind_tenant(tenant_id: int | None) -> None:
    """Bind the tenant for the rest of this context; the request frame unbinds it at the end of each request."""
    _tenant.set(tenant_id)


@contextmanager
def tenant_context(tenant_id: int | None) -> Iterator[None]:
    """Work for `tenant_id` inside the block, and for whoever was bound before after it."""
    token = _tenant.set(tenant_id)
    try:
        yield
    finally:
        _tenant.reset(token)
