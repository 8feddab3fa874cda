"""The application's fence: a tenant's rows are reached through `Model.objects.visible_to(user)` and no other way.

`Model.unscoped` is for migrations, tasks and factories. PostgreSQL's row-level security (`apps.core.rls`) is the
second fence behind this one.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q, QuerySet

from apps.core.actors import Viewer


class FenceError(RuntimeError):
    """Somebody asked for rows without saying for whom."""


def visible_rows(rows: QuerySet[Any], user: Viewer, own_lookups: Sequence[str]) -> QuerySet[Any]:
    """The rows of the user's tenant; with scope `own`, those among them that one of `own_lookups` ties to the user.

    A model without `own_lookups` shows nothing to scope `own`.
    """
    rows = rows.filter(tenant_id=user.acting_tenant_id)
    if user.scope == "own":
        rows = rows.filter(reduce(or_, (Q(**{lookup: user.pk}) for lookup in own_lookups), Q(pk__in=())))
    return rows


class FencedManager(models.Manager[Any]):
    """`Model.objects` of a tenant's model. Refuses everything but `visible_to` and `none`."""

    def visible_to(self, user: Viewer) -> QuerySet[Any]:
        """The rows that `user` may see: the own tenant's and, with scope `own`, the own ones among them."""
        return visible_rows(super().get_queryset(), user, self.model.own_lookups)

    def none(self) -> QuerySet[Any]:
        return super().get_queryset().none()

    def get_queryset(self) -> NoReturn:
        name = self.model.__name__
        raise FenceError(f"{name}.objects is fenced: ask {name}.objects.visible_to(user).")


class SharedManager(FencedManager):
    """`Model.objects` of what a company has as a whole, such as what it sells: every user of the tenant sees it all,
    whatever the scope."""

    def visible_to(self, user: Viewer) -> QuerySet[Any]:
        return models.Manager.get_queryset(self).filter(tenant_id=user.acting_tenant_id)
