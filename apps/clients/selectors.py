from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone

from apps.clients.models import Client, Interaction
from apps.core.actors import Viewer
from apps.tenants.actors import Actor

RECENT = timedelta(days=30)
ISSUED = ("sent", "partial", "overdue", "paid")
"""The statuses of invoices that were sent and hold."""


def pipeline_statistics(viewer: Viewer) -> dict[str, Any]:
    """The figures of the pipeline over what the viewer may see, in three queries."""
    recent = Count("pk", filter=Q(created_at__gte=timezone.now() - RECENT))
    clients, interactions = Client.objects.visible_to(viewer), Interaction.objects.visible_to(viewer)
    stages = {stage.lower(): Count("pk", filter=Q(stage=stage)) for stage in Client.Stage.values}
    by_stage = clients.aggregate(total=Count("pk"), recent=recent, **stages)
    total, recent_clients = by_stage.pop("total"), by_stage.pop("recent")
    staff = clients.exclude(assigned_to=None).values_list("assigned_to__username").annotate(Count("pk")).order_by()
    contacts = interactions.aggregate(total=Count("pk"), recent=recent)
    return {
        "total_clients": total,
        "clients_by_stage": by_stage,
        "recent_clients_30_days": recent_clients,
        "clients_by_staff": dict(sorted(staff, key=lambda row: (-row[1], row[0]))),
        "total_interactions": contacts["total"],
        "recent_interactions_30_days": contacts["recent"],
        "conversion_rate_percentage": round(100 * by_stage["active"] / total, 1) if total else 0.0,
        "funnel": by_stage,
    }


def last_full_month(actor: Actor) -> tuple[date, date]:
    """The first and the last day of the month before the running one, in the tenant's timezone."""
    last = datetime.now(actor.tenant_timezone).date().replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def billed_last_month(actor: Actor, clients: Collection[int]) -> dict[int, Decimal]:
    """What issued invoices and bills billed to each of the clients in the last full month less credit notes, in the
    tenant's currency by the rates of their days. One statement.
    """
    month, currency = last_full_month(actor), actor.acting_tenant.preferences.currency
    shown = Client.unscoped.filter(tenant_id=actor.acting_tenant_id, pk__in=clients)

    def amounts(documents: str, day: str, amount: str, **filters: Any) -> QuerySet[Any, tuple[int, Decimal, str]]:
        rows = shown.filter(**{f"{documents}__{day}__range": month, **filters})
        # What was booked before there were rates counts where it is in the tenant's currency.
        value = Case(
            When(**{f"{documents}__base_{amount}__isnull": False}, then=F(f"{documents}__base_{amount}")),
            When(**{f"{documents}__currency": currency}, then=F(f"{documents}__{amount}")),
            default=Value(Decimal(0)),
        )
        return rows.order_by().values_list("pk", value, Value(documents))

    invoiced = amounts("invoices", "issue_date", "total_amount", invoices__status__in=ISSUED)
    charged = amounts("bills", "billing_date", "total_bill")
    credited = amounts("creditnotes", "issue_date", "total_amount")
    billed: dict[int, Decimal] = {}
    for pk, amount, documents in invoiced.union(charged, credited, all=True):
        billed[pk] = billed.get(pk, Decimal(0)) + (-amount if documents == "creditnotes" else amount)
    return billed
