from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.bills.models import Bill
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from tests.bills.bodies import DOCUMENTED, add_bill, add_customer
from tests.conftest import Api
from tests.documents import set_rate
from tests.factories import make_bill


def change(api: Api, bill: dict[str, Any], **body: Any) -> Any:
    return api.patch(f"/api/bills/{bill['id']}/", body)


def test_takes_the_documented_body(api: Api, owner: User, customer: Client) -> None:
    bill = add_bill(api, customer)
    assert {name: bill[name] for name in DOCUMENTED} == DOCUMENTED
    assert (bill["total_bill"], bill["total_received"], bill["total_due"]) == ("130.00", "100.00", "30.00")
    assert bill["customer_details"] == {"id": customer.pk, "name": "Acme Inc", "email": "c@acme.com"}
    assert (bill["customer"], bill["month"], bill["currency"], bill["cdn_price"]) == (
        customer.pk, "2025-11-01", "USD", "0.00",
    )  # fmt: skip
    assert api.get(f"/api/bills/{bill['id']}/").json() == bill
    assert api.get("/api/bills/").json()["results"] == [bill]
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(resource_type="bill")
    assert (event.action, event.new_values["total_bill"], event.new_values["customer"]) == (
        "create", "130.00", customer.pk,
    )  # fmt: skip


def test_counts_every_line_and_the_discount(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer, cdn_price="5.5", bdix_price=4, baishan_price="0.50", discount="40", total_received=0)
    assert (bill["total_bill"], bill["total_due"]) == ("100.00", "100.00")


def test_computes_totals_whatever_the_body_says(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer, total_bill="1.00", total_due="0.00", month="2001-01-01", advance_used="5.00")
    assert (bill["total_bill"], bill["total_due"], bill["month"], bill["advance_used"]) == (
        "130.00", "30.00", "2025-11-01", "0.00",
    )  # fmt: skip


def test_fills_in_what_is_not_given(api: Api, owner: User, customer: Client) -> None:
    bill = api.post("/api/bills/", {"customer": customer.pk}).json()
    today = datetime.now(owner.tenant_timezone).date()
    assert (bill["billing_date"], bill["total_bill"], bill["status"]) == (today.isoformat(), "0.00", "Active")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"billing_date": "2025-02-30"}, "billing_date"),
        ({"billing_date": "0001-01-01"}, "billing_date"),
        ({"billing_date": None}, "billing_date"),
        ({"iig_qt_price": "-1"}, "iig_qt_price"),
        ({"baishan": "-0.01"}, "baishan"),
        ({"fna": "1.001"}, "fna"),
        ({"fna_price": "1.001"}, "fna_price"),
        ({"fna_price": "1e3"}, "fna_price"),
        ({"fna_price": "NaN"}, "fna_price"),
        ({"discount": "130.01", "total_received": "0"}, "discount"),
        ({"discount": "-5"}, "discount"),
        ({"total_received": "130.01"}, "total_received"),
        ({"total_received": "-1"}, "total_received"),
        ({"advance": "1.00"}, "advance"),
        ({"advance": "-1.00", "total_received": "130"}, "advance"),
        ({"status": "active"}, "status"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": "JPY", "fna_price": "10.50"}, "fna_price"),
        ({"customer": 999_999}, "customer"),
        ({"customer": None}, "customer"),
        ({"nttn_cap": "x" * 101}, "nttn_cap"),
    ],
)
def test_refuses_a_body_that_makes_no_sense(api: Api, customer: Client, body: dict[str, Any], field: str) -> None:
    answer = api.post("/api/bills/", {"customer": customer.pk} | DOCUMENTED | body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert api.get("/api/bills/").json()["count"] == 0


def test_wants_a_customer_of_the_own_company(api: Api, charlie: User) -> None:
    theirs = add_customer(charlie)
    answer = api.post("/api/bills/", DOCUMENTED | {"customer": theirs.pk})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["customer"])
    assert "does not exist" in answer.json()["details"]["customer"][0]
    assert list(api.post("/api/bills/", DOCUMENTED).json()["details"]) == ["customer"]


