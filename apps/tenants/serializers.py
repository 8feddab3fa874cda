from typing import Any

from apps.core import serializers
from apps.core.computed import AddressField
from apps.tenants.models import Tenant


class TenantBriefSerializer(serializers.ModelSerializer[Tenant]):
    class Meta:
        model = Tenant
        fields = ["id", "name", "domain"]
        read_only_fields = fields


class SettingsField(serializers.DictField):
    """Settings by name. Answered with the defaults filled in; a change names only what changes, null takes it back."""

    def to_representation(self, value: Any) -> Any:
        return value


class TenantSerializer(serializers.ModelSerializer[Tenant]):
    """A company, with its settings."""

    domain = serializers.RegexField(
        r"^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z", help_text="Letters, digits, dots and hyphens."
    )
    settings = SettingsField(source="all_settings", required=False)
    logo = AddressField("tenant-logo", of="logo", help_text="Where the logo of the documents is; null without one.")

    class Meta:
        model = Tenant
        fields = ["id", "name", "domain", "is_active", "settings", "logo", "created_at", "updated_at"]
        read_only_fields = ["id", "created_at", "updated_at"]


class LogoSerializer(serializers.Serializer[Any]):
    logo = serializers.FileField(help_text="PNG, JPEG, WebP or GIF; drawn anew within 1200 x 400 pixels.")
