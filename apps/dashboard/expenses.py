"""Where the dashboard learns of money that went out."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeAlias

from apps.dashboard.periods import Period
from apps.tenants.actors import Actor

Source: TypeAlias = Callable[[Actor, Period], Iterable[tuple[str, Decimal]]]
"""Answers the sum of each category of a period, in the tenant's currency and of the rows that the actor may see."""

SOURCES: list[Source] = []


def expenses_by_category(*, actor: Actor, period: Period) -> dict[str, Decimal]:
    """The period's expenses of all sources, the largest category first."""
    sums: dict[str, Decimal] = {}
    for source in SOURCES:
        for category, amount in source(actor, period):
            sums[category] = sums.get(category, Decimal(0)) + amount
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))
