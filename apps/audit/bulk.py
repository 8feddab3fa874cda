"""Events of many changes at once, written where the changes are."""

from typing import Any

import structlog

from apps.core.logs import current_request_id
from apps.tenants.actors import Actor

_INSERT = (
    "INSERT INTO audit_auditlog (tenant_id, user_id, action, resource_type, resource_id, old_values, new_values, "
    "ip_address, request_id, timestamp) "
    "SELECT app_tenant(), %s, %s, %s, id::text, old_values, new_values, %s, %s, now() FROM ({source}) AS changed"
)


def insert_events(*, actor: Actor, action: str, resource_type: str, source: str) -> tuple[str, list[Any]]:
    """A statement with its parameters that writes one event for each row of `source`.

    That is a query of the caller's own, never a user's text, that answers `id, old_values, new_values`.
    """
    address = structlog.contextvars.get_contextvars().get("address", "")
    statement = _INSERT.format(source=source)
    return statement, [actor.pk, action, resource_type, address, current_request_id()]
