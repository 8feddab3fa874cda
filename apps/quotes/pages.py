"""The page behind a public link: the document in any browser, its PDF, and the answer to a quote."""

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.core.addresses import client_address
from apps.core.errors import RuleViolation
from apps.core.rendering.pdf import RIGHT_TO_LEFT
from apps.core.rendering.wording import Wording
from apps.core.tenancy import tenant_context
from apps.invoices.rendering import document_content, file_name, render_file, wording_of
from apps.quotes.links import decide_quote, document_of, find_link, note_view
from apps.quotes.models import PublicLink, Quote, QuoteDecision
from apps.tenants.actors import SystemActor
from apps.tenants.days import today_of
from apps.tenants.models import Tenant

TEMPLATE = "quotes/public.html"
Page = Callable[[HttpRequest, PublicLink, Tenant], HttpResponse]


def linked(page: Page) -> Callable[..., HttpResponse]:
    """Find the link of the path's token and bind its tenant; one that is none, or no more, has a page that says so."""

    @csrf_exempt  # who has the token may act; no session or cookie stands behind it
    @wraps(page)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = find_link(token, address=client_address(request))
        except RuleViolation as exc:
            return _refusal(request, Wording(), exc)
        tenant = Tenant.objects.get(pk=link.tenant_id)
        with tenant_context(tenant.pk):
            try:
                response = page(request, link, tenant)
            except RuleViolation as exc:
                response = _refusal(request, wording_of(tenant), exc)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return view


@require_safe
@linked
def document_page(request: HttpRequest, link: PublicLink, tenant: Tenant) -> HttpResponse:
    """The document, and below a quote that waits the form to answer it. The view is logged."""
    note_view(actor=SystemActor(tenant), link=link, user_agent=request.headers.get("User-Agent", ""))
    return _show(request, link, tenant)


@require_safe
@linked
def pdf_page(request: HttpRequest, link: PublicLink, tenant: Tenant) -> HttpResponse:
    """The document as PDF."""
    document = document_of(link)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(document, "pdf")}"'}
    return HttpResponse(render_file(document, tenant, "pdf"), content_type="application/pdf", headers=headers)


@require_POST
@linked
def decision_page(request: HttpRequest, link: PublicLink, tenant: Tenant) -> HttpResponse:
    """Accept or decline a quote in the name that the form gives."""
    status = Quote.Status.ACCEPTED if "accept" in request.POST else Quote.Status.REJECTED
    try:
        decide_quote(
            tenant=tenant,
            link=link,
            status=status,
            name=request.POST.get("name", "").replace("\0", ""),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    except RuleViolation as exc:
        words = wording_of(tenant).words
        problem = words["please_confirm"] if "name" in exc.details else exc.message
        return _show(request, link, tenant, problem=problem, status=exc.status)
    return redirect(request.path.rpartition("decide/")[0])


def _show(
    request: HttpRequest, link: PublicLink, tenant: Tenant, *, problem: str = "", status: int = 200
) -> HttpResponse:
    wording, document = wording_of(tenant), document_of(link)
    content = document_content(document, tenant)
    logo = f"data:image/png;base64,{b64encode(content.logo).decode()}" if content.logo else ""
    context = {
        "content": content,
        "labels": content.all_labels,
        "has_discounts": any(line.discount for line in content.lines),
        "words": wording.words,
        "logo": logo,
        "problem": problem,
        "is_open": False,
        "notice": "",
        **_language(wording),
    }
    if isinstance(document, Quote):
        today = today_of(SystemActor(tenant))
        state = document.status_by(today)
        context["is_open"] = state == Quote.Status.SENT
        context["notice"] = _notice(document, state, wording)
        if state == Quote.Status.EXPIRED and problem:
            context["problem"] = ""
    return render(request, TEMPLATE, context, status=status)


def _notice(quote: Quote, state: str, wording: Wording) -> str:
    """What became of a quote, where it does not wait any more."""
    if state == Quote.Status.EXPIRED:
        return wording.words["quote_has_expired"].format(day=wording.day(quote.expiry_date))
    decision = QuoteDecision.unscoped.filter(quote=quote).first()
    if decision is None:
        return wording.words[f"status_{state}"] if state != Quote.Status.SENT else ""
    sentence = wording.words[f"{decision.decision}_by"]
    return sentence.format(name=decision.name, day=wording.day(decision.decided_at.date()))


def _language(wording: Wording) -> dict[str, Any]:
    tag = wording.language.replace("_", "-")
    return {"language": tag, "direction": "rtl" if tag.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"}


def _refusal(request: HttpRequest, wording: Wording, refusal: RuleViolation) -> HttpResponse:
    notice = wording.words["link_gone"] if refusal.status in (404, 410) else refusal.message
    context = {"words": wording.words, "notice": notice, **_language(wording)}
    return render(request, TEMPLATE, context, status=refusal.status)
