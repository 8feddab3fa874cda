"""Document numbers: per tenant, kind and year of issue, without gap or repeat under any concurrency."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from apps.core.inserts import FEW, next_keys
from apps.tenants.actors import Actor
from apps.tenants.models import NumberSeries, VoidNumber
from apps.tenants.preferences import format_number


def take_number(*, actor: Actor, kind: str, on: date, rows: Sequence[models.Model] = ()) -> str:
    """The next number of the series, taken in the caller's transaction; a rollback gives it back.

    Whoever comes second waits for the first's commit: take it late. The new rows that it is for are given their keys
    on the way, so that they need no answer when they are stored.
    """
    last = advance_series(actor=actor, kind=kind, year=on.year, count=1, rows=rows)
    return _format(actor, kind, last, on)


def take_numbers(*, actor: Actor, kind: str, on: date, count: int) -> list[str]:
    """The next `count` numbers of the series of that day's year, at once, under the same promise as `take_number`."""
    last = advance_series(actor=actor, kind=kind, year=on.year, count=count)
    return [_format(actor, kind, number, on) for number in range(last - count + 1, last + 1)]


def advance_series(*, actor: Actor, kind: str, year: int, count: int, rows: Sequence[Any] = ()) -> int:
    """Take the next `count` places of a series and answer the last; others wait until this transaction ends.

    New rows are given keys.
    """
    statement = (
        "INSERT INTO tenants_numberseries (tenant_id, kind, year, last) VALUES (%s, %s, %s, %s) "  # noqa: S608
        "ON CONFLICT (tenant_id, kind, year) DO UPDATE SET last = tenants_numberseries.last + excluded.last "
        f"RETURNING last, {next_keys(rows)}"
    )
    database: Any = connections[DEFAULT_DB_ALIAS]
    if len(rows) <= FEW:
        statement = database.prepared(statement)
    with database.cursor() as cursor:
        cursor.execute(statement, [actor.acting_tenant_id, kind, year, count])
        last: int
        last, keys = cursor.fetchone()
    for row, key in zip(rows, keys, strict=True):
        row.id = key
    return last


def propose_number(*, actor: Actor, kind: str, on: date) -> str:
    """The number that `take_number` would give now, without taking it."""
    series = NumberSeries.unscoped.filter(tenant_id=actor.acting_tenant_id, kind=kind, year=on.year).first()
    return _format(actor, kind, series.last + 1 if series else 1, on)


def void_number(*, actor: Actor, kind: str, number: str) -> None:
    """Note that the document of this number is gone, with who and when; the number is never given out again."""
    VoidNumber.unscoped.create(tenant_id=actor.acting_tenant_id, kind=kind, number=number, voided_by_id=actor.pk)


def _format(actor: Actor, kind: str, number: int, on: date) -> str:
    pattern: str = getattr(actor.acting_tenant.preferences, f"{kind}_number_pattern")
    return format_number(pattern, number=number, on=on)
