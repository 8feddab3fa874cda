from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client.exposition import choose_encoder

from apps.core.errors import error_response
from apps.monitoring.exposition import registry


@require_GET
def exposition_page(request: HttpRequest) -> HttpResponse:
    """`/metrics`, for Prometheus with METRICS_TOKEN and for superusers in a browser. Neither counted nor limited."""
    if not _may(request):
        message = "Send Authorization: Bearer with the METRICS_TOKEN of this installation."
        return error_response(401, "not_authenticated", message, {"WWW-Authenticate": 'Bearer realm="metrics"'})
    encoder, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encoder(registry()), content_type=content_type, headers={"Cache-Control": "no-store"})


def _may(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and settings.METRICS_TOKEN:
        return constant_time_compare(given, settings.METRICS_TOKEN)
    return request.user.is_authenticated and request.user.is_superuser
