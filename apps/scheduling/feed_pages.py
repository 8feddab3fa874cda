"""The file behind a feed's address. Calendar programs have no session and send no header: the address is all."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from apps.core.addresses import client_address
from apps.core.errors import RuleViolation, error_response
from apps.core.tenancy import tenant_context
from apps.scheduling.services.feeds import TASKS_AS, FeedContent, find_feed, note_read


@require_safe
def feed_page(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar as a file; 304 where the program has it. `?tasks=` is events (the default), todos or none."""
    try:
        tasks_as = request.GET.get("tasks", TASKS_AS[0])
        if tasks_as not in TASKS_AS:
            raise RuleViolation("`tasks` is events, todos or none.", code="invalid", field="tasks")
        feed = find_feed(token, address=client_address(request))
    except RuleViolation as exc:
        headers = {"Retry-After": "3600"} if exc.status == 429 else {}
        return error_response(exc.status, exc.code, exc.message, headers)
    with tenant_context(feed.tenant_id):
        content = FeedContent(feed, tasks_as=tasks_as, now=timezone.now())
        etag = f'W/"{content.version}"'
        note_read(feed)
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = HttpResponse(content.render(), content_type="text/calendar; charset=utf-8")
            response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
