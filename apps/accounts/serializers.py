from typing import Any

from rest_framework import serializers

from apps.accounts.models import Role, User
from apps.core.fields import TenantRelatedField
from apps.tenants.serializers import TenantBriefSerializer


class UserSerializer(serializers.ModelSerializer[User]):
    """A user, as everybody with the right sees it."""

    role = serializers.CharField(source="role_slug", read_only=True, help_text="The role's slug.")
    role_id = serializers.IntegerField(read_only=True, allow_null=True)
    role_name = serializers.CharField(read_only=True)

    class Meta:
        model = User
        fields = [
            "id", "username", "email", "first_name", "last_name", "role", "role_id", "role_name", "is_active",
            "last_login", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "username", "email", "is_active", "last_login", "created_at", "updated_at"]


class ProfileSerializer(UserSerializer):
    """The caller's own profile, with the tenant they act in."""

    tenant = TenantBriefSerializer(source="acting_tenant", read_only=True)

    class Meta(UserSerializer.Meta):
        fields = [*UserSerializer.Meta.fields, "tenant"]


class LogInSerializer(serializers.Serializer[Any]):
    """Who wants in: a username or an e-mail, under either name."""

    username = serializers.CharField(required=False, max_length=254)
    email = serializers.CharField(required=False, max_length=254)
    password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("username") and not attrs.get("email"):
            raise serializers.ValidationError({"username": ["Give a username or an e-mail."]})
        return {"identifier": attrs.get("username") or attrs["email"], "password": attrs["password"]}


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(max_length=4000)


class LogOutSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(
        max_length=4000, required=False, help_text="Ends this session; without it all of the caller's end."
    )


class VerifySerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=4000)


class AccessSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField(required=False, help_text="Only where refresh tokens rotate.")


class LogInUserSerializer(serializers.Serializer[User]):
    id = serializers.IntegerField()
    email = serializers.EmailField()
    username = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    role = serializers.CharField(source="role_slug")
    tenant = TenantBriefSerializer()


class LoggedInSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()
    user = LogInUserSerializer()


class RegisterSerializer(serializers.Serializer[Any]):
    """A company that signs up (with `tenant_name`), or a colleague whom an administrator adds (without)."""

    email = serializers.EmailField(max_length=254)
    username = serializers.CharField(required=False, max_length=150)
    password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)
    password_confirm = serializers.CharField(required=False, max_length=5000, trim_whitespace=False, write_only=True)
    first_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    last_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    tenant_name = serializers.CharField(required=False, max_length=200)
    tenant_domain = serializers.RegexField(
        r"^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z",
        required=False,
        help_text="Defaults to the name in lower case. Letters, digits, dots and hyphens.",
    )
    role = TenantRelatedField(Role, required=False, help_text="Only for a colleague; `user` unless given.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.pop("password_confirm", attrs["password"]) != attrs["password"]:
            raise serializers.ValidationError({"password_confirm": ["The two passwords differ."]})
        return attrs


class RegisteredSerializer(LogInUserSerializer):
    """The new user at the top level and beside it; the tokens only of a company that signed up."""

    user = LogInUserSerializer()
    access = serializers.CharField(required=False)
    refresh = serializers.CharField(required=False)


class TicketSerializer(serializers.Serializer[Any]):
    ticket = serializers.CharField()


class DetailSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()
