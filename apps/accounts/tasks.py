from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from apps.accounts.models import Session
from apps.accounts.services import companies, email  # noqa: F401 - they register their jobs with the worker

KEPT = timedelta(days=30)


@shared_task(name="accounts.delete_dead_sessions")
def delete_dead_sessions() -> None:
    """Forget sessions that expired more than 30 days ago, of every tenant."""
    Session.unscoped.using("ops").filter(expires_at__lt=timezone.now() - KEPT).delete()


@shared_task(name="accounts.send_password_link")
def send_password_link(identifier: str) -> None:
    """Mail a link for a new password to whoever has this username or e-mail."""
    email.send_password_link(identifier=identifier)
