from typing import Any

from rest_framework import serializers

from apps.accounts.models import User
from apps.clients.models import Client, Interaction
from apps.core.fields import TenantRelatedField

TEXT = {"max_length": 10_000}
_NAME = {"max_length": 100, "required": False}


class InteractionSerializer(serializers.ModelSerializer[Interaction]):
    """A contact with a client: a call, an e-mail, a meeting, or a note."""

    client = TenantRelatedField(Client)
    created_by = serializers.PrimaryKeyRelatedField[User](source="owner", read_only=True)
    created_by_name = serializers.CharField(source="owner.username", read_only=True, allow_null=True)

    class Meta:
        model = Interaction
        fields = [
            "id", "client", "interaction_type", "subject", "description", "created_by", "created_by_name",
            "created_at", "updated_at",
        ]  # fmt: skip
        extra_kwargs: dict[str, Any] = {"description": {**TEXT, "required": True, "allow_blank": False}}


class ClientListSerializer(serializers.ModelSerializer[Client]):
    """A party, in whichever stage. Give `name`, or `first_name` and `last_name`; both are answered."""

    created_by = serializers.PrimaryKeyRelatedField[User](source="owner", read_only=True)
    created_by_name = serializers.CharField(source="owner.username", read_only=True, allow_null=True)
    assigned_to = TenantRelatedField(User, required=False, allow_null=True)
    assigned_to_name = serializers.CharField(source="assigned_to.username", read_only=True, allow_null=True)
    status = serializers.CharField(read_only=True, help_text="Active or Inactive; of a prospect, its own status.")

    class Meta:
        model = Client
        fields = [
            "id", "name", "first_name", "last_name", "email", "phone", "address", "company", "tax_number", "notes",
            "source", "stage", "status", "active", "owner", "created_by", "created_by_name", "assigned_to",
            "assigned_to_name", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["owner"]
        extra_kwargs: dict[str, Any] = {
            "name": {"required": False, "max_length": 201},
            "first_name": _NAME,
            "last_name": _NAME,
            "email": {"required": True, "allow_blank": False},
            "address": {"max_length": 1_000},
            "notes": TEXT,
        }


class ClientSerializer(ClientListSerializer):
    """A party with its interactions, the newest first."""

    interactions = InteractionSerializer(many=True, read_only=True)

    class Meta(ClientListSerializer.Meta):
        fields = [*ClientListSerializer.Meta.fields, "interactions"]


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
