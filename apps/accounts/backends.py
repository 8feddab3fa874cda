from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from rest_framework.exceptions import APIException

from apps.accounts.login import check_credentials, load_user
from apps.accounts.models import User
from apps.accounts.selectors import account_by_id
from apps.core.errors import RuleViolation


class TenantBackend(BaseBackend):
    """Log-in on pages: the same check, with the same patience, as on the API."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The user of these credentials, whose tenant is bound; None for wrong ones, and after too many."""
        identifier, password = credentials.get("username") or "", credentials.get("password") or ""
        try:
            return check_credentials(identifier=identifier, password=password)[0]
        except (APIException, RuleViolation):
            return None

    def get_user(self, user_id: int) -> User | None:
        user = load_user(account_by_id(user_id))
        if user is None or not user.is_active or not user.tenant.is_active:
            return None
        return user if user.has_second_factor or not user.tenant.preferences.second_factor_required else None
