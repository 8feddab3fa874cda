"""What a user sees and changes of their own: profile, settings, sessions, keys, menu."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from rest_framework.reverse import reverse

from apps.accounts.models import ApiKey, Session, User
from apps.accounts.serializers.users import RightsField
from apps.core import serializers
from apps.core.texts import say
from apps.tenants.quiet import check_hours
from apps.tenants.serializers import TenantBriefSerializer


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
