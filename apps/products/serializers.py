from typing import Any

from apps.core import serializers
from apps.core.fields import AmountField, LinkedIdsField, RateField, WholeNumberField
from apps.core.schema import with_example
from apps.core.transfer.exports import CONTENT_TYPES
from apps.products.models import DocumentType, Product, ProductTask

MAX_TEXT = 20_000
MAX_DAYS = 3_650


class DocumentTypeSerializer(serializers.ModelSerializer[DocumentType]):
    """A kind of document. Its keywords tell a document of the kind by its text."""

    description = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    keywords = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=100)

    class Meta:
        model = DocumentType
        fields = [
            "id", "name", "description", "has_expiration_date", "has_doc_number", "keywords", "deprecated",
            "created_at", "updated_at",
        ]  # fmt: skip


class ProductTaskSerializer(serializers.ModelSerializer[ProductTask]):
    """A step of the work on a product. `duration` is in days."""

    step = WholeNumberField(
        min_value=1, max_value=30_000, required=False, help_text="Its place in the list unless given."
    )
    duration = WholeNumberField(min_value=0, max_value=MAX_DAYS, required=False)
    notify_days_before = WholeNumberField(min_value=0, max_value=MAX_DAYS, required=False)

    class Meta:
        model = ProductTask
        fields = [
            "id", "step", "name", "duration", "duration_is_business_days", "notify_days_before", "notify_customer",
        ]  # fmt: skip


@with_example(
    request={
        "code": "B211A",
        "name": "Visit visa, 60 days",
        "product_type": "visa",
        "base_price": "120.00",
        "retail_price": "180.00",
        "validity": 60,
        "tasks": [
            {"name": "Collect the papers", "duration": 3, "notify_days_before": 1, "notify_customer": True},
            {"name": "Submit to immigration", "duration": 5, "duration_is_business_days": True},
        ],
    }
)
class ProductSerializer(serializers.ModelSerializer[Product]):
    """Something that is sold, with the steps of the work on it and the document types it asks for, by their ids."""

    description = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    base_price = AmountField(required=False, help_text="What it costs the company.")
    retail_price = AmountField(required=False, help_text="What a customer pays.")
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the tenant's unless given.")
    tax_rate = RateField(required=False, allow_null=True, help_text='A fraction: "0.11" is 11 %.')
    validity = WholeNumberField(min_value=0, max_value=100_000, required=False, allow_null=True, help_text="In days.")
    required_documents = LinkedIdsField(
        DocumentType, links="document_links", target="document_type", where={"required": True}, required=False
    )
    optional_documents = LinkedIdsField(
        DocumentType, links="document_links", target="document_type", where={"required": False}, required=False
    )
    tasks = ProductTaskSerializer(many=True, required=False)

    class Meta:
        model = Product
        fields = [
            "id", "code", "name", "description", "product_type", "base_price", "retail_price", "currency", "tax_rate",
            "validity", "deprecated", "required_documents", "optional_documents", "tasks", "owner", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields = ["owner"]


class QuickProductSerializer(ProductSerializer):
    """A product from little more than a name; without a code it gets one made of the name."""

    code = serializers.CharField(max_length=50, required=False, allow_blank=True)


class NamedRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ReferenceSerializer(serializers.Serializer[Any]):
    """Rows of one kind that refer to a row."""

    type = serializers.CharField()
    count = serializers.IntegerField()
    rows = NamedRowSerializer(many=True, help_text="At most 20, of those that the caller sees.")


class DeletabilitySerializer(serializers.Serializer[Any]):
    can_delete = serializers.BooleanField()
    reason = serializers.CharField(help_text="Empty where it can be deleted.")
    references = ReferenceSerializer(many=True)


class AskingProductSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]


class DeprecationImpactSerializer(serializers.Serializer[Any]):
    """What a document type is still asked by."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    deprecated = serializers.BooleanField()
    products = AskingProductSerializer(many=True, help_text="The first 100.")
    products_count = serializers.IntegerField()
    open_documents = serializers.IntegerField(help_text="Documents of the type that open applications wait for.")
    open_applications = serializers.IntegerField(help_text="How many applications these are.")
    references = ReferenceSerializer(many=True)


class ProductExportSerializer(serializers.Serializer[Any]):
    """How to write the products. The list's filters go into the query, where `format` may stand, too."""

    format = serializers.ChoiceField(choices=list(CONTENT_TYPES), required=False)
