"""What quotes and invoices have in common: a client, lines, and figures that the money engine computed."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q

from apps.clients.models import Client
from apps.core.fields import MoneyField
from apps.currencies.models import Valued
from apps.currencies.rates import Rates
from apps.documents.models import CustomerApplication
from apps.products.models import Product
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned

BASE_TOTALS = ("base_subtotal", "base_tax_amount", "base_total_amount")


class TaxMode(models.TextChoices):
    GROUP = "group", "Tax of each group of equal rates"
    LINE = "line", "Tax of each line"


class Document(OwnedRecord, Valued):
    """A numbered document with lines. Its figures are the server's, in `currency`, rounded to its minor units."""

    own_lookups = ("owner", "client__assigned_to")
    kind: ClassVar[str]
    """Its name in series, words and chains; `{kind}_number` is the field of its number."""
    last_day_name: ClassVar[str]
    """The field that says until when a document is good: an invoice is due, a quote expires."""
    value_fields: ClassVar[tuple[str, ...]] = ("base_currency", "exchange_rate", *BASE_TOTALS)
    """The fields that `freeze_value` sets."""

    client = TenantForeignKey(Client, on_delete=models.PROTECT, related_name="%(class)ss")
    issue_date = models.DateField()
    currency = models.CharField(max_length=3)
    tax_mode = models.CharField(max_length=5, choices=TaxMode.choices, default=TaxMode.GROUP)
    prices_include_tax = models.BooleanField(default=False)
    taxes = models.JSONField(default=list, blank=True)
    """The tax groups as computed: `[{"name", "rate", "taxable", "amount"}]`, figures as strings."""
    subtotal = MoneyField()
    tax_amount = MoneyField()
    total_amount = MoneyField()
    base_subtotal = MoneyField(null=True, blank=True, editable=False)
    base_tax_amount = MoneyField(null=True, blank=True, editable=False)
    base_total_amount = MoneyField(null=True, blank=True, editable=False)
    """The figures in the company's currency by the rate of the day of issue; the tax and the total are rounded."""
    terms = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    """When the mail server last took the document for the client."""
    seller = models.JSONField(null=True, blank=True, editable=False)
    """Who issued the document, as of then: name, address, email, phone, tax_number. Null for a draft."""
    buyer = models.JSONField(null=True, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, default="", db_default="", blank=True, editable=False)
    """The hash of the document's seal. With it the row is frozen (`apps.invoices.freezing`)."""
    search_text = models.TextField(blank=True, editable=False)

    # What each kind of document has in a form of its own.
    status: Any
    line_items: Any

    class Meta(OwnedRecord.Meta):
        abstract = True

    @property
    def last_day(self) -> date:
        day: date = getattr(self, self.last_day_name)
        return day

    @property
    def amount_due(self) -> Decimal:
        """What the client is asked for."""
        total: Decimal = self.total_amount
        return total

    @property
    def stamp(self) -> str:
        """What paper says of the document's state: its status, unless there is more to say."""
        return str(self.status)

    def status_by(self, today: date) -> str:
        """The status that the day makes of the present one."""
        raise NotImplementedError

    def references(self) -> list[tuple[str, str]]:
        """What the document refers to on paper: the key of a word, and a number."""
        return []

    def further_content(self) -> dict[str, Any]:
        """What this kind of document says beyond what all do, for its seal."""
        return {}

    def set_balance(self) -> None:
        """Bring what is open in line with the total. Nothing is ever open of a document that nobody pays."""

    def freeze_value(self, rates: Rates) -> None:
        """Note what the document is worth in the company's currency. 400 without a rate of its day."""
        rate = rates.freeze(self, currency=self.currency, day=self.issue_date)
        total, tax = (rates.value(amount, rate) for amount in (self.total_amount, self.tax_amount))
        self.base_total_amount, self.base_tax_amount, self.base_subtotal = total, tax, total - tax


class DocumentLine(TenantOwned):
    """One line of a document; `position` counts from 1. `discount` is the amount that a `discount_percent` comes to.

    A line may name what is sold, and the customer's application that it is for.
    """

    own_lookups: ClassVar[tuple[str, ...]] = ()

    position = models.PositiveIntegerField()
    description = models.TextField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit_price = MoneyField()
    discount = MoneyField(default=0)
    discount_percent = MoneyField(null=True, blank=True)
    taxes = models.JSONField(default=list, blank=True)
    """The taxes of the line: `[{"name", "rate"}]`, the rate a fraction as a string."""
    tax_rate = MoneyField(null=True, blank=True)
    """The sum of the rates; null where no tax is named."""
    total = MoneyField()
    product = TenantForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss", db_index=False
    )
    customer_application = TenantForeignKey(
        CustomerApplication, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss", db_index=False
    )

    class Meta(TenantOwned.Meta):
        abstract = True
        ordering = ["position"]
        indexes = [
            models.Index(fields=["tenant", "product"], name="%(class)s_product", condition=Q(product__isnull=False)),
            models.Index(
                fields=["tenant", "customer_application"],
                name="%(class)s_application",
                condition=Q(customer_application__isnull=False),
            ),
        ]


AnyDocument = TypeVar("AnyDocument", bound=Document)


def total_adds_up(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(total_amount=F("subtotal") + F("tax_amount")), name=name)
