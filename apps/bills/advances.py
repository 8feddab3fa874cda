"""What customers have paid ahead: booked by one bill, used by the next."""

from collections.abc import Collection, MutableMapping
from decimal import Decimal
from typing import Any

from apps.bills.models import Advance
from apps.core.errors import RuleViolation
from apps.core.money import ZERO
from apps.core.texts import say
from apps.tenants.actors import Actor


class Advances:
    """The advances of some customers, whom the caller has locked; changes are kept until `store`."""

    def __init__(self, *, actor: Actor, customers: Collection[int]) -> None:
        self._tenant_id = actor.acting_tenant_id
        rows = Advance.unscoped.filter(tenant_id=self._tenant_id, customer_id__in=customers)
        self._held: dict[tuple[int, str], Decimal] = {
            (customer, currency): balance
            for customer, currency, balance in rows.values_list("customer_id", "currency", "balance")
        }
        self._changed: set[tuple[int, str]] = set()

    def move(self, customer: int, currency: str, amount: Decimal) -> None:
        """Add an amount, or take a negative one. 409 when a later bill has used what is to be taken."""
        balance = self._held.get((customer, currency), ZERO) + amount
        if balance < 0:
            raise RuleViolation(
                say(
                    "{used} {currency} of the advance have been used by a later bill; change that one first.",
                    used=-balance,
                    currency=currency,
                ),
                code="advance_used",
            )
        if amount:
            self._held[customer, currency] = balance
            self._changed.add((customer, currency))

    def use_for(self, bill: MutableMapping[str, Any]) -> None:
        """Pay what is due of a new bill as far as the customer's advance reaches."""
        key = bill["customer_id"], bill["currency"]
        used = min(self._held.get(key, ZERO), bill["total_due"])
        if used > 0:
            self.move(*key, -used)
            bill["total_received"] += used
            bill["total_due"] -= used
            bill["advance_used"] = used

    def balance(self, customer: int, currency: str) -> Decimal:
        return self._held.get((customer, currency), ZERO)

    def store(self) -> None:
        for customer, currency in sorted(self._changed):
            Advance.unscoped.update_or_create(
                tenant_id=self._tenant_id,
                customer_id=customer,
                currency=currency,
                defaults={"balance": self._held[customer, currency]},
            )
        self._changed.clear()
