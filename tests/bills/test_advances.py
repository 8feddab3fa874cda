"""What comes in beyond a bill: booked on purpose, kept for the customer, used once."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.bills.models import Advance, Bill
from apps.bills.services import change_bandwidth, change_bill, create_bill, delete_bill
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from tests.bills.bodies import add_bill
from tests.conftest import Api
from tests.documents import set_rate


def balances(api: Api) -> list[str]:
    return [row["balance"] for row in api.get("/api/bills/advances/").json()["results"]]


def test_the_next_bill_uses_what_was_paid_ahead(api: Api, customer: Client) -> None:
    booked = add_bill(api, customer, total_received="130.00", advance="150.00")
    assert (booked["total_received"], booked["total_due"], booked["advance"]) == ("130.00", "0.00", "150.00")
    assert balances(api) == ["150.00"]
    second = add_bill(api, customer, billing_date="2025-12-30", total_received="0.00")
    assert (second["total_received"], second["advance_used"], second["total_due"]) == ("130.00", "130.00", "0.00")
    third = add_bill(api, customer, billing_date="2026-01-30", total_received="50.00")
    assert (third["total_received"], third["advance_used"], third["total_due"]) == ("70.00", "20.00", "60.00")
    assert balances(api) == ["0.00"]


def test_is_used_in_its_own_currency_only(api: Api, customer: Client) -> None:
    add_bill(api, customer, total_received="130.00", advance="20.00")
    set_rate(api, "EUR", "1.10")
    euro = add_bill(api, customer, currency="EUR", billing_date="2025-12-30", total_received="0")
    assert euro["advance_used"] == "0.00"
    assert balances(api) == ["20.00"]


def test_cannot_be_taken_back_once_it_is_used(api: Api, customer: Client) -> None:
    booked = add_bill(api, customer, total_received="130.00", advance="20.00")
    using = add_bill(api, customer, billing_date="2025-12-30", total_received="0")
    path = f"/api/bills/{booked['id']}/"
    assert (api.patch(path, {"advance": "0"}).status_code, api.delete(path).status_code) == (409, 409)
    assert list(api.patch(f"/api/bills/{using['id']}/", {"total_received": "19.99"}).json()["details"]) == [
        "total_received"
    ]
    assert api.delete(f"/api/bills/{using['id']}/").status_code == 204
    assert balances(api) == ["20.00"]
    assert api.patch(path, {"advance": "5.00"}).json()["advance"] == "5.00"
    assert api.delete(path).status_code == 204
    assert balances(api) == ["0.00"]


bodies = st.fixed_dictionaries(
    {
        "iig_qt_price": st.decimals("0", "200", places=2),
        "discount": st.decimals("0", "20", places=2),
        "total_received": st.decimals("0", "200", places=2),
        "advance": st.sampled_from([Decimal("0"), Decimal("0"), Decimal("30.05"), Decimal("110")]),
    }
)
steps = st.lists(
    st.tuples(st.sampled_from(["create", "change", "split", "delete"]), bodies, st.integers(0, 9)), max_size=12
)


def take(step: str, body: dict[str, Any], choice: int, owner: User, customer: Client) -> None:
    bills = list(Bill.unscoped.order_by("pk"))
    bill = bills[choice % len(bills)] if bills else None
    match step:
        case "create":
            create_bill(actor=owner, customer=customer, **body)
        case "change" if bill:
            change_bill(actor=owner, bill=bill, **body)
        case "split" if bill:
            day = bill.first_day.replace(day=1 + 3 * choice)
            change_bandwidth(actor=owner, bill=bill, effective_date=day, iig_qt_price=body["iig_qt_price"])
        case "delete" if bill:
            delete_bill(actor=owner, bill=bill)


@settings(max_examples=40)
@given(sequence=steps)
def test_no_cent_is_lost_or_made_after_any_sequence(
    owner: User, customer: Client, sequence: list[tuple[str, dict[str, Any], int]]
) -> None:
    with tenant_context(owner.tenant_id):
        Bill.unscoped.all().delete()
        Advance.unscoped.all().delete()
        for step, body, choice in sequence:
            with suppress(RuleViolation):
                take(step, body, choice, owner, customer)
            bills = list(Bill.unscoped.prefetch_related("slices"))
            booked = sum((bill.advance - bill.advance_used for bill in bills), Decimal(0))
            held = sum(Advance.unscoped.values_list("balance", flat=True), Decimal(0))
            assert held == booked >= 0
            for bill in bills:
                assert bill.total_bill == bill.iig_qt_price - bill.discount
                assert bill.total_bill - bill.total_received == bill.total_due >= 0
                parts = [part.amount for part in bill.slices.all()]
                assert not parts or sum(parts) == bill.iig_qt_price


@pytest.mark.parametrize("body", [{"total_received": "129.99", "advance": "1"}, {"advance": "1"}])
def test_wants_the_bill_paid_before_anything_is_paid_ahead(api: Api, customer: Client, body: dict[str, Any]) -> None:
    bill = add_bill(api, customer)
    assert list(api.patch(f"/api/bills/{bill['id']}/", body).json()["details"]) == ["advance"]
