from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest

from apps.core.middleware import is_page
from apps.core.tenancy import bind_tenant


class PageUser(AuthenticationMiddleware):
    """The user of a page's session, with the tenant bound."""

    def process_request(self, request: HttpRequest) -> None:
        if not is_page(request):
            return
        request.user = get_user(request)
        if request.user.is_authenticated:
            bind_tenant(request.user.acting_tenant_id)
