"""API keys: `sk_<tenant id>_<secret>`, of which only a hash is stored."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import ApiKey, User
from apps.accounts.services.rights import refuse_missing_rights
from apps.accounts.services.users import forget_rights
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.names import clean_name

API_KEY = re.compile(r"sk_(?P<tenant>[0-9]{1,18})_[A-Za-z0-9_-]{43}")


def hash_key(key: str) -> str:
    """What is stored of a key. Its secret has 256 random bits, which need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create_api_key(
    *, actor: User, name: str, rights: Iterable[str] | None = None, expires_at: datetime | None = None
) -> ApiKey:
    """A key of the actor's; its `key` is known this once. 403 for rights that the actor does not hold.

    A key belongs to the tenant that the actor belongs to, wherever they act (409).
    """
    if actor.acting_tenant_id != actor.tenant_id:
        raise RuleViolation("A key belongs to your own tenant: leave out X-Tenant.", code="foreign_tenant")
    if expires_at is not None and expires_at <= timezone.now():
        raise RuleViolation("This time has passed already.", code="invalid", field="expires_at")
    permissions = None if rights is None else sorted(set(rights))
    if permissions:
        refuse_missing_rights(actor, frozenset(permissions), actor.scope)
    key = f"sk_{actor.tenant_id}_{secrets.token_urlsafe(32)}"
    made: ApiKey = ApiKey.unscoped.create(
        tenant_id=actor.tenant_id,
        user=actor,
        name=clean_name(name, field="name"),
        prefix=key[: key.index("_", 3) + 5],
        key_hash=hash_key(key),
        permissions=permissions,
        expires_at=expires_at,
    )
    made.key = key
    record(actor=actor, action="create", target=made, new={"name": made.name, "permissions": permissions})
    return made


@transaction.atomic
def delete_api_key(*, actor: User, apikey: ApiKey) -> None:
    """End a key; it is refused from the next request on."""
    record(actor=actor, action="delete", target=apikey, old={"name": apikey.name})
    apikey.delete()
    forget_rights(actor)
