from datetime import date

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.audit import relay
from apps.audit.models import AuditLog
from apps.core.partitions import drop_partitions, make_partitions


@shared_task(name="audit.relay_events")
def relay_events() -> None:
    """Bring every subscriber up to date. Fails, once all had their turn, where one of them did."""
    if failed := relay.relay_to_all():
        raise RuntimeError(f"these subscribers of the event log failed: {', '.join(failed)}")


@shared_task(name="audit.keep_partitions")
def keep_partitions() -> None:
    """Make the months ahead, and drop those that are older than AUDIT_LOG_MONTHS."""
    make_partitions(AuditLog, using="ops")
    if settings.AUDIT_LOG_MONTHS:
        today = timezone.now().date()
        months = today.year * 12 + today.month - 1 - settings.AUDIT_LOG_MONTHS
        drop_partitions(AuditLog, before=date(months // 12, months % 12 + 1, 1), using="ops")
