"""Logging in and out, signing up, and the links that stand in for a password."""

from typing import Any

from apps.accounts.models import User
from apps.accounts.serializers.users import RoleField
from apps.core import serializers
from apps.tenants.serializers import TenantBriefSerializer


class LogInSerializer(serializers.Serializer[Any]):
    """Who wants in: a username or an e-mail, under either name."""

    username = serializers.CharField(required=False, max_length=254)
    email = serializers.CharField(required=False, max_length=254)
    password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)
    code = serializers.CharField(
        max_length=40, required=False, write_only=True, help_text="Of the authenticator app, or a recovery code."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("username") and not attrs.get("email"):
            raise serializers.ValidationError({"username": ["Give a username or an e-mail."]})
        identifier = attrs.pop("username", "") or attrs.get("email")
        attrs.pop("email", None)
        return attrs | {"identifier": identifier}


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
    role = RoleField(required=False, help_text="Only for a colleague; `user` unless given.")

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


class ForgottenPasswordSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254, help_text="The e-mail, or the username.")


class LinkPasswordSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=1000, help_text="From the link in the e-mail.")
    password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)
    code = serializers.CharField(
        max_length=40, required=False, write_only=True, help_text="Where the account has a second factor."
    )


class LinkSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=1000, help_text="From the link in the e-mail.")


class DemoAccountSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    password = serializers.CharField()
    exists = serializers.BooleanField(help_text="Whether the demo data is loaded.")


class MockAuthConfigSerializer(serializers.Serializer[Any]):
    """How to log in where the product is developed."""

    mode = serializers.CharField()
    token_url = serializers.CharField()
    claims = serializers.ListField(child=serializers.CharField(), help_text="What an access token carries.")
    accounts = DemoAccountSerializer(many=True)
