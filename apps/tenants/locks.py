from typing import Any

from apps.core.errors import RuleViolation
from apps.tenants.actors import Actor


def lock_row(model: Any, *, actor: Actor, pk: int) -> Any:
    """The row as it is now, locked until the transaction ends; 404 when it has just been deleted.

    Locked without its relations: after a wait, PostgreSQL answers joined rows as they were before it.
    """
    rows = model.unscoped.select_for_update(no_key=True).filter(tenant_id=actor.acting_tenant_id, pk=pk)
    for row in rows:
        return row
    raise RuleViolation("It is there no more: somebody has just deleted it.", code="not_found", status=404)
