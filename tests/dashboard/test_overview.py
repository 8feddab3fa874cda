"""The overview's figures, against a plain computation in Python over random documents."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from apps.accounts.models import User
from apps.audit.services import record
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.expenses.models import Expense
from apps.invoices.models import Invoice
from apps.payments.models import Payment
from apps.quotes.models import Quote
from tests.conftest import Api
from tests.dashboard.books import roll_up

PATH = "/api/dashboard/overview/"
TODAY = date(2024, 5, 15)
NOON = datetime(2024, 5, 15, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("mid_may")


@pytest.fixture
def mid_may() -> Any:
    with travel(NOON, tick=False):
        yield


RATES = {"USD": Decimal(1), "EUR": Decimal("1.0837"), "JPY": Decimal(1), "KWD": Decimal("470.55"), "NZD": Decimal(1)}


def worth(amount: Decimal, currency: str) -> Decimal:
    """What an amount is worth in dollars, to the cent."""
    return (amount * RATES[currency]).quantize(Decimal("0.01"), ROUND_HALF_UP)


class Books:
    """Writes rows for one owner straight into the tables."""

    def __init__(self, owner: User) -> None:
        self.owner, self.number = owner, 0

    def next_number(self) -> str:
        self.number += 1
        return f"{self.owner.pk}-{self.number}"

    def client(self, **fields: Any) -> Client:
        with tenant_context(self.owner.tenant_id):
            made = fields.pop("created_at", None)
            client = Client.unscoped.create(
                tenant=self.owner.tenant, owner=self.owner, name="Lim",
                email=f"{self.next_number()}@x.example", **fields,
            )  # fmt: skip
            if made:
                Client.unscoped.filter(pk=client.pk).update(created_at=made)
            return client

    def invoice(self, client: Client, **fields: Any) -> Invoice:
        total, paid = fields.pop("total", Decimal("100.00")), fields.pop("paid", Decimal("0.00"))
        defaults = {"issue_date": TODAY, "due_date": TODAY + timedelta(days=30), "currency": "USD", "status": "sent"}
        fields = defaults | fields
        if fields["status"] != "draft":
            value, still_open = worth(total, fields["currency"]), worth(total - paid, fields["currency"])
            fields |= {
                "base_currency": "USD", "exchange_rate": RATES[fields["currency"]], "base_total_amount": value,
                "base_paid_amount": value - still_open, "base_credited_amount": Decimal(0), "base_balance": still_open,
            }  # fmt: skip
        with tenant_context(self.owner.tenant_id):
            return Invoice.unscoped.create(
                tenant=self.owner.tenant, owner=self.owner, client=client, invoice_number=self.next_number(),
                subtotal=total, tax_amount=Decimal("0.00"), total_amount=total, paid_amount=paid, balance=total - paid,
                **fields,
            )  # fmt: skip

    def payment(self, invoice: Invoice, amount: Decimal, on: date = TODAY) -> Payment:
        with tenant_context(self.owner.tenant_id):
            return Payment.unscoped.create(
                tenant=self.owner.tenant, owner=self.owner, invoice=invoice, amount=amount, payment_date=on,
                currency=invoice.currency, invoice_amount=amount, base_amount=worth(amount, invoice.currency),
            )  # fmt: skip

    def expense(self, amount: Decimal, **fields: Any) -> Expense:
        defaults = {"expense_date": TODAY, "currency": "USD", "description": "Taxi", "category": "other"}
        fields = defaults | fields
        value = worth(amount, fields["currency"])
        with tenant_context(self.owner.tenant_id):
            return Expense.unscoped.create(
                tenant=self.owner.tenant, owner=self.owner, amount=amount, base_amount=value, **fields
            )

    def quote(self, client: Client, status: str, on: date = TODAY) -> Quote:
        with tenant_context(self.owner.tenant_id):
            return Quote.unscoped.create(
                tenant=self.owner.tenant, owner=self.owner, client=client, quote_number=self.next_number(),
                issue_date=on, expiry_date=on + timedelta(days=30), status=status, currency="USD",
                subtotal=Decimal("10.00"), tax_amount=Decimal("0.00"), total_amount=Decimal("10.00"),
            )  # fmt: skip


@pytest.fixture
def books(owner: User) -> Books:
    return Books(owner)


def figures(api: Api, query: str = "") -> dict[str, Any]:
    """The overview, after the rows that went past the event log were rolled up."""
    assert api.user
    roll_up(api.user)
    response = api.get(PATH + query)
    assert response.status_code == 200, response.content
    return dict(response.json())


def test_an_empty_company_gets_zeros(api: Api) -> None:
    answer = figures(api)
    zeros = {"invoiced": "0.00", "collected": "0.00", "outstanding": "0.00", "overdue": "0.00"}
    assert answer == {
        "period": {"from": "2024-05-01", "to": "2024-05-15"},
        "currency": "USD",
        "revenue": zeros,
        "other_currencies": [],
        "expenses": {"total": "0.00", "by_category": []},
        "profit": "0.00",
        "exchange_gain": "0.00",
        "client_credit": "0.00",
        "invoices": {"by_status": dict.fromkeys(Invoice.Status.values, 0)},
        "bills": {"number": 0, "billed": "0.00", "received": "0.00", "due": "0.00"},
        "quotes": {"by_status": dict.fromkeys(Quote.Status.values, 0), "acceptance_rate": 0.0},
        "clients": {"total": 0, "new": 0},
        "recent_activity": [],
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "query", ["", "?period=week", "?period=quarter", "?period=year", "?from=2024-02-10&to=2024-04-09"]
)
def test_agrees_with_a_plain_computation(api: Api, books: Books, seed: int, query: str) -> None:
    random = Random(seed)
    clients = [books.client() for _ in range(3)]
    invoices, payments, quotes = [], [], []
    for _ in range(40):
        issued = TODAY - timedelta(days=random.randrange(200))
        status = random.choice(("draft", "sent", "partial", "paid", "cancelled"))
        total = Decimal(random.randrange(2, 10**7)) / 100
        paid = {"paid": total, "partial": (total / 2).quantize(Decimal("0.01"))}.get(status, Decimal("0.00"))
        invoice = books.invoice(
            random.choice(clients), issue_date=issued, due_date=issued + timedelta(days=random.randrange(60)),
            status=status, total=total, paid=paid, currency=random.choice(("USD", "USD", "EUR")),
        )  # fmt: skip
        invoices.append(invoice)
        if paid:
            payments.append(books.payment(invoice, paid, min(TODAY, issued + timedelta(days=random.randrange(50)))))
        quotes.append(books.quote(clients[0], random.choice(Quote.Status.values), issued))

    answer = figures(api, query)

    first, last = (date.fromisoformat(answer["period"][name]) for name in ("from", "to"))
    in_period = [invoice for invoice in invoices if first <= invoice.issue_date <= last]

    def state(invoice: Invoice) -> str:
        return "overdue" if invoice.status in ("sent", "partial") and invoice.due_date < TODAY else invoice.status

    def sums(*currencies: str, valued: bool = False) -> dict[str, str]:
        def total(rows: list[Any], name: str) -> str:
            field = f"base_{name}" if valued else name
            return f"{sum((getattr(row, field) for row in rows), Decimal(0)):.2f}"

        own = [invoice for invoice in invoices if invoice.currency in currencies]
        still_open = [invoice for invoice in own if invoice.status in ("sent", "partial")]
        issued = [i for i in own if i in in_period and i.status not in ("draft", "cancelled")]
        received = [p for p in payments if p.currency in currencies and first <= p.payment_date <= last]
        late = [invoice for invoice in still_open if invoice.due_date < TODAY]
        return {
            "invoiced": total(issued, "total_amount"),
            "collected": total(received, "amount"),
            "outstanding": total(still_open, "balance"),
            "overdue": total(late, "balance"),
        }

    offered = Counter(quote.status for quote in quotes if first <= quote.issue_date <= last)
    decided = offered["accepted"] + offered["rejected"] + offered["expired"]
    assert answer["revenue"] == sums("USD", "EUR", valued=True)
    assert answer["other_currencies"] == [{"currency": "EUR", "expenses": "0.00"} | sums("EUR")]
    assert answer["profit"] == answer["revenue"]["invoiced"]
    for currency in ("USD", "EUR"):
        chosen = figures(api, f"{query or '?'}&currency={currency}")
        assert (chosen["currency"], chosen["revenue"]) == (currency, sums(currency))
    assert Counter(answer["invoices"]["by_status"]) == Counter(map(state, in_period))
    assert Counter(answer["quotes"]["by_status"]) == offered
    assert answer["quotes"]["acceptance_rate"] == (round(offered["accepted"] / decided * 100, 2) if decided else 0)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", "2024-05-01", "2024-05-15"),
        ("?period=week", "2024-05-13", "2024-05-15"),
        ("?period=quarter", "2024-04-01", "2024-05-15"),
        ("?period=year", "2024-01-01", "2024-05-15"),
        ("?to=2024-02-29", "2024-02-01", "2024-02-29"),
        ("?to=2023-12-31&period=quarter", "2023-10-01", "2023-12-31"),
        ("?from=2023-07-01", "2023-07-01", "2024-05-15"),
        ("?from=2004-02-29&to=2024-02-29", "2004-02-29", "2024-02-29"),
    ],
)
def test_a_period_is_what_was_asked_for(api: Api, query: str, first: str, last: str) -> None:
    assert figures(api, query)["period"] == {"from": first, "to": last}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?from=2024-05-02&to=2024-05-01", "from"),
        ("?from=2030-01-01", "from"),
        ("?from=yesterday", "from"),
        ("?from=2024-02-30", "from"),
        ("?from=2024-05-01T00:00:00Z", "from"),
        ("?to=0001-01-01", "to"),
        ("?to=9999-12-31", "to"),
        ("?to=٢٠٢٤-٠٥-٠١", "to"),
        ("?from=%00", "from"),
        ("?from=2004-02-28&to=2024-02-29", "from"),
        ("?period=decade", "period"),
        ("?period=MONTH", "period"),
    ],
)
def test_refuses_a_period_that_makes_no_sense_naming_the_parameter(api: Api, query: str, field: str) -> None:
    response = api.get(PATH + query)
    assert response.status_code == 400
    assert list(response.json()["details"]) == [field]


def test_a_day_is_one_of_the_companys_timezone(api: Api, owner: User, books: Books) -> None:
    with tenant_context(owner.tenant_id):
        owner.tenant.settings = {"timezone": "Pacific/Auckland", "currency": "NZD"}
        owner.tenant.save()
    books.client(created_at=datetime(2024, 4, 30, 11, 59, tzinfo=UTC))  # 23:59 on 30 April in Auckland
    books.client(created_at=datetime(2024, 4, 30, 12, 0, tzinfo=UTC))  # midnight
    books.client(created_at=datetime(2024, 5, 15, 11, 59, tzinfo=UTC))
    answer = figures(Api(owner), "?to=2024-05-15")
    assert answer["clients"] == {"total": 3, "new": 2}
    assert answer["currency"] == "NZD"
    assert figures(Api(owner))["period"]["to"] == "2024-05-16"  # noon in UTC is midnight in Auckland


def test_currencies_keep_their_decimals(owner: User, books: Books) -> None:
    owner.tenant.settings = {"currency": "JPY"}
    owner.tenant.save()
    client = books.client()
    books.invoice(client, currency="JPY", total=Decimal(5000))
    books.invoice(client, currency="KWD", total=Decimal("7.125"))
    answer = figures(Api(owner))
    assert answer["revenue"]["invoiced"] == "8353"  # 7.125 KWD at 470.55, as the rows say
    assert figures(Api(owner), "?currency=JPY")["revenue"]["invoiced"] == "5000"
    assert [(row["currency"], row["invoiced"]) for row in answer["other_currencies"]] == [("KWD", "7.125")]


def test_sums_stay_exact(api: Api, books: Books) -> None:
    client = books.client()
    for _ in range(3):
        books.invoice(client, total=Decimal("99999999999999.99"))
    books.invoice(client, total=Decimal("0.10"))
    assert figures(api)["revenue"]["invoiced"] == "300000000000000.07"


def test_scope_own_counts_only_the_own_rows(books: Books, colleague: Callable[..., User]) -> None:
    seller = colleague("sales_person")
    own_books, foreign = Books(seller), books.client()
    books.invoice(foreign, total=Decimal("700.00"))
    books.quote(foreign, "accepted")
    assigned = books.client(assigned_to=seller)
    books.payment(books.invoice(assigned, total=Decimal("30.00"), paid=Decimal("5.00")), Decimal("5.00"))
    own_books.invoice(own_books.client(), total=Decimal("2.00"))
    own_books.quote(assigned, "rejected")
    answer = figures(Api(seller))
    assert answer["revenue"] == {"invoiced": "32.00", "collected": "5.00", "outstanding": "27.00", "overdue": "0.00"}
    assert answer["clients"]["total"] == 2
    assert answer["quotes"]["by_status"]["accepted"] == 0
    assert answer["quotes"]["acceptance_rate"] == 0
    assert answer["invoices"]["by_status"]["sent"] == 2


def test_another_companys_rows_count_nowhere(api: Api, charlie: User) -> None:
    theirs = Books(charlie)
    client = theirs.client()
    theirs.payment(theirs.invoice(client, paid=Decimal("9.00")), Decimal("9.00"))
    theirs.quote(client, "accepted")
    answer = figures(api)
    assert set(answer["revenue"].values()) == {"0.00"}
    assert answer["clients"] == {"total": 0, "new": 0}
    assert answer["quotes"]["acceptance_rate"] == 0


def test_shows_what_happened_last_and_only_what_the_caller_may_see(
    api: Api, owner: User, books: Books, colleague: Callable[..., User]
) -> None:
    client = books.client()
    with tenant_context(owner.tenant_id):
        for _ in range(6):
            record(actor=owner, action="create", target=client)
            record(actor=owner, action="update", target=owner)
        invoice = books.invoice(client)
        for _ in range(5):
            record(actor=owner, action="send", target=invoice)
    newest, *rest = figures(api)["recent_activity"]
    assert newest.pop("id") > rest[0]["id"]
    assert newest == {
        "action": "send", "resource_type": "invoice", "resource_id": str(invoice.pk), "user": owner.pk,
        "username": owner.username, "timestamp": "2024-05-15T12:00:00Z",
    }  # fmt: skip
    assert [row["resource_type"] for row in rest] == ["invoice"] * 4 + ["client"] * 5
    assert figures(Api(colleague("sales_person")))["recent_activity"] == []


def test_takes_as_many_queries_whatever_there_is(api: Api, books: Books) -> None:
    figures(api)
    api.post("/api/dashboard/refresh/", {})
    with CaptureQueriesContext(connection) as before:
        api.get(PATH)
    client = books.client()
    for _ in range(5):
        books.payment(books.invoice(client, paid=Decimal("1.00")), Decimal("1.00"))
        books.quote(client, "sent")
    figures(api)
    api.post("/api/dashboard/refresh/", {})
    with CaptureQueriesContext(connection) as after:
        api.get(PATH)
    assert len(after) == len(before) == 1


def test_an_anonymous_caller_and_a_role_without_the_right_are_refused(
    anonymous: Api, owner: User, colleague: Callable[..., User]
) -> None:
    assert anonymous.get(PATH).status_code == 401
    user = colleague("user")
    with tenant_context(owner.tenant_id):
        user.role.slug, user.role.permissions = "helper", ["invoices.view_invoice"]
        user.role.save()
    assert Api(user).get(PATH).status_code == 403


def test_expenses_are_subtracted_unless_they_were_rejected(api: Api, books: Books) -> None:
    books.expense(Decimal("10.50"), category="meals")
    books.expense(Decimal("30.00"), category="meals", status="reimbursed")
    books.expense(Decimal("20.00"), category="travel", status="approved", expense_date=date(2024, 5, 1))
    books.expense(Decimal("99.00"), status="rejected")
    books.expense(Decimal("99.00"), expense_date=date(2024, 4, 30))
    books.expense(Decimal("7.00"), currency="EUR")
    books.invoice(books.client(), total=Decimal("50.00"))
    answer = figures(api)
    assert answer["expenses"] == {
        "total": "68.09",
        "by_category": [
            {"category": "meals", "total": "40.50"},
            {"category": "travel", "total": "20.00"},
            {"category": "other", "total": "7.59"},
        ],
    }
    assert answer["profit"] == "-18.09"
    assert [(row["currency"], row["expenses"]) for row in answer["other_currencies"]] == [("EUR", "7.00")]
