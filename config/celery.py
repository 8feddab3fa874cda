import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_init, worker_process_init

from config.supervisor import end_with_program
from config.tracing import start_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("senangkira")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**kwargs: Any) -> None:
    """Celery leaves the logging to Django's settings."""


@worker_init.connect
def refuse_bypassing_role(**kwargs: Any) -> None:
    """Celery logs what its receivers raise and goes on; an exit it obeys."""
    from django.core.exceptions import ImproperlyConfigured

    from apps.core import checks

    try:
        checks.refuse_bypassing_role()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


@task_prerun.connect
@task_postrun.connect
def keep_connections(**kwargs: Any) -> None:
    """Between tasks as between requests: what is broken or too old is closed. Celery's own way is a connection a task,
    which costs more than most tasks; `CELERY_DB_REUSE_MAX` puts it off for good."""
    from django.db import close_old_connections

    close_old_connections()


@worker_process_init.connect
def leave_the_parent(**kwargs: Any) -> None:
    """A forked worker must neither talk on its parent's sockets nor outlive it."""
    from django.db import connections

    end_with_program()
    start_tracing("worker")

    for connection in connections.all(initialized_only=True):
        connection.inc_thread_sharing()
        connection.connection = None
