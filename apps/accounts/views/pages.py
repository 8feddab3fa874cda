"""The pages that people meet outside of any front end: log-in, and where links in e-mails lead."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from apps.accounts.forms import LogInForm
from apps.accounts.page_authentication import IMPERSONATION
from apps.accounts.services.email import confirm_email, set_password_by_link
from apps.core.errors import RuleViolation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise
else:
    StrPromise = str

TEMPLATE = "accounts/page.html"


class LogInPage(views.LoginView):
    form_class = LogInForm
    template_name = TEMPLATE
    extra_context = {"title": _("Log in"), "button": _("Log in")}


class LogOutPage(views.LogoutView):
    """Ends the page's session; by POST only, as a link would let any page log people out."""

    template_name = TEMPLATE
    extra_context = {"title": _("Logged out")}


@require_POST
def end_impersonation_page(request: HttpRequest) -> HttpResponse:
    """Back to being oneself; PageUser puts the end on record."""
    request.session.pop(IMPERSONATION, None)
    return redirect("admin:index")


class TokenForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, max_length=1000)


class NewPasswordForm(TokenForm):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=5000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    code = forms.CharField(
        label=_("Code, if you have a second factor"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


class LinkPage(FormView[Any]):
    """Shows the form of a link, does what it allows when it is sent, and says so. A GET changes nothing."""

    template_name = TEMPLATE
    title: StrPromise
    button: StrPromise
    done: StrPromise

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, button=self.button, **context)

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.request.GET.get("token", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.carry_out(form.cleaned_data, self.request)
        except RuleViolation as exc:
            field = next(iter(exc.details), None)
            form.add_error(field if field in form.fields and field != "token" else None, exc.message)
            return self.form_invalid(form)
        return render(self.request, TEMPLATE, {"title": self.title, "message": self.done})

    def carry_out(self, values: dict[str, Any], request: HttpRequest) -> None:
        raise NotImplementedError


class NewPasswordPage(LinkPage):
    form_class = NewPasswordForm
    title, button = _("Enter new password"), _("Change my password")
    done = _("Your password has been set.  You may go ahead and log in now.")

    def carry_out(self, values: dict[str, Any], request: HttpRequest) -> None:
        set_password_by_link(user_agent=request.headers.get("User-Agent", ""), **values)


class ConfirmEmailPage(LinkPage):
    form_class = TokenForm
    title, button = _("Confirm your e-mail address"), _("Confirm")
    done = _("Your e-mail address is confirmed.")

    def carry_out(self, values: dict[str, Any], request: HttpRequest) -> None:
        confirm_email(**values)
