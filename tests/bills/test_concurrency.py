"""Real callers on real connections; each rule is also seen to break without what upholds it."""

from decimal import Decimal
from typing import Any

import pytest

from apps.bills.advances import Advances
from apps.clients.models import Client
from tests.bills.bodies import DOCUMENTED, add_bill
from tests.conftest import Api
from tests.parallel import all_at_once, together_after, unlock

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def bill_at_once(api: Api, customer: Client, times: int) -> Decimal:
    """What so many bills of 130.00, each of another month, have used of the customer's advance."""
    body: dict[str, Any] = DOCUMENTED | {"customer": customer.pk, "total_received": "0.00"}

    def add(caller: Api, n: int) -> Any:
        return caller.post("/api/bills/", body | {"billing_date": f"2026-{n + 1:02d}-28"})

    answers = all_at_once(api, add, times)
    assert {answer.status_code for answer in answers} == {201}
    return sum((Decimal(answer.json()["advance_used"]) for answer in answers), Decimal(0))


def balance(api: Api) -> str:
    (held,) = api.get("/api/bills/advances/").json()["results"]
    return str(held["balance"])


def test_an_advance_is_used_once_by_many_bills_at_once(api: Api, customer: Client) -> None:
    add_bill(api, customer, total_received="130.00", advance="150.00")
    assert bill_at_once(api, customer, 8) == Decimal("150.00")
    assert balance(api) == "0.00"


def test_without_the_lock_two_bills_use_the_same_advance(
    api: Api, customer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_bill(api, customer, total_received="130.00", advance="150.00")
    unlock(monkeypatch, Client)
    monkeypatch.setattr(Advances, "__init__", together_after(Advances.__init__))
    assert bill_at_once(api, customer, 2) == Decimal("260.00")
    assert balance(api) == "20.00"
