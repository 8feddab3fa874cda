"""Who acts: what every service may ask of its `actor`."""

from dataclasses import dataclass
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from apps.core.actors import Scope, Viewer
from apps.tenants.models import Tenant


class Actor(Viewer, Protocol):
    """A user at work in a tenant, or the product itself."""

    @property
    def acting_tenant(self) -> Tenant: ...
    @property
    def acting_tenant_id(self) -> int: ...
    @property
    def is_superuser(self) -> bool: ...
    @property
    def tenant_timezone(self) -> ZoneInfo: ...
    @property
    def language(self) -> str: ...
    def has_perm(self, perm: str, obj: object = None) -> bool: ...


@dataclass(frozen=True)
class SystemActor:
    """The product at work for one tenant: beat, imports, commands. Its events carry no user."""

    acting_tenant: Tenant
    pk: None = None
    scope: Scope = "all"
    is_superuser: Literal[False] = False

    @property
    def acting_tenant_id(self) -> int:
        return self.acting_tenant.pk

    @property
    def tenant_timezone(self) -> ZoneInfo:
        return self.acting_tenant.preferences.zone

    @property
    def language(self) -> str:
        return self.acting_tenant.language

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return True
