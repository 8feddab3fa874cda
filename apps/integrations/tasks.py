from datetime import timedelta
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from apps.core.outbound import OutboundRefused
from apps.core.reconnecting import on_working_connection
from apps.core.tenancy import tenant_context
from apps.integrations import delivering, processing
from apps.integrations.client import measure
from apps.integrations.models import Provider, WebhookDelivery, WebhookEvent
from apps.integrations.outbox import send_to_workers


@shared_task(name="integrations.process_event")
def process_event(tenant_id: int, pk: int) -> None:
    """Do what an accepted event is about."""
    with tenant_context(tenant_id):
        on_working_connection(partial(processing.process_event, pk))


@shared_task(name="integrations.process_due")
def process_due() -> None:
    """Take up the events of every tenant whose next attempt is due, or whose message was lost."""
    due = WebhookEvent.unscoped.using("ops").filter(
        status=WebhookEvent.Status.ACCEPTED, next_attempt_at__lte=timezone.now(), tenant__is_active=True
    )
    for tenant_id, pk in due.order_by("next_attempt_at").values_list("tenant_id", "pk")[:1000]:
        process_event(tenant_id, pk)


@shared_task(name="integrations.deliver_webhooks")
def deliver_webhooks(tenant_id: int, pk: int) -> None:
    """Send what waits for an endpoint; what is left after a few seconds goes to the end of the queue."""
    with tenant_context(tenant_id):
        has_more = delivering.deliver_waiting(pk)
    if has_more:
        send_to_workers([(tenant_id, pk)])


@shared_task(name="integrations.deliver_due")
def deliver_due() -> None:
    """Have workers send what is due again, and what was lost with a worker or on the queue."""
    send_to_workers(delivering.endpoints_due())


@shared_task(name="integrations.forget_deliveries")
def forget_deliveries() -> None:
    """Delete deliveries that are older than WEBHOOK_LOG_DAYS and do not wait for an endpoint that is switched on."""
    before = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    old = WebhookDelivery.unscoped.using("ops").filter(created_at__lt=before)
    done = old.exclude(status=WebhookDelivery.Status.PENDING, endpoint__is_active=True)
    while ids := list(done.order_by("pk").values_list("pk", flat=True)[:1000]):
        WebhookDelivery.unscoped.using("ops").filter(pk__in=ids).delete()


@shared_task(name="integrations.check_providers")
def check_providers() -> None:
    """Call every active provider's interface and note how it answers."""
    active = Provider.unscoped.using("ops").filter(is_active=True, tenant__is_active=True).exclude(api_base_url="")
    for tenant_id, pk in active.order_by(F("last_check").asc(nulls_first=True)).values_list("tenant_id", "pk"):
        with tenant_context(tenant_id):
            provider = Provider.unscoped.filter(pk=pk).first()
            if provider is None:
                continue
            try:
                health, passed = measure(provider)
            except OutboundRefused:
                health, passed = Provider.Health.DOWN, None
            Provider.unscoped.filter(pk=pk).update(health=health, response_time=passed, last_check=timezone.now())
