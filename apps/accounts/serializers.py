from typing import Any, cast
from zoneinfo import available_timezones

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework.reverse import reverse

from apps.accounts.models import ApiKey, Role, Session, User
from apps.accounts.roles import all_permissions
from apps.accounts.selectors import right_by_id
from apps.core import serializers
from apps.core.fields import TenantRelatedField
from apps.core.texts import say
from apps.tenants.quiet import check_hours
from apps.tenants.serializers import TenantBriefSerializer


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


class ProfileSerializer(serializers.ModelSerializer[User]):
    """The caller's own profile, with the tenant they act in."""

    username = serializers.CharField(required=False, max_length=150)
    role = serializers.CharField(source="role_slug", read_only=True)
    role_id = serializers.IntegerField(read_only=True, allow_null=True)
    role_name = serializers.CharField(read_only=True)
    tenant = TenantBriefSerializer(source="acting_tenant", read_only=True)
    pending_email = serializers.CharField(read_only=True, help_text="The new e-mail, until its owner confirms it.")
    avatar = serializers.SerializerMethodField(help_text="Where the picture is; null without one.")

    class Meta:
        model = User
        fields = [
            "id", "username", "email", "pending_email", "first_name", "last_name", "avatar", "role", "role_id",
            "role_name", "is_active", "last_login", "created_at", "updated_at", "tenant",
        ]  # fmt: skip
        read_only_fields = ["id", "is_active", "last_login", "created_at", "updated_at"]
        extra_kwargs = {"email": {"help_text": "A change holds once the new address confirms it."}}

    def get_avatar(self, user: User) -> str | None:
        return reverse("avatar", args=[user.pk], request=self.context.get("request")) if user.avatar else None


class ChangePasswordSerializer(serializers.Serializer[Any]):
    old_password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)
    new_password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)


class TokenPairSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()
    access = serializers.CharField()
    refresh = serializers.CharField()


class AvatarSerializer(serializers.Serializer[Any]):
    avatar = serializers.FileField(help_text="PNG, JPEG, WebP or GIF.")


class SettingsSerializer(serializers.Serializer[Any]):
    """The caller's own settings; null means the tenant's."""

    language = serializers.ChoiceField(settings.LANGUAGES, allow_null=True, default=None)
    timezone = serializers.CharField(max_length=64, allow_null=True, default=None)
    theme = serializers.ChoiceField(["system", "light", "dark"], default="system")
    email_notifications = serializers.BooleanField(
        default=True, help_text="Whether notifications may come by e-mail. Links to the account always do."
    )
    push_notifications = serializers.BooleanField(
        default=True, help_text="Whether notifications may come to the browser."
    )
    quiet_hours = serializers.CharField(
        max_length=11,
        allow_null=True,
        allow_blank=True,
        default=None,
        help_text="As 22:00-07:00: when nothing is sent that can wait. Empty for none, null for the tenant's.",
    )
    whatsapp_number = serializers.RegexField(
        r"^\+?[0-9][0-9 ()./-]{6,24}\Z",
        allow_null=True,
        default=None,
        help_text="Where reminders come by WhatsApp, with its country: +60 12 345 6789.",
    )

    def validate_quiet_hours(self, value: str | None) -> str | None:
        if value is not None and (problem := check_hours(value)):
            raise serializers.ValidationError(problem)
        return value

    def validate_timezone(self, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise serializers.ValidationError(
                say("{value!r} is no time zone; an example: Asia/Kuala_Lumpur.", value=value)
            )
        return value


class SessionSerializer(serializers.ModelSerializer[Session]):
    """A log-in of the caller's: from which device and address, and when."""

    is_current = serializers.SerializerMethodField(help_text="Whether it is the session of this request.")

    class Meta:
        model = Session
        fields = ["id", "user_agent", "address", "created_at", "last_used_at", "expires_at", "is_current"]

    def get_is_current(self, session: Session) -> bool:
        return bool(session.key == self.context["request"].auth.session)


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A key for programs: `Authorization: Api-Key <key>`."""

    permissions = RightsField(
        source="rights", required=False, allow_null=True, max_length=2000, help_text="All of the maker's unless given."
    )

    class Meta:
        model = ApiKey
        fields = ["id", "name", "prefix", "permissions", "expires_at", "last_used_at", "created_at"]
        read_only_fields = ["id", "prefix", "last_used_at", "created_at"]


class MadeApiKeySerializer(ApiKeySerializer):
    key = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(ApiKeySerializer.Meta):
        fields = [*ApiKeySerializer.Meta.fields, "key"]


class MenuEntrySerializer(serializers.Serializer[Any]):
    """An entry of the menu that the caller may follow."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()
    path = serializers.CharField()
    icon = serializers.CharField()
    order = serializers.IntegerField()
    children = serializers.ListField(child=serializers.DictField(), help_text="Entries of the same form.")


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


class SecondFactorSerializer(serializers.Serializer[User]):
    """The caller's second factor."""

    enabled = serializers.BooleanField(source="has_second_factor")
    asked_for = serializers.BooleanField(
        source="tenant.preferences.second_factor_required", help_text="Whether the company asks for one."
    )
    verified_at = serializers.DateTimeField(allow_null=True, help_text="When this session last proved it.")
    recovery_codes_left = serializers.IntegerField()


class PasswordSerializer(serializers.Serializer[Any]):
    password = serializers.CharField(max_length=5000, trim_whitespace=False, write_only=True)


class CodeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(
        max_length=40, write_only=True, help_text="Of the authenticator app, or a recovery code."
    )


class PasswordAndCodeSerializer(PasswordSerializer, CodeSerializer):
    pass


class EnrolmentSerializer(serializers.Serializer[Any]):
    """What an authenticator app needs; shown this once."""

    secret = serializers.CharField()
    otpauth_url = serializers.CharField(help_text="To be shown as a QR code.")


class RecoveryCodesSerializer(serializers.Serializer[Any]):
    recovery_codes = serializers.ListField(child=serializers.CharField(), help_text="Each works once.")


class ProofSerializer(serializers.Serializer[Any]):
    verified_at = serializers.DateTimeField()


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


class DetailSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()


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


class InvitationSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    role = RoleField(required=False, help_text="`user` unless given.")
    first_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    last_name = serializers.CharField(required=False, allow_blank=True, max_length=150)


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
