from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.bills import generation
from apps.bills.figures import month_after
from apps.bills.models import Bill
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.bills.bodies import add_bill, add_customer
from tests.conftest import Api
from tests.parallel import all_at_once


def generate(api: Api, **body: Any) -> dict[str, Any]:
    """Have a month laid out, and done; answers the job."""
    started = api.post("/api/bills/generate/", body)
    assert started.status_code == 202, started.json()
    assert api.user
    with tenant_context(api.user.tenant_id):
        job = Job.unscoped.get(job_id=started.json()["job_id"])
    run_job(job.tenant_id, job.pk)
    shown: dict[str, Any] = api.get(f"/api/async-jobs/{job.job_id}/").json()
    return shown


def bills_of(api: Api, customer: Client) -> list[dict[str, Any]]:
    return list(api.get(f"/api/bills/?customer={customer.pk}&ordering=billing_date").json()["results"])


def test_lays_out_a_month_from_each_customers_last_bill(api: Api, owner: User, customer: Client) -> None:
    add_bill(api, customer, billing_date="2025-10-31", iig_qt_price="1.00", total_received="0")
    last = add_bill(api, customer, discount="5.00")
    beta = add_customer(owner, name="Beta")
    add_bill(api, beta, billing_date="2025-09-12", total_received="0")
    job = generate(api, month="2025-12")
    assert (job["status"], job["result"]) == (
        "succeeded", {"month": "2025-12", "created": 2, "existing": 0, "ended": 0},
    )  # fmt: skip
    made = bills_of(api, customer)[-1]
    assert (made["billing_date"], made["month"]) == ("2025-12-31", "2025-12-01")
    same = [name for name in last if name not in
            ("id", "billing_date", "month", "total_received", "total_due", "base_total_received", "base_total_due",
             "created_at", "updated_at")]  # fmt: skip
    assert {name: made[name] for name in same} == {name: last[name] for name in same}
    assert (made["total_bill"], made["total_received"], made["total_due"]) == ("125.00", "0.00", "125.00")
    assert bills_of(api, beta)[-1]["billing_date"] == "2025-12-12"
    assert api.get("/api/bills/?search=monthly").json()["count"] == 5
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(resource_type="bill", resource_id=str(made["id"]))
    assert (event.action, event.user_id, event.new_values["total_bill"]) == ("create", owner.pk, "125.00")


def test_lays_out_the_next_month_unless_told_otherwise(api: Api, owner: User, customer: Client) -> None:
    today = datetime.now(owner.tenant_timezone).date()
    add_bill(api, customer, billing_date=today.replace(day=1).isoformat())
    assert generate(api)["result"]["month"] == f"{month_after(today):%Y-%m}"
    assert bills_of(api, customer)[-1]["billing_date"] == month_after(today).isoformat()


def test_makes_nothing_the_second_time(api: Api, customer: Client) -> None:
    add_bill(api, customer)
    generate(api, month="2025-12")
    before = bills_of(api, customer)
    assert generate(api, month="2025-12")["result"] == {"month": "2025-12", "created": 0, "existing": 1, "ended": 0}
    assert bills_of(api, customer) == before


def test_leaves_out_who_has_left_and_what_has_ended(api: Api, owner: User, customer: Client) -> None:
    add_bill(api, customer, status="Inactive")
    left = add_customer(owner, name="Left")
    add_bill(api, left)
    assert api.post(f"/api/customers/{left.pk}/toggle-active/").status_code == 200
    add_customer(owner, name="Never billed")
    assert generate(api, month="2025-12")["result"] == {"month": "2025-12", "created": 0, "existing": 0, "ended": 1}


def test_does_not_bill_a_month_that_was_billed_by_hand(api: Api, customer: Client) -> None:
    add_bill(api, customer)
    add_bill(api, customer, billing_date="2025-12-03")
    assert generate(api, month="2025-12")["result"]["created"] == 0
    assert generate(api, month="2026-01")["result"]["created"] == 1
    assert bills_of(api, customer)[-1]["billing_date"] == "2026-01-03"


def test_goes_on_at_the_monthly_price_after_a_change(api: Api, customer: Client) -> None:
    bill = add_bill(api, customer)
    api.post(
        f"/api/bills/{bill['id']}/change-bandwidth/",
        {"effective_date": "2025-11-16", "iig_qt": "20.00", "iig_qt_price": "200.00", "ggc": "4.00"},
    )
    generate(api, month="2025-12")
    made = bills_of(api, customer)[-1]
    assert (made["iig_qt"], made["iig_qt_price"], made["ggc"], made["ggc_price"], made["slices"]) == (
        "20.00", "200.00", "4.00", "20.00", [],
    )  # fmt: skip
    assert made["total_bill"] == "230.00"


