"""The log-in page and the own password, by the rules that the API follows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.accounts.login import check_credentials
from apps.accounts.models import User
from apps.accounts.services.users import change_password
from apps.audit.services import record
from apps.core.errors import RuleViolation


class LogInForm(AuthenticationForm):
    """Counts failures as the API's log-in does, and notes a success in the audit log."""

    code = forms.CharField(
        label=_("Code, if you have a second factor"),
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        identifier, password, code = (self.cleaned_data.get(name) or "" for name in ("username", "password", "code"))
        try:
            user, is_verified = check_credentials(identifier=identifier, password=password, code=code)
        except RuleViolation as exc:
            raise ValidationError({"code": exc.message}) from exc
        except APIException as exc:
            raise ValidationError(str(exc.detail), code="invalid_login") from exc
        if user.tenant.preferences.second_factor_required and not is_verified:
            raise ValidationError(_("Your company asks for a second factor: set one up in your profile first."))
        self.confirm_login_allowed(user)
        record(actor=user, action="login", target=user)
        user.verified_at = timezone.now() if is_verified else None
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
