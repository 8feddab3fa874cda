from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.selectors import Account, account_by_id, account_of
from apps.core.tenancy import tenant_context


class TenantBackend(BaseBackend):
    """Checks a password; finds users before any tenant is bound."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The active user of this username or e-mail and password. Takes as long whether or not there is one."""
        identifier, password = credentials.get("username") or "", credentials.get("password") or ""
        user = _load(account_of(identifier))
        if user is None:
            make_password(password)
            return None
        with tenant_context(user.tenant_id):
            is_right = user.check_password(password)
        return user if is_right and user.is_active and user.tenant.is_active else None

    def get_user(self, user_id: int) -> User | None:
        user = _load(account_by_id(user_id))
        return user if user and user.is_active and user.tenant.is_active else None


def _load(account: Account | None) -> User | None:
    if account is None:
        return None
    with tenant_context(account.tenant_id):
        return User.unscoped.select_related("tenant", "role").filter(pk=account.user_id).first()