def test_knows_the_decimals_of_a_currency(api: Api, customer: Client) -> None:
    set_rate(api, "JPY", "0.0067")
    yen = add_bill(api, customer, currency="JPY", iig_qt_price="1000", total_received="0")
    assert (yen["total_bill"], yen["total_due"]) == ("1030", "1030")


def test_corrects_a_bill(api: Api, owner: User, customer: Client) -> None:
    bill = add_bill(api, customer)
    paid = change(api, bill, total_received="130.00", remarks="Paid by bank").json()
    assert (paid["total_due"], paid["remarks"]) == ("0.00", "Paid by bank")
    cheaper = change(api, bill, fna_price="5.00", total_received="125.00").json()
    assert (cheaper["total_bill"], cheaper["total_due"]) == ("125.00", "0.00")
    assert change(api, bill, fna_price="4.99").status_code == 400
    whole = api.put(f"/api/bills/{bill['id']}/", cheaper | {"status": "Inactive"}).json()
    assert whole["status"] == "Inactive"
    with tenant_context(owner.tenant_id):
        changes = [event.new_values for event in AuditLog.unscoped.filter(resource_type="bill", action="update")]
    assert changes[1] == {"fna_price": "5.00", "total_received": "125.00", "total_bill": "125.00"}
    assert changes[2] == {"status": "Inactive"}


def test_stays_with_its_customer_and_currency(api: Api, owner: User, customer: Client) -> None:
    bill = add_bill(api, customer)
    other = add_customer(owner, name="Beta")
    assert list(change(api, bill, customer=other.pk).json()["details"]) == ["customer"]
    assert list(change(api, bill, currency="EUR").json()["details"]) == ["currency"]


def test_deletes_a_bill(api: Api, owner: User, customer: Client) -> None:
    bill = add_bill(api, customer)
    assert api.delete(f"/api/customers/{customer.pk}/").status_code == 409
    assert api.delete(f"/api/bills/{bill['id']}/").status_code == 204
    assert api.get(f"/api/bills/{bill['id']}/").status_code == 404
    assert api.delete(f"/api/customers/{customer.pk}/").status_code == 204


def test_the_first_bill_of_a_month_is_its_regular_one(api: Api, customer: Client) -> None:
    first = add_bill(api, customer)
    further = add_bill(api, customer, billing_date="2025-11-05")
    assert (first["month"], further["month"]) == ("2025-11-01", None)
    moved = change(api, further, billing_date="2025-12-05").json()
    assert moved["month"] == "2025-12-01"
    assert change(api, moved, billing_date="2025-11-06").json()["month"] is None


