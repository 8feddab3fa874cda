"""Recurring invoices: the dates of their periods, each exactly once, and late fees."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice, RecurringInvoice
from apps.invoices.recurring import issue_due_invoices, period_date
from apps.invoices.reminders import remind_clients
from apps.invoices.services import mark_overdue_invoices
from apps.invoices.tasks import issue_recurring
from apps.notifications.models import Notification
from apps.tenants.actors import SystemActor
from tests.conftest import Api
from tests.documents import LINE, add_client, add_invoice, day, set_rate
from tests.parallel import all_at_once

DAY = timedelta(days=1)


def schedule(api: Api, client: Client, **body: Any) -> dict[str, Any]:
    answer = api.post("/api/recurring-invoices/", {"client": client.pk, "line_items": [LINE]} | body)
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def run(owner: User) -> int:
    """What beat does, for one tenant."""
    with tenant_context(owner.tenant_id):
        return issue_due_invoices(actor=SystemActor(owner.tenant))


def issued(owner: User) -> list[date]:
    with tenant_context(owner.tenant_id):
        return list(Invoice.unscoped.order_by("issue_date").values_list("issue_date", flat=True))


@pytest.mark.parametrize(
    ("frequency", "interval", "start", "expected"),
    [
        ("monthly", 1, "2023-12-31", "2023-12-31 2024-01-31 2024-02-29 2024-03-31 2024-04-30 2024-05-31"),
        ("monthly", 1, "2023-01-30", "2023-01-30 2023-02-28 2023-03-30"),
        ("monthly", 3, "2024-11-30", "2024-11-30 2025-02-28 2025-05-30 2025-08-30"),
        ("yearly", 1, "2024-02-29", "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
        ("yearly", 2, "2023-06-15", "2023-06-15 2025-06-15"),
        ("weekly", 1, "2024-02-26", "2024-02-26 2024-03-04 2024-03-11"),
        ("weekly", 2, "2024-12-23", "2024-12-23 2025-01-06"),
    ],
)
def test_dates_periods_from_their_anchor(frequency: str, interval: int, start: str, expected: str) -> None:
    anchored = RecurringInvoice(frequency=frequency, interval=interval, start_date=date.fromisoformat(start))
    dates = expected.split()
    assert [period_date(anchored, number).isoformat() for number in range(len(dates))] == dates


@pytest.mark.parametrize("zone", ["Asia/Kuala_Lumpur", "America/New_York", "Europe/Berlin", "Pacific/Apia"])
def test_issues_five_years_of_periods_on_their_days_however_often_it_runs(owner: User, zone: str) -> None:
    """By hand: the 31st of January 2023 and every month after it, for 60 months, at 23:30 of the day before and 00:30
    of the day itself where the tenant is, across 10 changes of the clock and the leap day of 2024."""
    owner.tenant.settings = {"timezone": zone}
    owner.tenant.save(update_fields=["settings"])
    expected = [date(2023 + month // 12, month % 12 + 1, 28) for month in range(60)]
    expected = [(day.replace(day=28) + 4 * DAY).replace(day=1) - DAY for day in expected]
    start = datetime(2023, 1, 31, 9, tzinfo=ZoneInfo(zone))
    with time_machine.travel(start, tick=False):
        api, client = Api(owner), None
        client = api.post("/api/clients/", {"name": "Ada", "email": "ada@client.example"}).json()
        api.post("/api/recurring-invoices/", {"client": client["id"], "line_items": [LINE], "frequency": "monthly"})
    done: list[date] = []
    for day_due in expected:
        before = datetime(day_due.year, day_due.month, day_due.day, 0, 30, tzinfo=ZoneInfo(zone))
        with time_machine.travel(before - timedelta(hours=1), tick=False):
            assert run(owner) == 0
        with time_machine.travel(before, tick=False):
            assert (run(owner), run(owner)) == (1, 0)
        done.append(day_due)
    assert issued(owner) == expected == done


def test_makes_up_for_periods_that_passed_while_nothing_ran(api: Api, owner: User, client: Client) -> None:
    made = schedule(api, client, frequency="weekly", due_days=5)
    with time_machine.travel(datetime.now(UTC) + timedelta(weeks=3, days=1)):
        assert (run(owner), run(owner)) == (4, 0)
        shown = Api(owner).get(f"/api/recurring-invoices/{made['id']}/").json()
    assert [period["date"] for period in shown["periods"]] == [day(0), day(7), day(14), day(21)]
    assert shown["next_date"] == day(28)
    assert issued(owner) == [date.fromisoformat(day(offset)) for offset in (0, 7, 14, 21)]
    first = api.get(f"/api/invoices/{shown['periods'][0]['invoice']}/").json()
    assert (first["due_date"], first["total_amount"]) == (day(5), "1100.00")


def test_sends_what_it_makes_unless_told_to_leave_drafts(api: Api, owner: User, client: Client) -> None:
    schedule(api, client)
    schedule(api, client, auto_send=False)
    assert run(owner) == 2
    with tenant_context(owner.tenant_id):
        assert sorted(Invoice.unscoped.values_list("status", flat=True)) == ["draft", "sent"]
        assert Notification.unscoped.filter(kind="invoices.email_invoice").count() == 1


def test_pauses_and_goes_on_without_what_passed(api: Api, owner: User, client: Client) -> None:
    made = schedule(api, client, frequency="weekly", start_date=day(1))
    path = f"/api/recurring-invoices/{made['id']}/"
    assert api.post(f"{path}pause/").json()["status"] == "paused"
    assert api.post(f"{path}pause/").status_code == 409
    third = day(15)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=10)):
        assert run(owner) == 0
        later = Api(owner)
        assert later.post(f"{path}resume/").json()["next_date"] == third
        assert later.post(f"{path}resume/").status_code == 409
        assert run(owner) == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=15)):
        assert run(owner) == 1


def test_ends_after_its_end_date(api: Api, owner: User, client: Client) -> None:
    made = schedule(api, client, frequency="weekly", end_date=day(7))
    path = f"/api/recurring-invoices/{made['id']}/"
    assert api.get(f"{path}preview/").json()["dates"] == [day(0), day(7)]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        assert run(owner) == 2
        later = Api(owner)
        assert later.get(path).json()["status"] == "ended"
        assert later.patch(path, {"end_date": None}).json()["status"] == "active"


def test_previews_the_next_dates(api: Api, client: Client) -> None:
    made = schedule(api, client, frequency="monthly", start_date="2199-08-31")
    path = f"/api/recurring-invoices/{made['id']}/preview/"
    assert api.get(f"{path}?count=3").json()["dates"] == ["2199-08-31", "2199-09-30", "2199-10-31"]
    assert len(api.get(path).json()["dates"]) == 5  # the calendar ends
    assert api.get(f"{path}?count=0").status_code == 400


def test_keeps_its_rhythm_once_it_has_begun(api: Api, owner: User, client: Client) -> None:
    made = schedule(api, client)
    path = f"/api/recurring-invoices/{made['id']}/"
    assert api.patch(path, {"frequency": "yearly"}).status_code == 200
    run(owner)
    assert api.patch(path, {"frequency": "weekly"}).status_code == 409
    changed = api.patch(path, {"line_items": [LINE | {"unit_price": "5.00"}]})
    assert changed.json()["line_items"][0]["unit_price"] == "5.00"
    assert api.delete(path).status_code == 204
    assert len(issued(owner)) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"end_date": day(-1)}, "end_date"),
        ({"start_date": day(-1)}, "start_date"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [LINE | {"quantity": -1}]}, "line_items.0.quantity"),
        ({"currency": "ZZZ"}, "currency"),
        ({"interval": 0}, "interval"),
        ({"frequency": "daily"}, "frequency"),
    ],
)
def test_refuses_a_schedule_that_cannot_be(api: Api, client: Client, body: dict[str, Any], field: str) -> None:
    answer = api.post("/api/recurring-invoices/", {"client": client.pk, "line_items": [LINE]} | body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert api.get("/api/recurring-invoices/").json()["count"] == 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_workers_that_run_at_once_issue_each_period_once(api: Api, owner: User, client: Client) -> None:
    for _ in range(3):
        schedule(api, client)
    all_at_once(api, lambda caller, n: issue_recurring(), 6)
    assert len(issued(owner)) == 3


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_issues_nothing_while_the_company_is_paused_and_makes_up_for_it_then(
    api: Api, owner: User, client: Client
) -> None:
    schedule(api, client)
    address = f"/api/tenants/{owner.tenant_id}/"
    assert api.patch(address, {"settings": {"automation_paused": True}}).status_code == 200
    issue_recurring()
    assert issued(owner) == []
    assert api.patch(address, {"settings": {"automation_paused": False}}).status_code == 200
    issue_recurring()
    assert len(issued(owner)) == 1


def test_charges_a_late_fee_as_an_invoice_of_its_own(api: Api, owner: User, client: Client) -> None:
    settings = {"reminder_days": [7, 14], "late_fees": ["0", "12.50"], "default_tax_rate": "0.06"}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": settings}).status_code == 200
    set_rate(api, "JPY", "0.00667")
    late = add_invoice(api, client, due_date=day(0), status="sent")
    yen = add_invoice(api, add_client(owner, email=""), due_date=day(0), status="sent", currency="JPY")
    owner.tenant.refresh_from_db()
    owner.tenant.__dict__.pop("preferences", None)
    for offset in (8, 15, 15, 40, 60):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=offset)), tenant_context(owner.tenant_id):
            actor = SystemActor(owner.tenant)
            mark_overdue_invoices(actor=actor)
            remind_clients(actor=actor)
    with tenant_context(owner.tenant_id):
        fees = Invoice.unscoped.exclude(pk__in=[late["id"], yen["id"]]).order_by("pk")
        shown = [
            (
                fee.late_fee_for_id,
                fee.currency,
                str(fee.total_amount),
                str(fee.tax_amount),
                fee.line_items.get().description,
            )
            for fee in fees
        ]
    assert shown == [
        (late["id"], "USD", "12.50", "0.00", f"Late fee for invoice {late['invoice_number']}"),
        (yen["id"], "JPY", "1874", "0", f"Late fee for invoice {yen['invoice_number']}"),
    ]


def test_reminds_though_there_is_no_rate_for_the_late_fee(api: Api, owner: User, client: Client) -> None:
    settings = {"reminder_days": [7], "late_fees": ["12.50"], "exchange_rate_days": 3}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": settings}).status_code == 200
    set_rate(api, "EUR", "1.10", day(0))
    euro = add_invoice(api, client, due_date=day(0), status="sent", currency="EUR")
    owner.tenant.refresh_from_db()
    owner.tenant.__dict__.pop("preferences", None)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)), tenant_context(owner.tenant_id):
        actor = SystemActor(owner.tenant)
        mark_overdue_invoices(actor=actor)
        assert remind_clients(actor=actor) == 1
        assert Invoice.unscoped.count() == 1
        told = AuditLog.unscoped.filter(resource_id=str(euro["id"]), resource_type="invoice", action="skip_late_fee")
        assert told.get().new_values["late_fee"] == "12.50"
