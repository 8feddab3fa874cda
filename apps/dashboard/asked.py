"""What a request asks figures for: whose, of which days, in which currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.money import UnknownCurrency, minor_units
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
    OpenApiParameter("currency", str, description="ISO 4217; the company's unless given. Currencies are never mixed."),
]


@dataclass(frozen=True)
class Asked:
    scope: Scope
    period: Period
    today: date

    @property
    def before(self) -> Period:
        """The days before the period, as many."""
        length = self.period.last - self.period.first
        last = self.period.first - timedelta(days=1)
        return Period(last - length, last, self.period.timezone)


def asked_of(request: ApiRequest, **defaults: str) -> Asked:
    """Read `from`, `to`, `period`, `client` and `currency`; 400 naming the one that makes no sense.

    `defaults` hold where the request says nothing of the days.
    """
    given: Mapping[str, Any] = request.query_params
    if not any(given.get(name) for name in ("from", "to", "period")):
        given = defaults
    today = today_of(request.user)
    period = period_of(given, timezone=request.user.tenant_timezone, today=today)
    return Asked(scope_of(request), period, today)


def scope_of(request: ApiRequest) -> Scope:
    """Whose figures, and in which currency. 400 for a client that the caller does not see."""
    given = request.query_params
    currency = given.get("currency") or request.user.acting_tenant.preferences.currency
    try:
        minor_units(currency)
    except UnknownCurrency as exc:
        raise RuleViolation(exc.message, code=exc.code, field="currency") from exc
    client = given.get("client") or None
    if client is not None:
        is_id = client.isascii() and client.isdigit() and len(client) < 19
        if not is_id or not Client.objects.visible_to(request.user).filter(pk=int(client)).exists():
            raise RuleViolation(f"There is no client {client[:40]!r}.", code="does_not_exist", field="client")
    return Scope(request.user, currency, int(client) if client else None)