def test_the_database_refuses_what_the_services_would(owner: User, customer: Client) -> None:
    with tenant_context(owner.tenant_id):
        make_bill(owner, customer=customer)
        for wrong in (
            {},
            {"month": None, "total_received": Decimal("101"), "total_due": Decimal("-1")},
            {"month": None, "discount": Decimal("1")},
            {"month": None, "total_received": Decimal("1")},
            {"month": None, "iig_qt": Decimal("-1")},
            {"month": None, "advance_used": Decimal("1")},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                make_bill(owner, customer=customer, **wrong)


def test_filters_orders_and_finds_bills(api: Api, owner: User, customer: Client) -> None:
    beta = add_customer(owner, name="Béta Cable")
    add_bill(api, customer)
    add_bill(api, beta, billing_date="2025-12-31", status="Inactive", nttn_cap="CAP-77", total_received="130.00")

    def dates(query: str) -> list[str]:
        answer = api.get(f"/api/bills/?{query}")
        assert answer.status_code == 200, answer.json()
        return [bill["billing_date"] for bill in answer.json()["results"]]

    november, december = "2025-11-30", "2025-12-31"
    assert dates("status=Inactive") == [december]
    assert dates(f"customer={customer.pk}") == [november]
    assert dates("billing_date=2025-11-30") == [november]
    assert dates("billing_date__gte=2025-12-01") == [december]
    assert dates("billing_date__gte=2025-11-30&billing_date__lte=2025-12-30") == [november]
    assert dates("search=beta") == [december]
    assert dates("search=cap-77") == [december]
    assert dates("total_due__gt=0") == [november]
    assert dates("ordering=billing_date") == [november, december]
    assert dates("ordering=-total_due") == [november, december]
    for wrong in ("status=Paid", "customer=999999", "billing_date=2025-02-30", "ordering=nonsense"):
        assert api.get(f"/api/bills/?{wrong}").status_code == 400, wrong


def test_shows_scope_own_the_bills_of_the_own_customers(api: Api, owner: User, colleague: Callable[..., User]) -> None:
    sales = colleague("sales_person")
    mine, others = add_customer(owner, name="Mine", assigned_to=sales), add_customer(owner, name="Others")
    bill = add_bill(api, mine)
    hidden = add_bill(api, others)
    theirs = Api(sales)
    assert [row["id"] for row in theirs.get("/api/bills/").json()["results"]] == [bill["id"]]
    assert theirs.get(f"/api/bills/{hidden['id']}/").status_code == 404
    assert theirs.post("/api/bills/", DOCUMENTED | {"customer": others.pk}).status_code == 400


def test_counts_in_a_customers_revenue_and_on_the_dashboard(api: Api, owner: User, customer: Client) -> None:
    last_month = datetime.now(owner.tenant_timezone).date().replace(day=1) - timedelta(days=1)
    add_bill(api, customer, billing_date=last_month.isoformat())
    add_bill(api, customer, billing_date=last_month.replace(day=1).isoformat())
    assert api.get(f"/api/customers/{customer.pk}/").json()["calculated_monthly_revenue"] == 260.0
    shown = api.get(f"/api/dashboard/overview/?from={last_month.replace(day=1)}&to={last_month}").json()
    assert shown["bills"] == {"number": 2, "billed": "260.00", "received": "200.00", "due": "60.00"}
    assert shown["revenue"] == {"invoiced": "260.00", "collected": "200.00", "outstanding": "60.00", "overdue": "0.00"}
    assert api.get("/api/dashboard/overview/").json()["bills"]["number"] == 0


def test_merging_customers_keeps_one_regular_bill_a_month(api: Api, owner: User, customer: Client) -> None:
    double = add_customer(owner, name="Acme Incorporated")
    add_bill(api, customer)
    theirs = add_bill(api, double, total_received="130.00", advance="7.00")
    december = add_bill(api, double, billing_date="2025-12-30", total_received="0")
    assert december["advance_used"] == "7.00"
    change(api, theirs, advance="9.00")
    assert api.post(f"/api/clients/{customer.pk}/merge/", {"duplicate": double.pk}).status_code == 200
    bills = api.get(f"/api/bills/?customer={customer.pk}&ordering=id").json()["results"]
    assert [bill["month"] for bill in bills] == ["2025-11-01", None, "2025-12-01"]
    (advance,) = api.get("/api/bills/advances/").json()["results"]
    assert (advance["customer"], advance["balance"]) == (customer.pk, "2.00")


def test_may_be_entered_by_those_who_deal_with_money(
    api: Api, customer: Client, colleague: Callable[..., User]
) -> None:
    rights = {role: Api(colleague(role)).post("/api/bills/", {"customer": customer.pk}).status_code
              for role in ("admin", "manager", "accountant", "staff")}  # fmt: skip
    assert set(rights.values()) == {201}
    titles = [item["slug"] for entry in api.get("/api/auth/menu/").json() for item in entry["children"]]
    assert "bills" in titles


def test_stores_nothing_of_a_refused_change(api: Api, customer: Client, owner: User) -> None:
    bill = add_bill(api, customer)
    assert change(api, bill, remarks="New", total_received="500").status_code == 400
    assert api.get(f"/api/bills/{bill['id']}/").json() == bill
    with tenant_context(owner.tenant_id):
        assert Bill.unscoped.get().remarks == "Monthly bill"
