from typing import Any

from apps.accounts.models import User
from apps.clients.models import Client, Interaction
from apps.clients.selectors import billed_last_month
from apps.core import serializers
from apps.core.fields import AmountField, TenantRelatedField
from apps.core.schema import with_example

TEXT = {"max_length": 10_000}
_NAME = {"max_length": 100, "required": False}
_PARTY = {
    "name": {"required": False, "max_length": 201},
    "first_name": _NAME,
    "last_name": _NAME,
    "address": {"max_length": 1_000},
    "notes": TEXT,
}


class InteractionSerializer(serializers.ModelSerializer[Interaction]):
    """A contact with a client: a call, an e-mail, a meeting, or a note."""

    client = TenantRelatedField(Client)
    created_by = serializers.PrimaryKeyRelatedField[User](source="owner", read_only=True, allow_null=True)
    created_by_name = serializers.CharField(source="owner.username", read_only=True, allow_null=True)

    class Meta:
        model = Interaction
        fields = [
            "id", "client", "interaction_type", "subject", "description", "created_by", "created_by_name",
            "created_at", "updated_at",
        ]  # fmt: skip
        extra_kwargs: dict[str, Any] = {"description": {**TEXT, "required": True, "allow_blank": False}}


class NeededEmailField(serializers.EmailField):
    """An e-mail that has to be given here; blank in an answer where another door took the party without."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_blank=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        email = super().run_validation(data)
        if not email:
            self.fail("blank")
        return email


class ClientListSerializer(serializers.ModelSerializer[Client]):
    """A party, in whichever stage. Give `name`, or `first_name` and `last_name`; both are answered."""

    created_by = serializers.PrimaryKeyRelatedField[User](source="owner", read_only=True, allow_null=True)
    created_by_name = serializers.CharField(source="owner.username", read_only=True, allow_null=True)
    email = NeededEmailField(max_length=254, required=True)
    assigned_to = TenantRelatedField(User, required=False, allow_null=True)
    assigned_to_name = serializers.CharField(source="assigned_to.username", read_only=True, allow_null=True)
    status = serializers.CharField(read_only=True, help_text="Active or Inactive; of a prospect, its own status.")

    class Meta:
        model = Client
        fields = [
            "id", "name", "first_name", "last_name", "email", "phone", "address", "company", "tax_number", "notes",
            "source", "stage", "status", "active", "preferred_channel", "unsubscribed_at", "owner", "created_by",
            "created_by_name", "assigned_to", "assigned_to_name", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["owner", "unsubscribed_at"]
        extra_kwargs: dict[str, Any] = {**_PARTY}


@with_example(
    request={
        "first_name": "Jane",
        "last_name": "Smith",
        "email": "jane.smith@example.com",
        "company": "Tech Solutions",
        "phone": "+1 555 111 2222",
        "stage": "LEAD",
    }
)
class ClientSerializer(ClientListSerializer):
    """A party with its interactions, the newest first."""

    interactions = InteractionSerializer(many=True, read_only=True)

    class Meta(ClientListSerializer.Meta):
        fields = [*ClientListSerializer.Meta.fields, "interactions"]


class AssigneeSerializer(serializers.ModelSerializer[User]):
    """Who looks after a customer."""

    class Meta:
        model = User
        fields = ["id", "username", "email", "first_name", "last_name"]
        read_only_fields = fields


class ProspectSerializer(serializers.ModelSerializer[Client]):
    """A party that is not a customer yet. Status `won` makes it one: it keeps its id and moves to the customers."""

    company_name = serializers.CharField(source="company", max_length=200, required=False, allow_blank=True)
    status = serializers.ChoiceField(
        source="prospect_status", choices=Client.ProspectStatus.choices, required=False, help_text="`won` converts."
    )
    potential_revenue = AmountField(required=False, allow_null=True, min_value=0)
    sales_person = TenantRelatedField(User, source="assigned_to", required=False, allow_null=True)
    sales_person_name = serializers.CharField(source="assigned_to.username", read_only=True, allow_null=True)

    class Meta:
        model = Client
        fields = [
            "id", "name", "first_name", "last_name", "company_name", "email", "phone", "address", "contact_person",
            "source", "potential_revenue", "follow_up_date", "notes", "status", "stage", "sales_person",
            "sales_person_name", "created_at", "updated_at",
        ]  # fmt: skip
        extra_kwargs: dict[str, Any] = {**_PARTY}


class CustomerSerializer(serializers.ModelSerializer[Client]):
    """A party that buys. `status` and `active` are the same fact."""

    company_name = serializers.CharField(source="company", max_length=200, required=False, allow_blank=True)
    status = serializers.ChoiceField(choices=Client.CustomerStatus.choices, required=False)
    monthly_revenue = AmountField(required=False, allow_null=True, min_value=0)
    potential_revenue = AmountField(required=False, allow_null=True, min_value=0)
    calculated_monthly_revenue = serializers.SerializerMethodField(
        help_text="What issued invoices and bills billed in the last full month, in the tenant's currency."
    )
    assigned_sales_person = TenantRelatedField(User, source="assigned_to", required=False, allow_null=True)
    assigned_sales_person_details = AssigneeSerializer(source="assigned_to", read_only=True, allow_null=True)
    join_date = serializers.DateField(source="joined_on", read_only=True, allow_null=True)
    leave_date = serializers.DateField(source="left_on", read_only=True, allow_null=True)
    nationality = serializers.RegexField(
        r"^[A-Z]{3}\Z", required=False, allow_blank=True, help_text="ISO 3166 alpha-3, as in passports."
    )

    class Meta:
        model = Client
        fields = [
            "id", "name", "first_name", "last_name", "company_name", "email", "phone", "address", "contact_person",
            "tax_number", "source", "notes", "monthly_revenue", "potential_revenue", "calculated_monthly_revenue",
            "status", "active", "join_date", "leave_date", "assigned_sales_person", "assigned_sales_person_details",
            "passport_number", "passport_expiration_date", "nationality", "birthdate", "gender", "preferred_channel",
            "unsubscribed_at", "owner", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["owner", "unsubscribed_at"]
        extra_kwargs: dict[str, Any] = {**_PARTY}

    def get_calculated_monthly_revenue(self, customer: Client) -> float:
        context: Any = self.context
        if "billed" not in context:
            shown: Any = self.parent.instance if isinstance(self.parent, serializers.ListSerializer) else [customer]
            context["billed"] = billed_last_month(context["request"].user, [row.pk for row in shown])
        return float(context["billed"].get(customer.pk, 0))


class BulkDeleteSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False, max_length=1_000
    )


class SkippedSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    message = serializers.CharField()


class BulkDeletionSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()
    skipped = serializers.IntegerField()
    reasons = SkippedSerializer(many=True, help_text="Why rows were skipped.")


class DuplicateSerializer(serializers.ModelSerializer[Client]):
    """A party that may be the same as another."""

    email = serializers.CharField(read_only=True)
    reasons = serializers.ListField(
        child=serializers.ChoiceField(choices=["email", "phone", "tax_number", "name"]), read_only=True
    )

    class Meta:
        model = Client
        fields = ["id", "name", "company", "email", "phone", "tax_number", "stage", "reasons"]
        read_only_fields = fields


class CreatedClientSerializer(ClientSerializer):
    """A new party, with those that it may double."""

    possible_duplicates = DuplicateSerializer(many=True, read_only=True)

    class Meta(ClientSerializer.Meta):
        fields = [*ClientSerializer.Meta.fields, "possible_duplicates"]


class CreatedProspectSerializer(ProspectSerializer):
    """A new prospect, with the parties that it may double."""

    possible_duplicates = DuplicateSerializer(many=True, read_only=True)

    class Meta(ProspectSerializer.Meta):
        fields = [*ProspectSerializer.Meta.fields, "possible_duplicates"]


class CreatedCustomerSerializer(CustomerSerializer):
    """A new customer, with the parties that it may double."""

    possible_duplicates = DuplicateSerializer(many=True, read_only=True)

    class Meta(CustomerSerializer.Meta):
        fields = [*CustomerSerializer.Meta.fields, "possible_duplicates"]


class MergeSerializer(serializers.Serializer[Any]):
    duplicate = TenantRelatedField(Client, help_text="The party that goes; everything of it moves to this one.")


class StageSerializer(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=Client.Stage.choices)


class StageCountsSerializer(serializers.Serializer[Any]):
    lead = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    active = serializers.IntegerField()


class StatisticsSerializer(serializers.Serializer[Any]):
    """The pipeline in figures, over the clients that the caller may see."""

    total_clients = serializers.IntegerField()
    clients_by_stage = StageCountsSerializer()
    recent_clients_30_days = serializers.IntegerField()
    clients_by_staff = serializers.DictField(
        child=serializers.IntegerField(), help_text="Clients by the user name they are assigned to."
    )
    total_interactions = serializers.IntegerField()
    recent_interactions_30_days = serializers.IntegerField()
    conversion_rate_percentage = serializers.FloatField(help_text="Active clients of all clients, in percent.")
    funnel = StageCountsSerializer()
