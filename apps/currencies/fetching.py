"""The source's rates into the tables of the tenants that want them."""

import logging
from functools import partial

from apps.core.errors import RuleViolation
from apps.core.money import MoneyError, minor_units
from apps.core.reconnecting import on_working_connection
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.currencies.services import FETCH_RATES, put_rates
from apps.currencies.sources import Quotation, SourceFailed, ask_source
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.models import Tenant

log = logging.getLogger(__name__)


def enter_quotation(*, actor: Actor, quotation: Quotation) -> int:
    """Enter what is quoted of the currencies that the tenant's settings name. Answers how many rates are new."""
    preferences = actor.acting_tenant.preferences
    quoted = quotation.rates_to(preferences.currency)
    wanted = {code: quoted[code] for code in preferences.exchange_rate_currencies if code in quoted and _is_known(code)}
    return put_rates(actor=actor, day=quotation.day, rates=wanted, source=quotation.source)


def fetch_for_all() -> int:
    """Ask the source once, for every tenant that names currencies. Answers how many rates are new."""
    tenants = [
        tenant
        for tenant in Tenant.objects.filter(is_active=True, deleted_at=None).order_by("pk")
        if tenant.preferences.exchange_rate_currencies
    ]
    quotation = ask_source() if tenants else None
    if quotation is None:
        return 0
    entered = 0
    for tenant in tenants:
        try:
            with tenant_context(tenant.pk):
                enter = partial(enter_quotation, actor=SystemActor(tenant), quotation=quotation)
                entered += on_working_connection(enter)
        except Exception:
            log.exception("rates_not_entered", extra={"tenant": tenant.pk})
    return entered


@handles(FETCH_RATES)
def fetch_rates_job(run: JobRun) -> dict[str, object]:
    """Ask the source for the job's tenant."""
    try:
        quotation = ask_source()
    except SourceFailed as exc:
        raise RuleViolation(say("No rates came: {problem}.", problem=exc), code="source_failed") from exc
    if quotation is None:
        raise RuleViolation("This installation has no source of exchange rates.", code="no_source")
    return {"date": quotation.day.isoformat(), "entered": enter_quotation(actor=run.actor, quotation=quotation)}


def _is_known(currency: str) -> bool:
    try:
        minor_units(currency)
    except MoneyError:
        return False
    return True
