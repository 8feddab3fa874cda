from celery import shared_task
from django.utils import timezone

from apps.tenants.idempotency import KEPT
from apps.tenants.models import AnonymousAnswer, KeptAnswer


@shared_task(name="tenants.forget_answers")
def forget_answers() -> None:
    """Delete the answers that were kept for 24 hours, of every tenant and of nobody."""
    for answers in (KeptAnswer.unscoped, AnonymousAnswer.objects):
        answers.using("ops").filter(created_at__lt=timezone.now() - KEPT).delete()
