"""The second factor: enrolled, proved, recovered."""

from typing import Any

from apps.accounts.models import User
from apps.core import serializers


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
