from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from apps.accounts.models import Session
from apps.accounts.services import companies  # noqa: F401 - registers its job with the worker

KEPT = timedelta(days=30)


@shared_task(name="accounts.delete_dead_sessions")
def delete_dead_sessions() -> None:
    """Forget sessions that expired more than 30 days ago, of every tenant."""
    Session.unscoped.using("ops").filter(expires_at__lt=timezone.now() - KEPT).delete()
