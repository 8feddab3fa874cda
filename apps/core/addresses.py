from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address; behind n trusted proxies (TRUSTED_PROXIES) the n-th last entry of X-Forwarded-For."""
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        given: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
        forwarded = [entry.strip() for entry in given.split(",") if entry.strip()]
        if len(forwarded) >= proxies:
            return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
