"""A month's bills, laid out from each customer's last one."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from apps.bills.advances import Advances
from apps.bills.bulk import insert_bills
from apps.bills.figures import month_after, same_day_in, settle_figures, value_bill
from apps.bills.models import BANDWIDTH, PRICES, Bill, BillSlice
from apps.bills.services import index_words
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.money import ZERO
from apps.core.texts import say
from apps.currencies.rates import Rates
from apps.jobs.models import Job
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import Actor
from apps.tenants.days import FIRST_DAY, today_of

GENERATE_BILLS = "bills.generate_bills"
CHUNK = 1_000
MONTHS_AHEAD = 12
_KEPT = ("owner_id", "customer_id", "currency", "status", "nttn_cap", "nttn_com", *BANDWIDTH, *PRICES, "discount")


def start_generation(*, actor: Actor, month: date | None = None) -> Job:
    """Start the job that lays out a month's bills: next month's where the tenant is, unless given by its first day.

    400 for a month more than a year ahead.
    """
    today = today_of(actor)
    month = month or month_after(today)
    latest = date(today.year + 1, today.month, 1)
    if not FIRST_DAY <= month <= latest:
        raise RuleViolation(
            say(
                "Bills can be laid out from {first:%Y-%m} to {latest:%Y-%m}, a year ahead.",
                first=FIRST_DAY,
                latest=latest,
            ),
            code="out_of_range",
            field="month",
        )
    return start_job(actor=actor, kind=GENERATE_BILLS, month=month)


@handles(GENERATE_BILLS)
def generate_bills_job(run: JobRun) -> dict[str, Any]:
    """Lay out the month that the job names."""

    def report(done: int, total: int) -> None:
        run.report(100 * done // total, f"{done:,} of {total:,} customers")

    return generate_month(actor=run.actor, month=date.fromisoformat(run.arguments["month"]), report=report)


def generate_month(*, actor: Actor, month: date, report: Callable[[int, int], None]) -> dict[str, Any]:
    """Lay out a month in chunks, each its own transaction; called again, it makes what is still missing.

    `report` gets how many customers are done, of how many.
    """
    total, last = _customers(actor, month).count(), 0
    counts = {"created": 0, "existing": 0, "ended": 0}
    while chunk := generate_chunk(actor=actor, month=month, after=last):
        last, made = chunk
        counts = {name: count + made[name] for name, count in counts.items()}
        done = sum(counts.values())
        report(done, max(done, total))
    return {"month": f"{month:%Y-%m}", **counts}


@transaction.atomic
def generate_chunk(*, actor: Actor, month: date, after: int) -> tuple[int, dict[str, int]] | None:
    """Lay out a month for the next customers by id; None when there are no more.

    Answers the last id and how many bills were `created`, were there already (`existing`), or are not wanted because
    the customer's last bill is inactive (`ended`). 400 where a bill's currency has no exchange rate.
    """
    rows = _customers(actor, month).filter(pk__gt=after).order_by("pk")
    customers = [customer.pk for customer in rows.only("pk").select_for_update(of=("self",), no_key=True)[:CHUNK]]
    if not customers:
        return None
    ours = Bill.unscoped.filter(tenant_id=actor.acting_tenant_id, customer_id__in=customers)
    there = set(ours.filter(month=month).values_list("customer_id", flat=True))
    last = _last_bills(actor, [pk for pk in customers if pk not in there], month)
    wanted = [bill for bill in last if bill.status == Bill.Status.ACTIVE]
    rates = _last_rates(wanted)
    advances = Advances(actor=actor, customers=[bill.customer_id for bill in wanted])
    bills = [_next_bill(bill, month, rates.get(bill.pk, {})) for bill in wanted]
    exchange = Rates(actor)
    for bill in bills:
        advances.use_for(bill)
        value_bill(bill, exchange)
    insert_bills(actor=actor, bills=bills)
    advances.store()
    return customers[-1], {"created": len(bills), "existing": len(there), "ended": len(last) - len(wanted)}


def _customers(actor: Actor, month: date) -> Any:
    """The active customers that have a regular bill of an earlier month."""
    earlier = Bill.unscoped.filter(tenant_id=OuterRef("tenant_id"), customer_id=OuterRef("pk"), month__lt=month)
    return Client.objects.visible_to(actor).filter(Client.CUSTOMER, Exists(earlier), active=True)


def _last_bills(actor: Actor, customers: Sequence[int], month: date) -> list[Bill]:
    """Each customer's last regular bill before the month."""
    bills = Bill.unscoped.filter(tenant_id=actor.acting_tenant_id)
    newest = bills.filter(customer_id=OuterRef("pk"), month__lt=month).order_by("-month").values("pk")[:1]
    keys = Client.unscoped.filter(pk__in=customers).order_by("pk").values_list(Subquery(newest), flat=True)
    found = bills.in_bulk(list(keys))
    return list(found.values())


def _last_rates(bills: Sequence[Bill]) -> dict[int, dict[str, Any]]:
    """What lines that changed in mid-month cost for a whole month at the end, by bill."""
    rates: dict[int, dict[str, Any]] = {}
    slices = BillSlice.unscoped.filter(bill_id__in=[bill.pk for bill in bills]).order_by("first_day")
    for bill_id, line, quantity, price in slices.values_list("bill_id", "line", "quantity", "monthly_price"):
        rates.setdefault(bill_id, {}).update({line: quantity, f"{line}_price": price})
    return rates


def _next_bill(last: Bill, month: date, rates: dict[str, Any]) -> dict[str, Any]:
    """The bill that follows another: the same lines at their monthly prices, nothing received yet."""
    bill = {name: getattr(last, name) for name in _KEPT} | rates
    bill |= dict.fromkeys(("total_received", "advance", "advance_used"), ZERO)
    bill["discount"] = min(bill["discount"], sum((bill[name] for name in PRICES), ZERO))
    bill |= {
        "billing_date": same_day_in(month, last.billing_date),
        "month": month,
        "remarks": last.remarks,
        "search_text": index_words(last.nttn_cap, last.nttn_com, last.remarks),
    }
    settle_figures(bill)
    return bill
