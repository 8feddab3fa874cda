"""What figures are read from, so that their cost does not grow with the books."""

from django.db import models

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.tenants.models import OwnedRecord, TenantOwned


class Overview(models.Model):
    """No table: it gives roles the right `dashboard.view_overview`. The figures themselves are computed."""

    class Meta:
        managed = False
        default_permissions = ("view",)


class Figures(TenantOwned):
    """What something comes to on a day. References are plain numbers: what they name may be gone."""

    class Source(models.TextChoices):
        INVOICE = "invoice"
        RECEIVABLE = "receivable"
        CREDIT_NOTE = "credit_note"
        BILL = "bill"
        PAYMENT = "payment"
        EXPENSE = "expense"
        QUOTE = "quote"
        CLIENT = "client"
        CUSTOMER = "customer"
        APPLICATION = "application"
        PRODUCT = "product"
        DEMAND = "demand"
        RETURNED = "returned"
        CREDIT = "credit"
        GAIN = "gain"
        CREDIT_GAIN = "credit_gain"

    source = models.CharField(max_length=11, choices=Source.choices)
    kind = models.CharField(max_length=20, blank=True)
    """A status, a category, a product's id, by source; `apps.dashboard.books` says which."""
    client_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    billed = MoneyField()
    collected = MoneyField()
    base_billed = MoneyField(default=ZERO, db_default=ZERO)
    base_collected = MoneyField(default=ZERO, db_default=ZERO)
    """The same in the company's currency, by the rates that were frozen when it was booked."""
    number = models.BigIntegerField()

    class Meta(TenantOwned.Meta):
        abstract = True


class Entry(Figures):
    """What one row of the books counts for, as it was when last looked at; the rollup is the sum of the entries."""

    own_lookups = ()

    document_id = models.BigIntegerField()
    day = models.DateField()
    owner_id = models.BigIntegerField(null=True)
    other_owner_id = models.BigIntegerField(null=True)
    """Of a payment, the owner of its invoice."""

    class Meta(Figures.Meta):
        default_permissions = ("view",)
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "source", "document_id", "kind"], name="one_entry_a_row_of_the_books"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "client_id", "day"], name="entry_by_client"),
            models.Index(fields=["tenant", "owner_id", "day"], name="entry_by_owner"),
            models.Index(fields=["tenant", "other_owner_id"], name="entry_by_other_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.document_id}"


class Rollup(Figures):
    """Sums of entries: of a client's day, of everybody's day, and of all days of a client."""

    own_lookups = ()

    class Grain(models.TextChoices):
        CLIENT_DAY = "client_day"
        DAY = "day"
        CLIENT = "client"

    grain = models.CharField(max_length=10, choices=Grain.choices)
    day = models.DateField(null=True)

    class Meta(Figures.Meta):
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "grain", "day", "client_id", "source", "kind", "currency"],
                name="one_sum_of_a_kind",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "grain", "client_id", "day"], name="rollup_by_client"),
            # What is open is read of all days, and is few of their sums.
            models.Index(fields=["tenant", "source", "day"], name="rollup_by_source", condition=models.Q(grain="day")),
        ]

    def __str__(self) -> str:
        return f"{self.grain} {self.day} {self.source}"


class Snapshot(OwnedRecord):
    """The overview of the running month as its taker saw it at a moment."""

    name = models.CharField(max_length=200, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    currency = models.CharField(max_length=3)
    figures = models.JSONField(default=dict)
    night = models.DateField(null=True, editable=False)
    """The day that was over when the product itself took it; null where a person did."""

    class Meta(OwnedRecord.Meta):
        default_permissions = ("view", "add", "delete")
        constraints = [models.UniqueConstraint(fields=["tenant", "night"], name="one_snapshot_a_night")]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="snapshot_newest"),
            models.Index(fields=["tenant", "created_at"], name="snapshot_by_creation"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.first_day} to {self.last_day}"
