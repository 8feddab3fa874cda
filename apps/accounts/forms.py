"""The log-in page and the own password, by the rules that the API follows."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import APIException
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm

from apps.accounts.login import check_credentials
from apps.accounts.models import User
from apps.accounts.services.users import change_password
from apps.audit.services import record


class LogInForm(AuthenticationForm):
    """Counts failures as the API's log-in does, and notes a success in the audit log."""

    def clean(self) -> dict[str, Any]:
        identifier, password = (self.cleaned_data.get(name) or "" for name in ("username", "password"))
        try:
            user = check_credentials(identifier=identifier, password=password)
        except APIException as exc:
            raise ValidationError(str(exc.detail), code="invalid_login") from exc
        self.confirm_login_allowed(user)
        record(actor=user, action="login", target=user)
        self.user_cache = user
        return dict(self.cleaned_data)


class OwnPasswordForm(AdminOwnPasswordChangeForm):
    """Changes the viewer's own password. The form has asked for the old one, and for the new one twice."""

    user: User

    def save(self, commit: bool = True) -> User:
        self.user = change_password(
            actor=self.user,
            old_password=self.cleaned_data["old_password"],
            new_password=self.cleaned_data["new_password1"],
        )
        return self.user
