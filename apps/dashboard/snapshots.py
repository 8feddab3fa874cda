"""The overview as it was: kept nightly and on request."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from apps.audit.services import record
from apps.core import json
from apps.core.money import format_money
from apps.core.reconnecting import on_working_connection
from apps.core.tenancy import tenant_context
from apps.dashboard.figures import Scope, change
from apps.dashboard.models import Snapshot
from apps.dashboard.periods import period_of
from apps.dashboard.rollup import catch_up
from apps.dashboard.selectors import overview
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.days import today_of
from apps.tenants.models import Tenant

log = logging.getLogger(__name__)


@transaction.atomic
def take_snapshot(*, actor: Actor, name: str = "") -> Snapshot:
    """Keep the overview of the running month as the actor sees it now."""
    return _take(actor, name=name)


def take_nightly_snapshots() -> int:
    """Keep each company's overview of the month up to yesterday, where a new day has begun. Answers how many were
    taken; a company that has yesterday's already is left alone."""
    taken = 0
    for tenant in Tenant.objects.filter(is_active=True, deleted_at=None).order_by("pk"):
        try:
            with tenant_context(tenant.pk):
                taken += on_working_connection(partial(_take_nightly, SystemActor(tenant)))
        except Exception:
            log.exception("snapshot_failed", extra={"tenant": tenant.pk})
    return taken


def compare_snapshots(first: Snapshot, second: Snapshot) -> dict[str, Any]:
    """The second's amounts against the first's: `{figure: {first, second, difference, change}}`. In one currency."""
    amounts: dict[str, Any] = {}
    pairs = zip(_amounts(first.figures), _amounts(second.figures), strict=True)
    for (name, before), (_, now) in pairs:
        amounts[name] = {
            "first": format_money(before, first.currency),
            "second": format_money(now, second.currency),
            "difference": format_money(now - before, second.currency),
            "change": change(now, before),
        }
    return amounts


@transaction.atomic
def _take_nightly(actor: SystemActor) -> bool:
    yesterday = today_of(actor) - timedelta(days=1)
    if Snapshot.unscoped.filter(tenant_id=actor.acting_tenant_id, night=yesterday).exists():
        return False
    _take(actor, name=f"Night of {yesterday}", to=yesterday.isoformat(), night=yesterday)
    return True


def _take(actor: Actor, *, name: str, to: str = "", **fields: Any) -> Snapshot:
    catch_up(actor.acting_tenant)
    today = today_of(actor)
    scope = Scope(actor, actor.acting_tenant.preferences.currency)
    period = period_of({"to": to}, timezone=actor.tenant_timezone, today=today)
    figures = overview(scope, period=period, today=today)
    figures.pop("recent_activity")
    snapshot: Snapshot = Snapshot.unscoped.create(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        name=name,
        first_day=period.first,
        last_day=period.last,
        currency=scope.currency,
        figures=json.loads(json.dumps(figures)),
        **fields,
    )
    record(actor=actor, action="create", target=snapshot, new={"name": name, "last_day": period.last})
    return snapshot


def _amounts(figures: Mapping[str, Any]) -> list[tuple[str, Decimal]]:
    money = {**figures["revenue"], "expenses": figures["expenses"]["total"], "profit": figures["profit"]}
    return [(name, Decimal(amount)) for name, amount in money.items()]
