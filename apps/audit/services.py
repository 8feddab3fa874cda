from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import count
from threading import local
from types import NoneType
from typing import Any

from django.db import models, transaction

from apps.audit.models import AuditLog
from apps.core.inserts import insert_later, new_row
from apps.core.live.changes import announce_change
from apps.core.logs import Origin, current_origin
from apps.tenants.actors import Actor

SECRET_MARKS = ("password", "secret", "token", "key_hash", "recovery", "credential", "api_key")
MASK = "***"
_PLAIN = frozenset({NoneType, str, int, bool, Decimal})
_places = count(1)
_latest = local()
"""What this thread announced last: of whom, and after which announcements were asked for."""


def record(
    *,
    actor: Actor,
    action: str,
    target: models.Model,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> None:
    """Write the event of a change, in the transaction of the change. Secrets are masked.

    `action` is create, update, delete or the verb (`send`, `login`); `old` and `new` hold what changed.
    """
    origin = current_origin()
    event = new_row(
        AuditLog,
        tenant_id=actor.acting_tenant_id,
        user_id=actor.pk,
        impersonator_id=impersonator_of(actor, origin),
        action=action,
        resource_type=target._meta.model_name or "",
        resource_id=str(target.pk),
        old_values=_storable(old or {}),
        new_values=_storable(new or {}),
        ip_address=origin.address,
        request_id=origin.request_id,
    )
    insert_later([event])
    announce_on_commit(actor.acting_tenant_id)


def announce_on_commit(tenant_id: int) -> None:
    """Tell the tenant's streams and caches of events once these are committed; once, however many they are."""
    transaction.on_commit(_Announcement(tenant_id))


def impersonator_of(actor: Actor, origin: Origin) -> int | None:
    """The superuser who acts as the actor; None where nobody does, and where the superuser is the actor."""
    return None if origin.impersonator == actor.pk else origin.impersonator


def apply_changes(instance: models.Model, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the changes on the instance. Answers the old and the new values of those fields that really differ."""
    old, new = {}, {}
    for name, value in changes.items():
        before = getattr(instance, name)
        if before != value:
            old[name], new[name] = before, value
            setattr(instance, name, value)
    return old, new


class _Announcement:
    """What is done after the commit: by the first of a transaction's announcements for all that stood before it."""

    def __init__(self, tenant_id: int) -> None:
        self._tenant_id, self._place = tenant_id, next(_places)

    def __call__(self) -> None:
        tenant_id, place = getattr(_latest, "announced", (0, 0))
        if tenant_id != self._tenant_id or place < self._place:
            _latest.announced = self._tenant_id, next(_places)
            announce_change(self._tenant_id)


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _shown(str(name), value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    if _is_secret(name):
        return MASK
    if type(value) in _PLAIN:
        return value
    match value:
        case models.Model():
            return value.pk
        case Mapping():
            return _storable(value)
        case list() | tuple():
            return [_shown("", one) for one in value]
    return value


@lru_cache(4096)
def _is_secret(name: str) -> bool:
    return any(mark in name.lower() for mark in SECRET_MARKS)
