"""What a request asks figures for: whose, of which days, in which currency."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.money import UnknownCurrency, minor_units
from apps.core.texts import say
from apps.core.viewsets import ApiRequest
from apps.dashboard.figures import Scope
from apps.dashboard.periods import UNITS, Period, period_of
from apps.tenants.days import today_of

PARAMETERS = [
    OpenApiParameter(
        "from", str, description="The first day, such as 2024-01-01; the first of the period unless given."
    ),
    OpenApiParameter("to", str, description="The last day, included; today unless given."),
    OpenApiParameter("period", str, enum=UNITS, description="What `from` is the first day of; `month` unless said."),
    OpenApiParameter("client", int, description="Figures of this client only."),
    OpenApiParameter(
        "currency",
        str,
        description="ISO 4217: only what is in it. Unless given, all of it in the company's currency.",
    ),
]


@dataclass(frozen=True)
class Asked:
    scope: Scope
    period: Period
    today: date
    is_default: bool
    """Whether the request says nothing of the days."""

    @property
    def given_period(self) -> Period | None:
        return None if self.is_default else self.period

    @property
    def before(self) -> Period:
        """What changes are against: the days before, as many; for the running month the same days of the one before."""
        first, last, timezone = self.period.first, self.period.last, self.period.timezone
        eve = first - timedelta(days=1)
        if self.is_default:
            return Period(eve.replace(day=1), eve.replace(day=min(eve.day, last.day)), timezone)
        return Period(eve - (last - first), eve, timezone)


def asked_of(request: ApiRequest, *, first: Callable[[date], date] | None = None) -> Asked:
    """Read `from`, `to`, `period`, `client` and `currency`; 400 naming the one that makes no sense.

    Where the request says nothing of the days, they are those from `first(today)`, else the running month's.
    """
    given: Mapping[str, Any] = request.query_params
    today = today_of(request.user)
    is_default = not any(given.get(name) for name in ("from", "to", "period"))
    period = period_of(given, timezone=request.user.tenant_timezone, today=today)
    if is_default and first:
        period = Period(first(today), today, period.timezone)
    return Asked(scope_of(request), period, today, is_default)


def scope_of(request: ApiRequest) -> Scope:
    """Whose figures, and in which currency. 400 for a client that the caller does not see."""
    given = request.query_params
    chosen = given.get("currency")
    currency = chosen or request.user.acting_tenant.preferences.currency
    try:
        minor_units(currency)
    except UnknownCurrency as exc:
        raise RuleViolation(exc.message, code=exc.code, field="currency") from exc
    client = given.get("client") or None
    if client is not None:
        is_id = client.isascii() and client.isdigit() and len(client) < 19
        if not is_id or not Client.objects.visible_to(request.user).filter(pk=int(client)).exists():
            raise RuleViolation(
                say("There is no client {client!r}.", client=client[:40]), code="does_not_exist", field="client"
            )
    return Scope(request.user, currency, int(client) if client else None, is_chosen=bool(chosen))
