"""Revenue over time, by customer and by manager: the documented shapes, and a plain computation beside them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from time_machine import travel

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.dashboard.books import roll_up
from tests.factories import make_bill, make_client, make_invoice, make_payment

TODAY = date(2025, 11, 19)  # a Wednesday
pytestmark = pytest.mark.usefixtures("november")
EVERY = ["kpis", "weekly-revenue", "monthly-revenue", "yearly-revenue", "customer-wise-revenue", "kam-performance"]


@pytest.fixture
def november() -> Any:
    with travel(datetime(2025, 11, 19, 12, tzinfo=UTC), tick=False):
        yield


def ask(api: Api, path: str, query: str = "") -> Any:
    assert api.user
    roll_up(api.user)
    answer = api.get(f"/api/dashboard/{path}/{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def add_customer(owner: User, name: str, **fields: Any) -> Client:
    defaults = {"stage": "ACTIVE", "prospect_status": "won", "joined_on": date(2025, 1, 15)}
    client: Client = make_client(owner, name=name, email=f"{name.lower()}@x.example", **defaults | fields)
    return client


def bill(owner: User, customer: Client, day: date, total: str, received: str = "0.00") -> None:
    paid = Decimal(received)
    make_bill(owner, customer=customer, billing_date=day, month=None, iig_qt_price=Decimal(total),
              total_received=paid, total_due=Decimal(total) - paid)  # fmt: skip


def invoice(owner: User, client: Client, day: date, total: str, paid: str = "0.00", **fields: Any) -> None:
    amount = Decimal(paid)
    status = "sent" if not amount else "paid" if amount == Decimal(total) else "partial"
    fields = {"status": status, "due_date": date(2026, 6, 1)} | fields
    made = make_invoice(owner, client=client, issue_date=day, subtotal=Decimal(total), paid_amount=amount, **fields)
    if amount:
        make_payment(owner, invoice=made, amount=amount, payment_date=day)


@pytest.fixture
def acme(owner: User) -> Client:
    with tenant_context(owner.tenant_id):
        return add_customer(owner, "Acme", assigned_to=owner)


def test_an_empty_company_gets_zeros(api: Api) -> None:
    kpis = ask(api, "kpis")
    assert {name: value for name, value in kpis.items() if name not in ("period", "currency")} == {
        "total_revenue": 0.0, "total_revenue_change": 0.0, "total_customers": 0, "total_customers_change": 0.0,
        "active_customers": 0, "active_customers_change": 0.0, "collection_rate": 0.0, "collection_rate_change": 0.0,
        "collected": "0.00", "outstanding": "0.00", "overdue": "0.00", "expenses": "0.00", "profit": "0.00",
        "average_invoice": "0.00", "invoices_issued": 0, "new_clients": 0, "quote_acceptance_rate": 0.0,
    }  # fmt: skip
    weeks = ask(api, "weekly-revenue")
    assert (len(weeks), weeks[0], weeks[-1]["week"]) == (12, {"week": "2025-09-01", "revenue": 0.0}, "2025-11-17")
    months = ask(api, "monthly-revenue")
    assert (len(months), months[0]["month"], months[-1]) == (12, "2024-12", {"month": "2025-11", "revenue": 0.0})
    assert ask(api, "yearly-revenue") == [{"year": 2025, "revenue": 0.0}]
    assert (ask(api, "customer-wise-revenue"), ask(api, "kam-performance")) == ([], [])


def test_compares_the_running_month_with_the_same_days_before(api: Api, owner: User, acme: Client) -> None:
    with tenant_context(owner.tenant_id):
        bill(owner, acme, date(2025, 11, 1), "100.00", "50.00")
        invoice(owner, acme, date(2025, 11, 19), "80.00", "40.00")
        bill(owner, acme, date(2025, 10, 19), "60.00", "60.00")
        bill(owner, acme, date(2025, 10, 20), "999.00")
        add_customer(owner, "New", joined_on=date(2025, 11, 3))
        add_customer(owner, "Left", left_on=date(2025, 11, 5), active=False)
    kpis = ask(api, "kpis")
    assert (kpis["total_revenue"], kpis["total_revenue_change"]) == (180.0, 200.0)
    assert (kpis["collection_rate"], kpis["collection_rate_change"]) == (50.0, -50.0)
    assert (kpis["total_customers"], kpis["total_customers_change"]) == (3, 50.0)
    assert (kpis["active_customers"], kpis["active_customers_change"]) == (2, 0.0)
    assert (kpis["outstanding"], kpis["average_invoice"], kpis["invoices_issued"]) == ("1089.00", "80.00", 1)
    other = ask(api, "kpis", "?from=2025-10-20&to=2025-10-21")
    assert (other["total_revenue"], other["total_revenue_change"]) == (999.0, 1565.0)


@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_a_plain_computation(api: Api, owner: User, seed: int) -> None:
    random, rows = Random(seed), []
    with tenant_context(owner.tenant_id):
        customers = [add_customer(owner, f"C{n}", assigned_to=owner if n % 2 else None) for n in range(5)]
        for _ in range(50):
            customer, day = random.choice(customers), TODAY - timedelta(days=random.randrange(900))
            total = f"{random.randrange(100, 100_000) / 100:.2f}"
            paid = random.choice(["0.00", total])
            (bill if random.random() < 0.5 else invoice)(owner, customer, day, total, paid)
            rows.append((customer, day, Decimal(total), Decimal(paid)))

    def total(wanted: Callable[[date], bool]) -> float:
        return float(sum((amount for _, day, amount, _ in rows if wanted(day)), Decimal(0)))

    for row in ask(api, "weekly-revenue", "?from=2025-01-01"):
        monday = date.fromisoformat(row["week"])
        assert monday.weekday() == 0
        first = max(monday, date(2025, 1, 1))
        assert row["revenue"] == total(lambda day, a=first, b=monday: a <= day < b + timedelta(days=7))
    for row in ask(api, "monthly-revenue"):
        assert row["revenue"] == total(lambda day, month=row["month"]: f"{day:%Y-%m}" == month)
    years = ask(api, "yearly-revenue")
    assert [row["year"] for row in years] == list(range(min(day for _, day, *_ in rows).year, 2026))
    assert all(row["revenue"] == total(lambda day, year=row["year"]: day.year == year) for row in years)
    shown = {row["customer_id"]: row for row in ask(api, "customer-wise-revenue")}
    for customer in customers:
        mine = [(amount, paid) for one, _, amount, paid in rows if one == customer]
        billed, paid = (sum(parts, Decimal(0)) for parts in zip(*mine, strict=True)) if mine else (Decimal(0),) * 2
        assert shown[customer.pk] == {
            "customer_id": customer.pk, "customerName": customer.name, "email": customer.email, "status": "Active",
            "joinDate": "2025-01-15", "leaveDate": None, "totalRevenue": float(billed),
            "totalDue": float(billed - paid), "collectionRate": round(float(100 * paid / billed), 1) if billed else 0.0,
            "kam": owner.username if customer.assigned_to_id else None,
        }  # fmt: skip
    (manager,) = ask(api, "kam-performance")
    revenue = total_of_manager = sum((a for c, _, a, _ in rows if c.assigned_to_id), Decimal(0))
    assert manager == {
        "kam": owner.username, "kam_id": owner.pk, "total_customers": 2, "active_customers": 2,
        "total_revenue": float(total_of_manager), "avg_revenue_per_customer": round(float(revenue / 2), 2),
    }  # fmt: skip


def test_keeps_to_a_period_a_client_and_a_currency(api: Api, owner: User, acme: Client) -> None:
    with tenant_context(owner.tenant_id):
        beta = add_customer(owner, "Beta")
        bill(owner, acme, date(2025, 11, 1), "10.00")
        bill(owner, acme, date(2025, 10, 1), "5.00")
        bill(owner, beta, date(2025, 11, 2), "1.00")
        valued = dict.fromkeys(("base_total_amount", "base_balance"), Decimal("7.70"))
        valued |= dict.fromkeys(("base_paid_amount", "base_credited_amount"), Decimal(0))
        invoice(owner, acme, date(2025, 11, 3), "7.00", currency="EUR", **valued)
    days = "?from=2025-11-01&to=2025-11-30"
    assert [row["totalRevenue"] for row in ask(api, "customer-wise-revenue", days)] == [17.7, 1.0]
    assert [row["totalRevenue"] for row in ask(api, "customer-wise-revenue")] == [22.7, 1.0]
    assert [row["totalRevenue"] for row in ask(api, "customer-wise-revenue", "?currency=USD")] == [15.0, 1.0]
    assert [row["totalDue"] for row in ask(api, "customer-wise-revenue", "?currency=EUR")] == [7.0, 0.0]
    assert [row["customer_id"] for row in ask(api, "customer-wise-revenue", f"?client={beta.pk}")] == [beta.pk]
    assert ask(api, "monthly-revenue", f"{days}&client={beta.pk}") == [{"month": "2025-11", "revenue": 1.0}]
    assert ask(api, "kpis", f"{days}&currency=EUR")["total_revenue"] == 7.0
    assert ask(api, "kam-performance", days)[0]["total_revenue"] == 17.7


def test_scope_own_sees_the_own_customers_and_documents(
    owner: User, acme: Client, colleague: Callable[..., User]
) -> None:
    sales = colleague("sales_person")
    with tenant_context(owner.tenant_id):
        mine = add_customer(owner, "Mine", assigned_to=sales)
        bill(owner, mine, date(2025, 11, 1), "10.00", "4.00")
        bill(owner, acme, date(2025, 11, 1), "99.00")
    theirs = Api(sales)
    assert ask(theirs, "kpis")["total_revenue"] == 10.0
    assert [(row["customer_id"], row["totalDue"]) for row in ask(theirs, "customer-wise-revenue")] == [(mine.pk, 6.0)]
    assert [row["kam"] for row in ask(theirs, "kam-performance")] == [sales.username]
    assert theirs.get(f"/api/dashboard/kpis/?client={acme.pk}").status_code == 400


@pytest.mark.parametrize("path", [*EVERY, "overview"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2025-11-02&to=2025-11-01", "from"),
        ("from=1825-01-01", "from"),
        ("from=2005-01-01&to=2025-11-01", "from"),
        ("to=2025-02-30", "to"),
        ("period=decade", "period"),
        ("client=999999999", "client"),
        ("client=nonsense", "client"),
        ("currency=XXX", "currency"),
        ("currency=usd", "currency"),
    ],
)
def test_refuses_what_makes_no_sense(api: Api, path: str, query: str, field: str) -> None:
    answer = api.get(f"/api/dashboard/{path}/?{query}")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


@pytest.mark.parametrize("path", [*EVERY, "overview"])
def test_knows_no_client_of_another_company(api: Api, charlie: User, path: str) -> None:
    with tenant_context(charlie.tenant_id):
        theirs = add_customer(charlie, "Theirs")
    foreign = api.get(f"/api/dashboard/{path}/?client={theirs.pk}")
    assert (foreign.status_code, list(foreign.json()["details"])) == (400, ["client"])
