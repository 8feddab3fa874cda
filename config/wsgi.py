import os

from django.core.wsgi import get_wsgi_application

from config.tracing import start_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
start_tracing("web")
application = get_wsgi_application()

from apps.core.checks import refuse_bypassing_role  # noqa: E402 - Django is set up by the line above

refuse_bypassing_role()
