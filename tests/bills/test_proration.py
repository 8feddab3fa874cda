"""A change in mid-month: each day at its price, and no cent lost between the slices."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bills.figures import month_after, prorate, same_day_in
from apps.clients.models import Client
from tests.bills.bodies import add_bill
from tests.conftest import Api

CENT = Decimal("0.01")
prices = st.decimals("0", "999999.99", places=2)


@st.composite
def splits(draw: Any) -> list[int]:
    """The days of the parts of a month."""
    days = draw(st.integers(28, 31))
    cuts = sorted(draw(st.sets(st.integers(1, days - 1), max_size=days - 1)))
    return [end - start for start, end in zip([0, *cuts], [*cuts, days], strict=True)]


@given(splits(), prices)
def test_any_split_of_a_month_makes_the_whole(days: list[int], price: Decimal) -> None:
    amounts = prorate([(count, price) for count in days], "USD")
    assert sum(amounts) == price
    assert all(amount >= 0 for amount in amounts)
    for count, amount in zip(days, amounts, strict=True):
        assert abs(Fraction(amount) - Fraction(price) * count / sum(days)) < Fraction(CENT)


@given(st.data(), splits())
def test_parts_at_different_prices_make_their_exact_sum_rounded(data: st.DataObject, days: list[int]) -> None:
    parts = [(count, data.draw(prices)) for count in days]
    exact = sum((Fraction(price) * count / sum(days) for count, price in parts), Fraction())
    total = sum(prorate(parts, "USD"), Decimal(0))
    assert total == total.quantize(CENT)
    assert abs(Fraction(total) - exact) <= Fraction(CENT) / 2


@given(splits(), st.integers(0, 10**6))
def test_yen_have_no_cents_to_share(days: list[int], price: int) -> None:
    assert sum(prorate([(count, Decimal(price)) for count in days], "JPY")) == price


@given(st.dates(date(1900, 1, 1), date(2199, 11, 30)))
def test_the_next_bill_falls_on_the_same_day_or_the_end_of_the_month(day: date) -> None:
    following = same_day_in(month_after(day), day)
    assert (following.year * 12 + following.month) - (day.year * 12 + day.month) == 1
    last = monthrange(following.year, following.month)[1]
    if day.day == monthrange(day.year, day.month)[1]:
        assert following.day == last
    else:
        assert following.day == min(day.day, last)


def change(api: Api, bill: dict[str, Any], **body: Any) -> Any:
    return api.post(f"/api/bills/{bill['id']}/change-bandwidth/", body)


def test_prorates_a_change_by_the_day(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer)
    changed = change(api, bill, effective_date="2025-11-16", iig_qt="20.00", iig_qt_price="200.00").json()
    assert (changed["iig_qt"], changed["iig_qt_price"], changed["total_bill"]) == ("20.00", "150.00", "180.00")
    assert changed["slices"] == [
        {"line": "iig_qt", "first_day": "2025-11-01", "last_day": "2025-11-15", "quantity": "10.00",
         "monthly_price": "100.00", "amount": "50.00"},
        {"line": "iig_qt", "first_day": "2025-11-16", "last_day": "2025-11-30", "quantity": "20.00",
         "monthly_price": "200.00", "amount": "100.00"},
    ]  # fmt: skip
    assert changed["total_due"] == "80.00"
    assert api.get(f"/api/bills/{bill['id']}/").json() == changed


def test_prorates_several_changes_to_the_cent(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer, total_received="0")
    change(api, bill, effective_date="2025-11-08", iig_qt_price="100.00")
    change(api, bill, effective_date="2025-11-15", iig_qt_price="100.00")
    split = change(api, bill, effective_date="2025-11-25", iig_qt_price="100.00").json()
    assert split["iig_qt_price"] == "100.00"
    assert [part["amount"] for part in split["slices"]] == ["23.33", "23.33", "33.34", "20.00"]
    whole = change(api, bill, effective_date="2025-11-01", iig_qt_price="90.00").json()
    assert (whole["slices"], whole["iig_qt_price"]) == ([], "90.00")


def test_a_later_change_is_replaced_by_one_of_an_earlier_day(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer)
    change(api, bill, effective_date="2025-11-21", fna_price="40.00")
    changed = change(api, bill, effective_date="2025-11-11", fna_price="25.00", ggc="3.00").json()
    assert [(part["line"], part["first_day"]) for part in changed["slices"]] == [
        ("fna", "2025-11-01"), ("fna", "2025-11-11"), ("ggc", "2025-11-01"), ("ggc", "2025-11-11"),
    ]  # fmt: skip
    assert (changed["fna_price"], changed["ggc_price"], changed["ggc"]) == ("20.00", "20.00", "3.00")


def test_a_price_set_anew_holds_for_the_whole_month(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer)
    change(api, bill, effective_date="2025-11-16", iig_qt_price="200.00", fna_price="20.00")
    path = f"/api/bills/{bill['id']}/"
    assert len(api.put(path, api.get(path).json()).json()["slices"]) == 4
    assert list(api.patch(path, {"billing_date": "2025-12-01"}).json()["details"]) == ["billing_date"]
    changed = api.patch(path, {"iig_qt_price": "120.00"}).json()
    assert {part["line"] for part in changed["slices"]} == {"fna"}
    assert changed["total_bill"] == "155.00"


def test_what_a_cheaper_month_leaves_over_is_the_customers(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer, total_received="130.00")
    cheaper = change(api, bill, effective_date="2025-11-16", iig_qt_price="50.00").json()
    assert (cheaper["total_bill"], cheaper["total_received"], cheaper["advance"]) == ("105.00", "105.00", "25.00")
    dearer = change(api, bill, effective_date="2025-11-16", iig_qt_price="80.00").json()
    assert (dearer["total_bill"], dearer["total_received"], dearer["advance"]) == ("120.00", "120.00", "10.00")
    assert [row["balance"] for row in api.get("/api/bills/advances/").json()["results"]] == ["10.00"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"effective_date": "2025-12-01", "fna_price": "1"}, "effective_date"),
        ({"effective_date": "2025-10-31", "fna_price": "1"}, "effective_date"),
        ({"effective_date": "2025-02-30", "fna_price": "1"}, "effective_date"),
        ({"fna_price": "1"}, "effective_date"),
        ({"effective_date": "2025-11-10"}, "iig_qt"),
        ({"effective_date": "2025-11-10", "fna_price": "-1"}, "fna_price"),
        ({"effective_date": "2025-11-10", "fna_price": "1.001"}, "fna_price"),
        ({"effective_date": "2025-11-10", "fna": "1.001"}, "fna"),
    ],
)
def test_refuses_a_change_that_makes_no_sense(api: Api, customer: Client, body: dict[str, Any], field: str) -> None:
    bill = add_bill(api, customer)
    answer = change(api, bill, **body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert api.get(f"/api/bills/{bill['id']}/").json() == bill
