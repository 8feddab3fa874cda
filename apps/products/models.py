"""What is sold: products, the steps of the work on each, and the documents that it asks of a customer."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.core.fence import SharedManager
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.tenants.models import OwnedRecord, TenantForeignKey, TenantOwned


class DocumentType(OwnedRecord):
    """A kind of document, such as a passport. `keywords` are words by which a document of the kind is told."""

    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=200, editable=False)
    """The name as it is compared: lower case, without accents and punctuation."""
    description = models.TextField(blank=True)
    has_expiration_date = models.BooleanField(default=False)
    has_doc_number = models.BooleanField(default=False)
    keywords = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    deprecated = models.BooleanField(default=False)
    search_text = models.TextField(blank=True, editable=False)

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = SharedManager()

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name_key"], name="document_type_name_is_unique"),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="document_type_newest")]

    def __str__(self) -> str:
        return self.name


class Product(OwnedRecord):
    """Something that is sold. `base_price` is what it costs the company, `retail_price` what a customer pays."""

    class Type(models.TextChoices):
        VISA = "visa"
        SERVICE = "service"
        GOODS = "goods"
        OTHER = "other"

    code = models.CharField(max_length=50)
    code_key = models.CharField(max_length=100, editable=False)
    """The code as it is compared: case does not matter."""
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    product_type = models.CharField(max_length=7, choices=Type.choices, default=Type.SERVICE)
    base_price = MoneyField(default=ZERO)
    retail_price = MoneyField(default=ZERO)
    currency = models.CharField(max_length=3)
    tax_rate = MoneyField(null=True, blank=True)
    """A fraction: 0.11 is 11 %. Null where the product says nothing of tax."""
    validity = models.PositiveIntegerField(null=True, blank=True)
    """For how many days what was sold is good."""
    deprecated = models.BooleanField(default=False)
    search_text = models.TextField(blank=True, editable=False)

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = SharedManager()

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code_key"], name="product_code_is_unique"),
            models.CheckConstraint(
                condition=Q(base_price__gte=0, retail_price__gte=0), name="product_prices_are_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="product_newest"),
            models.Index(fields=["tenant", "product_type", "-id"], name="product_by_type"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def required_documents(self) -> list[DocumentType]:
        """The document types without which an application for the product is not complete."""
        return [link.document_type for link in self.document_links.all() if link.required]

    @property
    def optional_documents(self) -> list[DocumentType]:
        """The document types that may go with an application for the product."""
        return [link.document_type for link in self.document_links.all() if not link.required]


class ProductTask(TenantOwned):
    """A step of the work on a product, done in the order of `step`. `duration` is in days."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="tasks")
    step = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    duration = models.PositiveSmallIntegerField(default=0)
    duration_is_business_days = models.BooleanField(default=False)
    notify_days_before = models.PositiveSmallIntegerField(default=0)
    notify_customer = models.BooleanField(default=False)

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = SharedManager()

    class Meta(TenantOwned.Meta):
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product", "step"], name="product_step_is_unique"),
            models.CheckConstraint(condition=Q(step__gte=1), name="product_steps_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.step}. {self.name}"


class ProductDocument(TenantOwned):
    """A document type that goes with a product, which may require it."""

    stands_for = "product"

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="document_links")
    document_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="product_links")
    required = models.BooleanField()

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = SharedManager()

    class Meta(TenantOwned.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product", "document_type"], name="product_names_a_document_type_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "document_type"], name="product_by_document_type")]
