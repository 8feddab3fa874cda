"""Users, their roles and rights, as those see them who administrate the tenant."""

from typing import Any, cast

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction

from apps.accounts.models import Role, User
from apps.accounts.roles import all_permissions
from apps.accounts.selectors import right_by_id
from apps.core import serializers
from apps.core.fields import TenantRelatedField
from apps.core.texts import say


class RoleField(TenantRelatedField):
    """A role: read as its slug (`super_admin` for a platform superuser), written as slug or id."""

    read_from = "role_slug"
    takes_any_type = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Role, **kwargs)

    def get_attribute(self, instance: User) -> str:
        return str(getattr(instance, self.read_from))

    def to_representation(self, value: Any) -> str:
        return str(value)

    def to_internal_value(self, data: Any) -> Role:
        if not isinstance(data, str) or data.isdecimal():
            return cast(Role, super().to_internal_value(data))
        role: Role | None = self.get_queryset().filter(slug=data).first()
        if role is None:
            raise serializers.ValidationError(say("There is no role {data!r}.", data=data), code="does_not_exist")
        return role


class RightField(serializers.CharField):
    """A right: read as `app.verb_model`, written so or as the id that the list of permissions shows."""

    takes_any_type = True

    def to_internal_value(self, data: Any) -> str:
        right = right_by_id(data) if isinstance(data, int) and not isinstance(data, bool) else data
        if not isinstance(right, str) or right not in all_permissions():
            message = say("There is no right {data!r}; GET /api/auth/permissions/ lists them all.", data=data)
            raise serializers.ValidationError(message, code="does_not_exist")
        return right


class RightsField(serializers.ListField):
    child = RightField()

    def to_representation(self, data: Any) -> list[str]:
        return sorted(data)


class NameOrId(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document shows what is written as name or id and read as the name."""

    target_class: Any = RoleField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        name = {"type": "string"}
        return {"oneOf": [name, {"type": "integer"}]} if direction == "request" else name


class RightNameOrId(NameOrId):  # type: ignore[no-untyped-call]
    target_class = RightField


class RoleSerializer(serializers.ModelSerializer[Role]):
    """What a user may do (`permissions`), and on which rows (`scope`)."""

    slug = serializers.RegexField(
        r"^[a-z0-9_-]+\Z", max_length=50, required=False, help_text="Defaults to the name in lower case."
    )
    permissions = RightsField(source="rights", required=False, max_length=2000)
    is_built_in = serializers.BooleanField(read_only=True)

    class Meta:
        model = Role
        fields = ["id", "slug", "name", "scope", "permissions", "is_built_in"]
        read_only_fields = ["id"]


class PermissionSerializer(serializers.Serializer[Any]):
    """A right that a role can give."""

    id = serializers.IntegerField()
    codename = serializers.CharField(help_text="As roles list it: `clients.add_client`.")
    name = serializers.CharField()
    app = serializers.CharField()
    model = serializers.CharField()


class AssignRoleSerializer(serializers.Serializer[Any]):
    role = RoleField()


class UserSerializer(serializers.ModelSerializer[User]):
    """A user, as those see and change it who administrate the tenant."""

    username = serializers.CharField(
        required=False, max_length=150, help_text="Letters, digits and @ . + - _ only; the e-mail unless given."
    )
    role = RoleField(required=False, help_text="Read as the slug; written as slug or id.")
    role_id = serializers.IntegerField(read_only=True, allow_null=True)
    role_name = serializers.CharField(read_only=True)
    password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)

    class Meta:
        model = User
        fields = [
            "id", "username", "email", "first_name", "last_name", "role", "role_id", "role_name", "password",
            "is_active", "last_login", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "last_login", "created_at", "updated_at"]


class DetailSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()


class InvitationSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    role = RoleField(required=False, help_text="`user` unless given.")
    first_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    last_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
