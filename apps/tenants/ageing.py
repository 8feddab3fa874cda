"""Statuses that follow from the date alone: brought up to date by beat, and by the first request of a tenant's day."""

import logging
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from django.db import transaction

from apps.core.reconnecting import on_working_connection
from apps.core.tenancy import tenant_context
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.days import today_of
from apps.tenants.models import Tenant

log = logging.getLogger(__name__)


class DailyAgeing:
    """Runs `age` for a tenant once a day in this process.

    That is enough: whoever writes a status applies the same rule, so that within a day none becomes stale.
    """

    def __init__(self, age: Callable[..., int]) -> None:
        self._age = age
        self._done: dict[int, date] = {}

    def __call__(self, *, actor: Actor) -> None:
        """Bring the actor's tenant up to date, unless that was done today."""
        tenant, today = actor.acting_tenant, today_of(actor)
        if self._done.get(tenant.pk) != today:
            self._age(actor=SystemActor(tenant))
            transaction.on_commit(partial(self._done.__setitem__, tenant.pk, today))


def age_tenants(age: Callable[..., int], tenant_ids: Iterable[int], *, tells_people: bool = False) -> int:
    """Run `age` for these tenants, one after the other; one that fails does not stop the rest. Answers the sum.

    What `tells_people`, by mails or documents, waits while the tenant's automation is paused.
    """
    aged = 0
    for tenant in Tenant.objects.filter(pk__in=list(tenant_ids)):
        if tells_people and tenant.preferences.automation_paused:
            continue
        try:
            with tenant_context(tenant.pk):
                aged += on_working_connection(partial(age, actor=SystemActor(tenant)))
        except Exception:
            log.exception("ageing_failed", extra={"tenant": tenant.pk})
    return aged
