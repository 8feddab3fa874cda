from django.apps import AppConfig
from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        from apps.core import checks  # noqa: F401 - registers them

        # Each request begins with a look at its connections (`apps.core.handler`): nothing is gained by another one,
        # nor by emptying a log of queries that is kept in debugging only, and bounded there. A cache on Redis has
        # nothing to close, and all requests have the same routes.
        request_finished.disconnect(close_old_connections)
        request_finished.disconnect(close_caches)
        request_finished.disconnect(reset_urlconf)
        request_started.disconnect(close_old_connections)
        request_started.disconnect(reset_queries)
