"""Monthly bandwidth bills of internet providers, and what customers have paid ahead."""

from datetime import date
from functools import reduce
from operator import add, and_
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from apps.clients.models import Client
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.currencies.models import Valued
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned

BANDWIDTH = ("iig_qt", "fna", "ggc", "cdn", "bdix", "baishan")
"""The lines of a bill, each a column with its quantity; `PRICES` are the columns of their prices."""
PRICES = tuple(f"{line}_price" for line in BANDWIDTH)


class QuantityColumn(models.DecimalField[Any, Any]):
    """An amount of bandwidth, with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("default", ZERO)
        super().__init__(**kwargs)


class Bill(OwnedRecord, Valued):
    """What a customer owes for the bandwidth of a month.

    A `_price` is the price of its whole line. The figures keep
    `total_bill = sum of the prices - discount` and `total_due = total_bill - total_received`.
    """

    own_lookups = ("owner", "customer__assigned_to")

    # Rows that refer to a bill.
    slices: Any

    class Status(models.TextChoices):
        ACTIVE = "Active"
        INACTIVE = "Inactive"

    customer = TenantForeignKey(Client, on_delete=models.PROTECT, related_name="bills")
    billing_date = models.DateField()
    month = models.DateField(null=True, editable=False)
    """The first day of the month whose regular bill this is; null for a further bill in a month that has one."""
    currency = models.CharField(max_length=3)
    nttn_cap = models.CharField(max_length=100, blank=True)
    nttn_com = models.CharField(max_length=100, blank=True)
    iig_qt = QuantityColumn()
    iig_qt_price = MoneyField(default=ZERO)
    fna = QuantityColumn()
    fna_price = MoneyField(default=ZERO)
    ggc = QuantityColumn()
    ggc_price = MoneyField(default=ZERO)
    cdn = QuantityColumn()
    cdn_price = MoneyField(default=ZERO)
    bdix = QuantityColumn()
    bdix_price = MoneyField(default=ZERO)
    baishan = QuantityColumn()
    baishan_price = MoneyField(default=ZERO)
    discount = MoneyField(default=ZERO)
    total_bill = MoneyField(editable=False)
    total_received = MoneyField(default=ZERO)
    total_due = MoneyField(editable=False)
    base_total_bill = MoneyField(null=True, blank=True, editable=False)
    base_total_received = MoneyField(null=True, blank=True, editable=False)
    base_total_due = MoneyField(null=True, blank=True, editable=False)
    """In the company's currency, by the rate of the billing date."""
    advance = MoneyField(default=ZERO)
    """What came in with this bill beyond its total, kept for the customer's next one."""
    advance_used = MoneyField(default=ZERO, editable=False)
    """The part of `total_received` that the customer had paid ahead."""
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    """Whether the service goes on: an inactive bill is followed by none."""
    remarks = models.TextField(blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer", "month"], name="one_regular_bill_a_month"),
            models.CheckConstraint(
                condition=reduce(
                    and_, (Q(**{f"{name}__gte": 0}) for name in (*BANDWIDTH, *PRICES, "discount", "advance"))
                ),
                name="bill_has_nothing_negative",
            ),
            models.CheckConstraint(
                condition=Q(total_bill=reduce(add, map(F, PRICES)) - F("discount")), name="bill_total_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(total_due=F("total_bill") - F("total_received"), total_due__gte=0),
                name="bill_due_is_what_is_open",
            ),
            models.CheckConstraint(
                condition=Q(advance_used__gte=0, advance_used__lte=F("total_received")),
                name="bill_advance_used_was_received",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="bill_month_is_its_first_day"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="bill_ended", condition=Q(status="Inactive")),
            models.Index(fields=["tenant", "-id"], name="bill_owed", condition=Q(total_due__gt=0)),
            models.Index(fields=["tenant", "customer", "billing_date"], name="bill_by_customer"),
            models.Index(fields=["tenant", "billing_date"], name="bill_by_date"),
            models.Index(fields=["tenant", "created_at"], name="bill_by_creation"),
        ]

    def __str__(self) -> str:
        return f"BILL-{self.billing_date:%Y-%m}-{self.pk}"

    @property
    def first_day(self) -> date:
        """The first day of the month that is billed."""
        return self.billing_date.replace(day=1)

    @classmethod
    def hand_over(cls, rows: QuerySet[Any], client: Client) -> int:
        """Give the bills of a client that is merged to the other one, whose regular bills stay the regular ones."""
        taken = cls.unscoped.filter(tenant_id=client.tenant_id, customer=client, month=OuterRef("month"))
        rows.filter(Exists(taken)).update(month=None)
        return rows.update(customer=client)


class BillSlice(TenantOwned):
    """Some days of a line whose quantity or price changed in mid-month; the amounts of a line make its price."""

    own_lookups = ()

    class Line(models.TextChoices):
        IIG_QT = "iig_qt"
        FNA = "fna"
        GGC = "ggc"
        CDN = "cdn"
        BDIX = "bdix"
        BAISHAN = "baishan"

    bill = TenantForeignKey(Bill, on_delete=models.CASCADE, related_name="slices")
    line = models.CharField(max_length=7, choices=Line.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    quantity = QuantityColumn()
    monthly_price = MoneyField()
    """What the line costs for a whole month at this quantity."""
    amount = MoneyField()

    class Meta(TenantOwned.Meta):
        ordering = ["line", "first_day"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "bill", "line", "first_day"], name="bill_slices_begin_apart"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, monthly_price__gte=0, amount__gte=0, last_day__gte=F("first_day")),
                name="bill_slice_makes_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.first_day} to {self.last_day}"


class Advance(TenantOwned):
    """What a customer has paid ahead and no bill has used yet, in one currency."""

    own_lookups = ("customer__owner", "customer__assigned_to")

    customer = TenantForeignKey(Client, on_delete=models.CASCADE, related_name="advances")
    currency = models.CharField(max_length=3)
    balance = MoneyField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer", "currency"], name="one_advance_a_currency"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="advance_is_not_overdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.balance} {self.currency}"

    @classmethod
    def hand_over(cls, rows: QuerySet[Any], client: Client) -> int:
        """Add what a merged client has paid ahead to what the other one has."""
        for currency, balance in rows.values_list("currency").annotate(Sum("balance")).order_by():
            held, made = cls.unscoped.get_or_create(
                tenant_id=client.tenant_id, customer=client, currency=currency, defaults={"balance": balance}
            )
            if not made:
                cls.unscoped.filter(pk=held.pk).update(balance=F("balance") + balance)
        deleted, _ = rows.delete()
        return deleted
