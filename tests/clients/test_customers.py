from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from tests.conftest import Api

CUSTOMER = {
    "name": "Acme Inc",
    "company_name": "Acme",
    "email": "c@acme.com",
    "phone": "+1 555 333 4444",
    "address": "123 Main St",
    "monthly_revenue": "5000.00",
    "potential_revenue": "10000.00",
}


def create(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/customers/", CUSTOMER | fields)
    assert answer.status_code == 201, answer.content
    body = dict(answer.json())
    del body["possible_duplicates"]
    return body


def invoice(
    owner: User, client: int, number: int, amount: str, on: date, status: str = "sent", currency: str = "USD"
) -> None:
    with tenant_context(owner.tenant_id):
        Invoice.unscoped.create(
            tenant_id=owner.tenant_id, client_id=client, invoice_number=f"INV-{number}", issue_date=on, due_date=on,
            currency=currency, subtotal=amount, tax_amount=0, total_amount=amount, balance=amount, status=status,
        )  # fmt: skip


@pytest.fixture
def sales(colleague: Callable[..., User]) -> User:
    return colleague("sales_person")


def test_creates_shows_and_lists_a_customer(api: Api, sales: User) -> None:
    customer = create(api, assigned_sales_person=sales.pk)
    assert {key: customer[key] for key in CUSTOMER} == CUSTOMER
    assert (customer["status"], customer["active"], customer["calculated_monthly_revenue"]) == ("Active", True, 0.0)
    details = customer["assigned_sales_person_details"]
    assert {key: details[key] for key in ("id", "username", "email")} == {
        "id": sales.pk, "username": sales.username, "email": sales.email,
    }  # fmt: skip
    assert api.get(f"/api/customers/{customer['id']}/").json() == customer
    assert api.get("/api/customers/").json()["results"] == [customer]
    assert api.get(f"/api/clients/{customer['id']}/").json()["stage"] == "ACTIVE"


def test_leaves_prospects_out(api: Api) -> None:
    lead = api.post("/api/clients/", {"name": "A Lead", "email": "lead@example.com"}).json()
    assert api.get("/api/customers/").json()["count"] == 0
    for method in ("get", "patch", "put", "delete"):
        assert api.request(method, f"/api/customers/{lead['id']}/", None if method == "get" else {}).status_code == 404
    assert api.post(f"/api/customers/{lead['id']}/toggle-active/").status_code == 404


def test_computes_what_was_billed_in_the_last_full_month(api: Api, owner: User) -> None:
    first, second = create(api), create(api, email="second@acme.com")
    last = date.today().replace(day=1) - timedelta(days=1)
    invoice(owner, first["id"], 1, "4000.00", last)
    invoice(owner, first["id"], 2, "500.50", last.replace(day=1), status="paid")
    invoice(owner, first["id"], 3, "1000", last, status="draft")
    invoice(owner, first["id"], 4, "1000", last, status="cancelled")
    invoice(owner, first["id"], 5, "1000", last + timedelta(days=1))
    invoice(owner, first["id"], 6, "1000", last.replace(day=1) - timedelta(days=1))
    invoice(owner, first["id"], 7, "1000", last, currency="JPY")
    listed = {row["id"]: row["calculated_monthly_revenue"] for row in api.get("/api/customers/").json()["results"]}
    assert listed == {first["id"]: 4500.5, second["id"]: 0.0}
    assert api.get(f"/api/customers/{first['id']}/").json()["calculated_monthly_revenue"] == 4500.5


def test_follows_activation_with_status_and_leave_date(api: Api) -> None:
    customer = create(api)
    path = f"/api/customers/{customer['id']}/"
    left = api.post(f"{path}toggle-active/").json()
    assert (left["active"], left["status"], left["leave_date"]) == (False, "Inactive", left["join_date"])
    back = api.post(f"{path}toggle-active/").json()
    assert (back["active"], back["status"], back["leave_date"]) == (True, "Active", None)
    assert api.patch(path, {"status": "Inactive"}).json()["active"] is False
    assert api.patch(path, {"active": True}).json()["status"] == "Active"
    refused = api.patch(path, {"active": True, "status": "Inactive"})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["status"])