def test_uses_what_a_customer_has_paid_ahead(api: Api, customer: Client) -> None:
    add_bill(api, customer, total_received="130.00", advance="140.00")
    generate(api, month="2025-12")
    generate(api, month="2026-01")
    assert [(bill["advance_used"], bill["total_due"]) for bill in bills_of(api, customer)] == [
        ("0.00", "0.00"), ("130.00", "0.00"), ("10.00", "120.00"),
    ]  # fmt: skip


def test_keeps_to_the_customers_that_the_caller_sees(api: Api, owner: User, colleague: Any) -> None:
    sales = colleague("sales_person")
    mine, others = add_customer(owner, name="Mine", assigned_to=sales), add_customer(owner, name="Others")
    for one in (mine, others):
        add_bill(api, one)
    assert generate(Api(sales), month="2025-12")["result"]["created"] == 1
    assert (len(bills_of(api, mine)), len(bills_of(api, others))) == (2, 1)


@pytest.mark.parametrize(
    "month", ["2025-13", "2025-00", "2025", "0000-01", "1899-12", "2199-01", "2025-1", "12/2025", ""]
)
def test_refuses_what_is_no_month(api: Api, month: str) -> None:
    answer = api.post("/api/bills/generate/", {"month": month})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["month"])


def test_goes_on_after_a_worker_was_killed(
    api: Api, owner: User, customer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "CHUNK", 2)
    for name in "abcd":
        add_bill(api, add_customer(owner, name=name))
    add_bill(api, customer)
    calls = 0
    insert = generation.insert_bills

    def dying(**given: Any) -> None:
        nonlocal calls
        calls += 1
        insert(**given)
        if calls == 2:
            raise MemoryError("killed")

    monkeypatch.setattr(generation, "insert_bills", dying)
    started = api.post("/api/bills/generate/", {"month": "2025-12"}).json()
    with tenant_context(owner.tenant_id):
        job = Job.unscoped.get(job_id=started["job_id"])
    run_job(job.tenant_id, job.pk)
    assert api.get("/api/bills/?billing_date__gte=2025-12-01").json()["count"] == 2
    run_job(job.tenant_id, job.pk)
    with tenant_context(owner.tenant_id):
        job.refresh_from_db()
        assert (job.status, job.result["created"], job.result["existing"]) == ("succeeded", 3, 2)
        assert Bill.unscoped.filter(month=date(2025, 12, 1)).count() == 5


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_makes_one_bill_a_customer_however_many_ask_at_once(api: Api, owner: User, customer: Client) -> None:
    customers = [customer, *(add_customer(owner, name=f"Customer {n}") for n in range(30))]
    for one in customers:
        add_bill(api, one)
    jobs = [api.post("/api/bills/generate/", {"month": "2025-12"}).json()["job_id"] for _ in range(6)]
    with tenant_context(owner.tenant_id):
        keys = list(Job.unscoped.filter(job_id__in=jobs).values_list("pk", flat=True))

    def work(caller: Api, n: int) -> Any:
        if n < len(keys):
            return run_job(owner.tenant_id, keys[n])
        return caller.post("/api/bills/", {"customer": customers[n].pk, "billing_date": "2025-12-05"})

    all_at_once(api, work, 16, callers=16)
    for key in keys:  # those that another kept waiting too long
        run_job(owner.tenant_id, key)
    with tenant_context(owner.tenant_id):
        regular = Bill.unscoped.filter(month=date(2025, 12, 1)).values_list("customer_id", flat=True)
        assert sorted(regular) == sorted(one.pk for one in customers)
        assert set(Job.unscoped.filter(pk__in=keys).values_list("status", flat=True)) == {"succeeded"}


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_the_database_refuses_a_second_regular_bill_of_a_month(
    api: Api, owner: User, customer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the look at what is there, the constraint has the last word, and the job fails without a second bill."""
    add_bill(api, customer)
    generate(api, month="2025-12")
    monkeypatch.setattr(
        generation, "_last_bills", lambda actor, customers, month: list(Bill.unscoped.filter(month="2025-11-01"))
    )
    job = generate(api, month="2025-12")
    assert job["status"] == "queued"
    assert "one_regular_bill_a_month" in job["error"]
    assert len(bills_of(api, customer)) == 2


def test_is_there_on_the_command_line(api: Api, owner: User, customer: Client, capsys: Any) -> None:
    add_bill(api, customer)
    call_command("generate_bills", tenant=owner.tenant.domain, month=date(2025, 12, 1), json=True)
    assert capsys.readouterr().out.strip() == '{"month": "2025-12", "created": 1, "existing": 0, "ended": 0}'
    call_command("generate_bills", "--tenant", str(owner.tenant_id), "--month", "2025-12")
    assert "0 made, 1 there already" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no month"):
        call_command("generate_bills", "--tenant", str(owner.tenant_id), "--month", "2025-13")
    with pytest.raises(CommandError, match="no tenant"):
        call_command("generate_bills", tenant="nobody")
