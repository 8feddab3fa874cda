from typing import Any

from apps.clients.models import Client
from apps.core import serializers
from apps.core.fields import TenantRelatedField, WholeNumberField
from apps.core.schema import with_example
from apps.documents.models import ApplicationWorkflow, CustomerApplication, Document
from apps.products.models import Product

MAX_TEXT = 20_000


class WorkflowSerializer(serializers.ModelSerializer[ApplicationWorkflow]):
    """A step of the work on an application."""

    class Meta:
        model = ApplicationWorkflow
        fields = [
            "id", "step", "name", "duration", "duration_is_business_days", "notify_days_before", "notify_customer",
            "start_date", "due_date", "completion_date", "status", "notes", "is_current_step",
        ]  # fmt: skip
        read_only_fields = fields


class DocumentBriefSerializer(serializers.ModelSerializer[Document]):
    """A document as its application shows it."""

    doc_type_name = serializers.CharField(source="doc_type.name", read_only=True)

    class Meta:
        model = Document
        fields = [
            "id", "doc_type", "doc_type_name", "doc_number", "expiration_date", "filename", "details", "required",
            "completed", "status",
        ]  # fmt: skip
        read_only_fields = fields


@with_example(
    request={"customer": 1, "product": 1, "doc_date": "2024-01-31", "notes": "Wants to leave in March."},
    answer={
        "id": 1,
        "customer": 1,
        "customer_name": "Lim Wei",
        "product": 1,
        "product_code": "B211A",
        "product_name": "Visit visa, 60 days",
        "doc_date": "2024-01-31",
        "due_date": "2024-02-09",
        "status": "pending",
        "notes": "Wants to leave in March.",
        "close_reason": "",
        "workflows": [
            {
                "id": 1,
                "step": 1,
                "name": "Submit to immigration",
                "duration": 7,
                "duration_is_business_days": True,
                "notify_days_before": 1,
                "notify_customer": True,
                "start_date": "2024-01-31",
                "due_date": "2024-02-09",
                "completion_date": None,
                "status": "pending",
                "notes": "",
                "is_current_step": True,
            }
        ],
        "documents": [
            {
                "id": 1,
                "doc_type": 1,
                "doc_type_name": "Passport",
                "doc_number": "",
                "expiration_date": None,
                "filename": "",
                "details": "",
                "required": True,
                "completed": False,
                "status": "pending",
            }
        ],
        "owner": 1,
        "created_at": "2024-01-31T02:00:00Z",
        "updated_at": "2024-01-31T02:00:00Z",
    },
)
class ApplicationSerializer(serializers.ModelSerializer[CustomerApplication]):
    """What a customer has asked for, with the steps of the work on it and its documents."""

    customer = TenantRelatedField(Client)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    product = TenantRelatedField(Product)
    product_code = serializers.CharField(source="product.code", read_only=True)
    product_name = serializers.CharField(source="product.name", read_only=True)
    doc_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    due_date = serializers.DateField(required=False, help_text="The last step's due date unless given.")
    notes = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    workflows = WorkflowSerializer(many=True, read_only=True)
    documents = DocumentBriefSerializer(many=True, read_only=True)

    class Meta:
        model = CustomerApplication
        fields = [
            "id", "customer", "customer_name", "product", "product_code", "product_name", "doc_date", "due_date",
            "status", "notes", "close_reason", "workflows", "documents", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["status", "close_reason", "owner"]


class AdvanceSerializer(serializers.Serializer[Any]):
    workflow = WholeNumberField(
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        help_text="The step that you believe to be current; 409 when it no longer is.",
    )


class ForceCloseSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)


class StepStatusSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=ApplicationWorkflow.Status.choices)
    notes = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)


class StepDueDateSerializer(serializers.Serializer[Any]):
    due_date = serializers.DateField()
    shift_following = serializers.BooleanField(
        default=False, help_text="Whether the steps after it move as far, counted as each of them counts its days."
    )
