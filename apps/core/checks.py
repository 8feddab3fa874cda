"""Checks of what the product is run with, where a wrong answer would open it to strangers."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from apps.core.rls import role_faults


@register(Tags.database, deploy=True)
def check_role(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Run by `manage.py check --deploy --database default`."""
    faults = _faults() if "default" in (databases or ()) else []
    return [Error(f"{fault}.", id="core.E001") for fault in faults]


def refuse_bypassing_role() -> None:
    """Raises ImproperlyConfigured in production if row-level security does not bind the role that serves."""
    if not settings.PRODUCTION:
        return
    faults = _faults()
    connection.close()
    if faults:
        raise ImproperlyConfigured(f"Row-level security would protect nobody: {'; '.join(faults)}.")


def _faults() -> list[str]:
    with connection.cursor() as cursor:
        return role_faults(cursor)
