from typing import Any

from rest_framework_simplejwt.authentication import JWTAuthentication

from apps.accounts.models import User


class StockAuthentication(JWTAuthentication):
    """simplejwt's own, but for the manager, whose name is another here."""

    def get_user(self, validated_token: Any) -> User:
        return User.unscoped.get(pk=validated_token["user_id"], is_active=True)
