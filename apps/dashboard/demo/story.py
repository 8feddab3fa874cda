"""The demo company, made as its people would have made it: every row through the services that a request uses.

Only then are the rows dated back, so that the company has a past.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from apps.accounts.demo import DEMO_OWNER
from apps.accounts.models import Role, User
from apps.accounts.services import create_user, register_tenant
from apps.accounts.services.companies import update_tenant
from apps.bills.services import create_bill
from apps.clients.models import Client
from apps.clients.services import create_client, update_client
from apps.core.money import round_money
from apps.core.tenancy import tenant_context
from apps.dashboard.demo.catalogue import COMPANIES, PEOPLE, SPENDING, STREETS
from apps.dashboard.demo.exchange import enter_rates
from apps.dashboard.demo.plans import DAYS_BACK, Basket, InvoicePlan, QuotePlan, fill_basket, plan_invoices, plan_quotes
from apps.dashboard.demo.visas import lead_applications
from apps.expenses.services import create_expense, move_expense
from apps.invoices.services import cancel_invoice, create_invoice
from apps.payments.services import create_payment
from apps.quotes.models import Quote
from apps.quotes.services import convert_quote, create_quote, move_quote
from apps.tenants.models import Tenant

NAME: Final = "Demo Company"
DOMAIN: Final = "demo.senangkira.example"
SETTINGS: Final = {
    "timezone": "Asia/Kuala_Lumpur",
    "currency": "MYR",
    "address": "Level 9, 12 Jalan Ampang\n50450 Kuala Lumpur",
    "email": "accounts@demo.senangkira.example",
    "phone": "+60321234567",
    "tax_number": "W10-1808-32000042",
}
INVOICES: Final = 60
QUOTES: Final = 16
EXPENSES: Final = 40
BILLED_MONTHS: Final = 6
_RATES: Final = {"iig_qt": 95, "fna": 40, "ggc": 35, "cdn": 30, "bdix": 12}
"""What a unit of bandwidth costs a month."""
_COLLEAGUES: Final = (
    ("admin", "Farah", "Aziz"),
    ("manager", "Daniel", "Lim"),
    ("accountant", "Kavitha", "Raman"),
    ("staff", "Rahim", "Osman"),
    ("sales_person", "Mei", "Wong"),
    ("user", "Joseph", "Anak Jimbau"),
)
_STAGES: Final = (Client.Stage.ACTIVE, Client.Stage.ACTIVE, Client.Stage.IN_PROGRESS, Client.Stage.LEAD)


@transaction.atomic
def found_demo_company() -> Tenant:
    """Sign up the company with people, clients, documents in every status, payments, expenses, products and
    applications. No mail is sent."""
    with tenant_context(None):  # a sign-up leaves its tenant bound
        founder = register_tenant(
            name=NAME,
            domain=DOMAIN,
            email=DEMO_OWNER.username,
            password=DEMO_OWNER.password,
            first_name="Nadia",
            last_name="Hamzah",
        )
    random = Random(DOMAIN)  # noqa: S311 - demo data
    with tenant_context(founder.tenant_id):
        tenant = update_tenant(actor=founder, tenant=founder.tenant, all_settings=SETTINGS)
        people = _hire(tenant)
        today = timezone.now().astimezone(people[0].tenant_timezone).date()
        enter_rates(people[0], today)
        clients = [_win_client(random, people, position, today) for position in range(len(COMPANIES))]
        baskets = [fill_basket(random, currency=tenant.preferences.currency) for _ in range(INVOICES)]
        for offer in plan_quotes(random, contents=baskets, today=today, count=QUOTES):
            _quote(random.choice(people), random.choice(clients), offer)
        for claim in plan_invoices(random, contents=baskets, today=today, count=INVOICES):
            _invoice(random.choice(people), random.choice(clients), claim)
        for age in sorted((random.randrange(DAYS_BACK) for _ in range(EXPENSES - 1)), reverse=True):
            _expense(random, people, today - timedelta(days=age))
        _expense(random, people, today)
        lead_applications(random, people, clients, today)
        for client in [client for client in clients if client.stage == Client.Stage.ACTIVE][:3]:
            _bandwidth_bills(random, people[0], client, today)
        # Whoever has an address is sent each invoice. So they get theirs last.
        for client, (_, mailbox) in zip(clients, COMPANIES, strict=True):
            update_client(actor=people[0], client=client, email=f"accounts@{mailbox}.example")
    return tenant


def _hire(tenant: Tenant) -> list[User]:
    """A colleague in each of the other roles. Answers everybody, the owner first."""
    users = User.unscoped.select_related("tenant", "role").filter(tenant=tenant)
    owner = users.get()
    roles = {role.slug: role for role in Role.unscoped.filter(tenant=tenant)}
    for role, first_name, last_name in _COLLEAGUES:
        create_user(
            actor=owner,
            email=f"{role.replace('_', '.')}@{DOMAIN}",
            password=DEMO_OWNER.password,
            role=roles[role],
            first_name=first_name,
            last_name=last_name,
        )
    return list(users.order_by("pk"))


def _win_client(random: Random, people: list[User], position: int, today: date) -> Client:
    person, (company, _) = PEOPLE[position % len(PEOPLE)], COMPANIES[position]
    client = create_client(
        actor=random.choice(people),
        first_name=person.first_name,
        last_name=person.last_name,
        company=company,
        phone=f"+601{random.randrange(10**7, 10**8)}",
        address=random.choice(STREETS),
        stage=_STAGES[position % len(_STAGES)],
    )
    _date_back(client, today - timedelta(days=min(DAYS_BACK, 3 + position * 32)))
    return client


def _quote(actor: User, client: Client, plan: QuotePlan[Basket]) -> None:
    is_open = plan.status in (Quote.Status.DRAFT, Quote.Status.SENT, Quote.Status.EXPIRED)
    quote = create_quote(
        actor=actor,
        client=client,
        status="draft" if plan.status == Quote.Status.DRAFT else "sent",
        issue_date=plan.issue_date,
        # Nobody can accept what has expired, and this is written down only today.
        expiry_date=plan.expiry_date if is_open else timezone.now().date() + timedelta(days=30),
        currency=plan.content.currency,
        line_items=plan.content.line_items,
    )
    if not is_open:
        quote = move_quote(actor=actor, quote=quote, status=plan.status)
    if plan.status == Quote.Status.ACCEPTED and quote.pk % 2:
        convert_quote(actor=actor, quote=quote)
    _date_back(quote, plan.issue_date)


def _invoice(actor: User, client: Client, plan: InvoicePlan[Basket]) -> None:
    invoice = create_invoice(
        actor=actor,
        client=client,
        status="draft" if plan.status == "draft" else "sent",
        issue_date=plan.issue_date,
        due_date=plan.due_date,
        currency=plan.content.currency,
        line_items=plan.content.line_items,
    )
    if plan.status == "cancelled":
        invoice = cancel_invoice(actor=actor, invoice=invoice)
    paid = Decimal(0)
    for part in plan.payments:
        amount = part.amount_of(invoice.total_amount, paid, invoice.currency)
        payment = create_payment(
            actor=actor,
            invoice=invoice,
            amount=amount,
            payment_date=part.paid_on,
            payment_method=part.method,
            reference=part.reference,
        )
        paid += amount
        _date_back(payment, part.paid_on)
    _date_back(invoice, plan.issue_date)


def _expense(random: Random, people: list[User], day: date) -> None:
    description, category, vendor, amount = random.choice(SPENDING)
    expense = create_expense(
        actor=random.choice(people),
        description=description,
        category=category,
        vendor=vendor,
        amount=round_money(Decimal(amount) * random.choice((9, 10, 10, 11)) / 10, str(SETTINGS["currency"])),
        expense_date=day,
    )
    # The newest wait for somebody to look at them.
    if random.random() < 0.9 and day < timezone.now().date() - timedelta(days=7):
        move_expense(actor=people[0], expense=expense, status=random.choice(("approved", "approved", "rejected")))
    _date_back(expense, day)


def _bandwidth_bills(random: Random, actor: User, client: Client, today: date) -> None:
    """The bills of the last months, the newest of which is open in part."""
    lines: dict[str, Any] = {}
    for line, rate in _RATES.items():
        quantity = Decimal(random.choice((5, 10, 10, 20, 50)))
        lines |= {line: quantity, f"{line}_price": quantity * rate}
    total = sum(lines[f"{line}_price"] for line in _RATES)
    first = today.replace(day=1)
    for age in range(BILLED_MONTHS):
        bill = create_bill(
            actor=actor,
            customer=client,
            billing_date=first,
            nttn_cap=f"CAP-{client.pk:02d}",
            nttn_com=random.choice(("Fiber@Home", "Summit", "Bahon")),
            total_received=total if age else Decimal(random.choice((0, 500))),
            remarks="Monthly bandwidth",
            **lines,
        )
        _date_back(bill, first)
        first = (first - timedelta(days=1)).replace(day=1)


def moment_of(day: date, key: int, tenant: Tenant) -> datetime:
    """Some minute of a day's office hours, the same for the same key; never in the future."""
    opening = datetime.combine(day, time(9), tzinfo=tenant.preferences.zone)
    return min(timezone.now(), opening + timedelta(minutes=key % 480))


def _date_back(row: Any, day: date) -> None:
    moment = moment_of(day, row.pk, row.tenant)
    dates = {"sent_at": moment} if getattr(row, "sent_at", None) else {}
    type(row).unscoped.filter(pk=row.pk).update(created_at=moment, updated_at=moment, **dates)
