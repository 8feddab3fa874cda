import os

import django

from config.tracing import start_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
start_tracing("web")
django.setup(set_prefix=False)

from apps.core.checks import refuse_bypassing_role  # noqa: E402 - Django is set up by the line above
from apps.core.handler import Handler  # noqa: E402

refuse_bypassing_role()
application = Handler()
