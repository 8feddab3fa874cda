"""The page behind the way out of e-mails: it asks once; a mail program's click (RFC 8058) is obeyed at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.notifications.unsubscribing import read_token, unsubscribe

TEMPLATE = "notifications/unsubscribe.html"


@csrf_exempt  # who has the token may act; no session or cookie stands behind it
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the reader wants no more e-mails of the kind; POST means it. Opening the page alone changes nothing:
    programs that look at links must not."""
    try:
        tenant, _, _ = read_token(token)
    except RuleViolation as exc:
        return _page(request, say(exc.message), status=exc.status)
    with translation.override(tenant.language or settings.LANGUAGE_CODE), tenant_context(tenant.pk):
        if request.method != "POST":
            question = say("Do you want no more notifications from {company} by e-mail?", company=tenant.name)
            return _page(request, question, button=say("Unsubscribe"))
        unsubscribe(token=token)
        return _page(request, say("You will get no more notifications from {company} by e-mail.", company=tenant.name))


def _page(request: HttpRequest, text: str, *, button: str = "", status: int = 200) -> HttpResponse:
    language = translation.get_language() or "en"
    response = render(request, TEMPLATE, {"text": text, "button": button, "language": language}, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
