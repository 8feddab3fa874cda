"""Exchange rates from tables: a row means the rate of its currency and day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.transfer.columns import CellError, Column, read_date
from apps.core.transfer.imports import ImportRow, RowError
from apps.currencies.models import RATE_DECIMALS, ExchangeRate
from apps.currencies.services import change_exchange_rate, create_exchange_rate
from apps.jobs.transfers import register_import
from apps.tenants.actors import Actor

IMPORT_RATES: Final = "currencies.import_rates"
_RATE: Final = re.compile(rf"[0-9]{{1,12}}(\.[0-9]{{1,{RATE_DECIMALS}}})?")


def _read_rate(cell: str) -> Decimal:
    if not _RATE.fullmatch(cell):
        raise CellError(say("{cell!r} is no rate: write it like 4.7125.", cell=cell[:60]))
    return Decimal(cell)


class RateWriter:
    """Writes a batch of rows as rates."""

    needed: Sequence[str] = ("currency",)
    required: Sequence[str] = ("currency", "date", "rate")
    counted: Sequence[str] = ("created", "updated", "unchanged")
    tables: Sequence[str] = ("currencies_exchangerate",)
    columns: Sequence[Column] = (
        Column("currency", ("currency code", "code", "from"), str.upper, 3),
        Column("date", ("day", "valid from", "rate date"), read_date),
        Column("rate", ("exchange rate", "value"), _read_rate),
    )

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        """Nothing needs to be done ahead."""

    def write(self, rows: Sequence[ImportRow]) -> Mapping[str, int]:
        days: set[date] = {row.values["date"] for row in rows}
        held = ExchangeRate.unscoped.filter(
            tenant_id=self.actor.acting_tenant_id,
            base_currency=self.actor.acting_tenant.preferences.currency,
            date__in=days,
        )
        known = {(rate.currency, rate.date): rate for rate in held}
        counts = dict.fromkeys(self.counted, 0)
        for row in rows:
            try:
                with transaction.atomic():
                    counts[self._write(row, known)] += 1
            except RuleViolation as exc:
                row.error = RowError(row.number, next(iter(exc.details), ""), exc.message)
        return counts

    def _write(self, row: ImportRow, known: dict[tuple[str, date], ExchangeRate]) -> str:
        key = row.values["currency"], row.values["date"]
        rate = known.get(key)
        if rate is None:
            known[key] = create_exchange_rate(actor=self.actor, **row.values)
            return "created"
        if rate.rate == row.values["rate"]:
            return "unchanged"
        known[key] = change_exchange_rate(actor=self.actor, exchangerate=rate, rate=row.values["rate"])
        return "updated"


register_import(IMPORT_RATES, RateWriter)
