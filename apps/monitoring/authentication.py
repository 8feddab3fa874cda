"""Programs that hold a token of the installation's own settings."""

from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.request import Request

from apps.accounts.authentication import TokenAuthentication
from apps.core.actors import Anonymous


class Cron(Anonymous):
    """Whoever knows CRON_TOKEN: may do what superusers may, sees no row."""

    is_superuser: Any = True
    owes_second_factor = False

    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        return True


class CronAuthentication(TokenAuthentication):
    """`X-Cron-Token`, where CRON_TOKEN is set; otherwise as everywhere. A wrong token is nobody's."""

    def authenticate(self, request: Request) -> Any:
        given = request.headers.get("X-Cron-Token", "")
        if settings.CRON_TOKEN and constant_time_compare(given, settings.CRON_TOKEN):
            return Cron(), None
        return super().authenticate(request)


class CronScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = CronAuthentication
    name = "cron"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Cron-Token",
            "description": "The token that the setting CRON_TOKEN holds.",
        }

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        return [{"bearer": []}, {"cron": []}]
