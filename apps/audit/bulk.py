"""Events of many changes at once, written where the changes are."""

from typing import Any

from apps.audit.services import announce_on_commit, impersonator_of
from apps.core.logs import current_origin
from apps.tenants.actors import Actor

_INSERT = (
    "INSERT INTO audit_auditlog (tenant_id, user_id, impersonator_id, action, resource_type, resource_id, old_values, "
    "new_values, ip_address, request_id, timestamp) "
    "SELECT app_tenant(), %s, %s, %s, %s, id::text, old_values, new_values, %s, %s, now() FROM ({source}) AS changed"
)


def insert_events(*, actor: Actor, action: str, resource_type: str, source: str) -> tuple[str, list[Any]]:
    """A statement with its parameters that writes one event for each row of `source`.

    That is a query of the caller's own, never a user's text, that answers `id, old_values, new_values`.
    """
    origin = current_origin()
    announce_on_commit(actor.acting_tenant_id)
    who = [actor.pk, impersonator_of(actor, origin)]
    return _INSERT.format(source=source), [*who, action, resource_type, origin.address, origin.request_id]
