"""Every change of a rate. What was booked at a rate stays as it was."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.money import MoneyError, minor_units
from apps.core.texts import say
from apps.currencies.models import RATE_DECIMALS, RATE_DIGITS, ExchangeRate, Valued
from apps.jobs.models import Job
from apps.jobs.services import start_job
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of
from apps.tenants.locks import lock_row
from apps.tenants.models import Tenant

FETCH_RATES = "currencies.fetch_rates"
TOLD = ("currency", "base_currency", "date", "rate", "source")


@transaction.atomic
def create_exchange_rate(*, actor: Actor, currency: str, rate: Decimal, date: date | None = None) -> ExchangeRate:
    """What a currency is worth from a day (today) on. 400 for the company's own, and for a day that has a rate."""
    row = ExchangeRate(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        currency=currency,
        base_currency=actor.acting_tenant.preferences.currency,
        date=date or today_of(actor),
        rate=rate,
    )
    _check(row)
    insert_row(row)
    record(actor=actor, action="create", target=row, new={name: getattr(row, name) for name in TOLD})
    return row


@transaction.atomic
def change_exchange_rate(*, actor: Actor, exchangerate: ExchangeRate, **changes: Any) -> ExchangeRate:
    """Correct a rate, which is a manual one from then on. What was booked at it before keeps it."""
    row: ExchangeRate = lock_row(ExchangeRate, actor=actor, pk=exchangerate.pk)
    old, new = apply_changes(row, changes)
    if new:
        row.source = ExchangeRate.MANUAL
        _check(row)
        row.save()
        record(actor=actor, action="update", target=row, old=old, new=new)
    return row


@transaction.atomic
def delete_exchange_rate(*, actor: Actor, exchangerate: ExchangeRate) -> None:
    """Remove a rate from the table. What was booked at it keeps it."""
    old = {name: getattr(exchangerate, name) for name in TOLD}
    record(actor=actor, action="delete", target=exchangerate, old=old)
    exchangerate.delete()


@transaction.atomic
def put_rates(*, actor: Actor, day: date, rates: Mapping[str, Decimal], source: str) -> int:
    """Enter a source's rates of a day; those that somebody entered by hand stay. Answers how many are new or other."""
    base = actor.acting_tenant.preferences.currency
    held = ExchangeRate.unscoped.filter(tenant_id=actor.acting_tenant_id, base_currency=base, date=day)
    known = {row.currency: row for row in held.select_for_update(no_key=True).order_by("pk")}
    put = 0
    for currency, rate in sorted(rates.items()):
        row = known.get(currency)
        if row is None:
            row = ExchangeRate(tenant_id=actor.acting_tenant_id, currency=currency, base_currency=base, date=day)
        elif row.source == ExchangeRate.MANUAL or row.rate == rate:
            continue
        old = {"rate": row.rate} if row.pk else {}
        row.rate, row.source = rate, source
        row.save()
        new = {name: getattr(row, name) for name in TOLD}
        record(actor=actor, action="update" if old else "create", target=row, old=old, new=new)
        put += 1
    return put


def start_fetch(*, actor: Actor) -> Job:
    """Start the job that asks the source for the newest rates of the tenant's `exchange_rate_currencies`.

    400 where there are none to ask for.
    """
    if not actor.acting_tenant.preferences.exchange_rate_currencies:
        raise RuleViolation(
            say('Name the currencies to ask for in the setting exchange_rate_currencies, such as ["EUR", "USD"].'),
            code="nothing_to_fetch",
            field="exchange_rate_currencies",
        )
    return start_job(actor=actor, kind=FETCH_RATES)


def refuse_other_base(tenant: Tenant) -> None:
    """Refuse another currency for a tenant that has booked anything: 400, as all of it is valued in the present one."""
    booked: list[Any] = [model for model in apps.get_models() if issubclass(model, Valued)]
    for model in booked:
        if model.unscoped.filter(tenant_id=tenant.pk, exchange_rate__isnull=False).exists():
            raise RuleViolation(
                say(
                    "The books are kept in {currency}: what was booked until now is valued in it. "
                    "Documents can be in any currency.",
                    currency=tenant.preferences.currency,
                ),
                code="books_have_begun",
                field="settings.currency",
            )


def check_rate(rate: Decimal, *, field: str = "rate") -> Decimal:
    """The rate, unless it is 0 or less or has more digits than the column: then 400."""
    digits = len(rate.as_tuple().digits)
    if rate <= 0 or rate.adjusted() >= RATE_DIGITS - RATE_DECIMALS or digits > RATE_DIGITS:
        raise RuleViolation(
            say("A rate is more than 0 and less than 10^{digits}.", digits=RATE_DIGITS - RATE_DECIMALS),
            code="out_of_range",
            field=field,
        )
    return rate


def _check(row: ExchangeRate) -> None:
    try:
        minor_units(row.currency)
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code, field="currency") from exc
    if row.currency == row.base_currency:
        raise RuleViolation(
            say("{currency} is the company's own currency; its rate is always 1.", currency=row.currency),
            code="own_currency",
            field="currency",
        )
    check_day(row.date, field="date")
    check_rate(row.rate)
    twins = ExchangeRate.unscoped.filter(
        tenant_id=row.tenant_id, base_currency=row.base_currency, currency=row.currency, date=row.date
    ).exclude(pk=row.pk)
    if twins.exists():
        raise RuleViolation(
            say("{currency} has a rate of {day} already; change that one.", currency=row.currency, day=row.date),
            code="duplicate",
            field="date",
        )
