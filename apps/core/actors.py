"""Who looks: what the fence asks of a user, whichever app the user model lives in."""

from typing import Literal, Protocol

from django.contrib.auth.models import AnonymousUser

Scope = Literal["all", "own"]


class Viewer(Protocol):
    """Whoever may see rows: those of `acting_tenant_id` and, with scope `own`, only the own ones among them."""

    @property
    def pk(self) -> int | None: ...
    @property
    def acting_tenant_id(self) -> int | None: ...
    @property
    def scope(self) -> Scope: ...


class Anonymous(AnonymousUser):
    """Nobody: sees no row and holds no right."""

    acting_tenant_id = None
    scope: Scope = "own"