def test_creates_a_customer_quickly(api: Api) -> None:
    quick = api.post("/api/customers/quick-create/", {"first_name": "Walk", "last_name": "In", "nationality": "MYS"})
    assert quick.status_code == 201
    assert (quick.json()["name"], quick.json()["email"], quick.json()["nationality"]) == ("Walk In", "", "MYS")
    assert api.post("/api/customers/quick-create/", {}).status_code == 400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "won"}, "status"),
        ({"monthly_revenue": "x"}, "monthly_revenue"),
        ({"monthly_revenue": "١٢"}, "monthly_revenue"),
        ({"nationality": "Malaysia"}, "nationality"),
        ({"gender": "?"}, "gender"),
        ({"birthdate": "tomorrow"}, "birthdate"),
        ({"active": "perhaps"}, "active"),
        ({"assigned_sales_person": 0}, "assigned_sales_person"),
    ],
)
def test_refuses_a_wrong_value(api: Api, change: dict[str, Any], field: str) -> None:
    refused = api.post("/api/customers/", CUSTOMER | change)
    assert (refused.status_code, list(refused.json()["details"])) == (400, [field])


def test_searches_customers_by_q(api: Api) -> None:
    customer = create(api)
    create(api, name="Other", email="o@other.com", company_name="", phone="")
    assert [row["id"] for row in api.get("/api/customers/search/?q=acm").json()["results"]] == [customer["id"]]
    assert [row["id"] for row in api.get("/api/customers/?search=555-333").json()["results"]] == [customer["id"]]
    assert api.get("/api/customers/search/?q=nobody").json()["count"] == 0


def test_filters_customers(api: Api, sales: User) -> None:
    mine = create(api, assigned_sales_person=sales.pk)
    left = create(api, email="left@acme.com", status="Inactive")
    for query, expected in [
        (f"assigned_sales_person={sales.pk}", mine),
        ("status=Active", mine),
        ("status=Inactive", left),
        ("active=false", left),
    ]:
        assert [row["id"] for row in api.get(f"/api/customers/?{query}").json()["results"]] == [expected["id"]]
    assert api.get("/api/customers/?status=new").status_code == 400


def test_deletes_many_but_for_the_platform_only(api: Api, owner: User) -> None:
    gone, kept = create(api), create(api, email="kept@acme.com")
    invoice(owner, kept["id"], 1, "10", date(2024, 1, 1))
    body = {"ids": [gone["id"], kept["id"], 10**9]}
    assert api.post("/api/customers/bulk-delete/", body).status_code == 403
    platform = Api(User.unscoped.create_superuser("platform", "platform@example.com", "Password123!"))
    platform.headers["X-Tenant"] = owner.tenant.domain
    answer = platform.post("/api/customers/bulk-delete/", body).json()
    assert (answer["deleted"], answer["skipped"]) == (1, 2)
    assert [reason["id"] for reason in answer["reasons"]] == [kept["id"], 10**9]
    assert [row["id"] for row in api.get("/api/customers/").json()["results"]] == [kept["id"]]
    for refused in ({}, {"ids": []}, {"ids": ["x"]}, {"ids": 1}):
        assert platform.post("/api/customers/bulk-delete/", refused).status_code == 400


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_hides_another_tenants_customer(api: Api, charlie: User, method: str) -> None:
    theirs = create(Api(charlie))
    assert api.request(method, f"/api/customers/{theirs['id']}/", None if method == "get" else {}).status_code == 404
    assert api.post(f"/api/customers/{theirs['id']}/toggle-active/").status_code == 404
    assert api.get("/api/customers/search/?q=acme").json()["count"] == 0


def test_shows_a_sales_person_the_own_customers_only(api: Api, sales: User) -> None:
    create(api)
    mine = create(Api(sales), email="mine@acme.com")
    assert mine["assigned_sales_person"] == sales.pk
    assert [row["id"] for row in Api(sales).get("/api/customers/").json()["results"]] == [mine["id"]]
