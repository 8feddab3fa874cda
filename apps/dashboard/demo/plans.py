"""What happens in a demo company: documents with their dates, fates and payments, to be written by either writer.

Every plan comes from a seeded random source, so that the same arguments give the same company on the same day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final, Generic, TypeVar

from apps.core.money import round_money
from apps.dashboard.demo.catalogue import SERVICES
from apps.invoices.models import Invoice
from apps.payments.models import Payment
from apps.quotes.models import Quote

DAYS_BACK: Final = 548
FOREIGN_CURRENCIES: Final = ("USD", "SGD", "EUR")
_TAXES: Final = ({"name": "SST", "rate": "0.08"},)
_TERMS_DAYS: Final = (14, 30, 30, 45)
_METHODS: Final = Payment.Method.values


@dataclass(frozen=True)
class Basket:
    """What a document charges for, as `create_invoice` takes it."""

    currency: str
    line_items: tuple[dict[str, Any], ...]


Content = TypeVar("Content")


@dataclass(frozen=True)
class InvoicePlan(Generic[Content]):
    """An invoice to be. `payments` are its parts in percent of the total, with their days."""

    content: Content
    issue_date: date
    due_date: date
    status: str
    payments: tuple["PaymentPlan", ...]


@dataclass(frozen=True)
class PaymentPlan:
    paid_on: date
    percent: int
    method: str
    reference: str

    def amount_of(self, total: Decimal, paid_before: Decimal, currency: str) -> Decimal:
        """The part, or what is left where it makes the whole."""
        return total - paid_before if self.percent == 100 else round_money(total * self.percent / 100, currency)


@dataclass(frozen=True)
class QuotePlan(Generic[Content]):
    content: Content
    issue_date: date
    expiry_date: date
    status: str


def fill_basket(random: Random, *, currency: str) -> Basket:
    """One to four services; about one basket in thirty in a currency other than the company's."""
    if random.random() < 1 / 30:
        currency = random.choice(FOREIGN_CURRENCIES)
    services = random.sample(SERVICES, k=random.choice((1, 1, 2, 2, 2, 3, 3, 4)))
    return Basket(
        currency,
        tuple(
            {
                "description": service.description,
                "quantity": Decimal(random.choice(service.quantities)),
                "unit_price": round_money(
                    Decimal(service.unit_price) * random.choice((9, 10, 10, 11, 12)) / 10, currency
                ),
                "taxes": _TAXES if random.random() < 0.9 else (),
            }
            for service in services
        ),
    )


def plan_invoices(
    random: Random, *, contents: Sequence[Content], today: date, count: int
) -> Iterator[InvoicePlan[Content]]:
    """Invoices of the last 18 months in the order of their dates, the older the likelier paid.

    From six on, every status is among them.
    """
    ages = (random.randrange(DAYS_BACK + 1) for _ in range(count - len(_ONE_INVOICE_OF_EACH)))
    stories = [*_ONE_INVOICE_OF_EACH[:count], *((age, _invoice_fate(random, age)) for age in ages)]
    for age, fate in sorted(stories, reverse=True):
        issued = today - timedelta(days=age)
        due = issued + timedelta(days=random.choice(_TERMS_DAYS))
        payments = tuple(_pay(random, fate, issued, today))
        yield InvoicePlan(random.choice(contents), issued, due, _invoice_status(fate, due, today), payments)


_ONE_INVOICE_OF_EACH: Final = (
    (1, "draft"),
    (5, "unpaid"),
    (10, "part"),
    (65, "paid"),
    (70, "cancelled"),
    (75, "unpaid"),
)


def _invoice_fate(random: Random, age: int) -> str:
    if age < 10 and random.random() < 0.35:
        return "draft"
    if random.random() < 0.02:
        return "cancelled"
    likely_paid = min(0.25 + age / 60, 0.93)
    return random.choices(("paid", "part", "unpaid"), (likely_paid, 0.06, max(0.97 - likely_paid, 0.02)))[0]


def _invoice_status(fate: str, due: date, today: date) -> str:
    if fate in ("draft", "cancelled", "paid"):
        return fate
    if due < today:
        return Invoice.Status.OVERDUE
    return Invoice.Status.PARTIAL if fate == "part" else Invoice.Status.SENT


def _pay(random: Random, fate: str, issued: date, today: date) -> Iterator[PaymentPlan]:
    if fate not in ("paid", "part"):
        return
    part = random.choice((25, 40, 50))
    paid_on = issued
    for percent in [part] if fate == "part" else [100] if random.random() < 0.8 else [part, 100]:
        paid_on = min(paid_on + timedelta(days=random.randrange(1, 25)), today)
        yield PaymentPlan(paid_on, percent, random.choice(_METHODS), f"TXN{random.randrange(10**6, 10**7)}")


def plan_quotes(
    random: Random, *, contents: Sequence[Content], today: date, count: int
) -> Iterator[QuotePlan[Content]]:
    """Quotes of the last 18 months in the order of their dates. From five on, every status is among them."""
    ages = (random.randrange(DAYS_BACK + 1) for _ in range(count - len(_ONE_QUOTE_OF_EACH)))
    stories = [*_ONE_QUOTE_OF_EACH[:count], *((age, _quote_status(random, age)) for age in ages)]
    for age, status in sorted(stories, reverse=True):
        issued = today - timedelta(days=age)
        yield QuotePlan(random.choice(contents), issued, issued + timedelta(days=30), status)


_ONE_QUOTE_OF_EACH: Final = (
    (2, Quote.Status.DRAFT),
    (5, Quote.Status.SENT),
    (20, Quote.Status.ACCEPTED),
    (40, Quote.Status.REJECTED),
    (60, Quote.Status.EXPIRED),
)


def _quote_status(random: Random, age: int) -> Quote.Status:
    if age > 30:
        return random.choices((Quote.Status.ACCEPTED, Quote.Status.REJECTED, Quote.Status.EXPIRED), (6, 2, 2))[0]
    return random.choice((Quote.Status.DRAFT, Quote.Status.SENT, Quote.Status.SENT, Quote.Status.ACCEPTED))
