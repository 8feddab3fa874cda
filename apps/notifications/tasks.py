from collections.abc import Sequence

from celery import shared_task

from apps.audit.models import AuditLog
from apps.audit.relay import subscribe
from apps.core.tenancy import tenant_context
from apps.notifications import sending
from apps.notifications.services import links  # noqa: F401 - it registers its job with the worker
from apps.notifications.services.expiry import tell_expiry
from apps.notifications.services.workflow import follow_deadlines, tell_move
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant

APPLICATION, DOCUMENT = "customerapplication", "document"


@subscribe("notifications")
def follow_events(events: Sequence[AuditLog]) -> None:
    """Queue what is to be told of applications and of documents that expire."""
    concerned = [event for event in events if event.resource_type in (APPLICATION, DOCUMENT)]
    tenants = Tenant.objects.in_bulk({event.tenant_id for event in concerned})
    moved = set()
    for event in concerned:
        if event.tenant_id not in tenants:
            continue
        with tenant_context(event.tenant_id):
            actor = SystemActor(tenants[event.tenant_id])
            if event.resource_type == DOCUMENT:
                tell_expiry(actor=actor, event=event)
            else:
                tell_move(actor=actor, event=event)
                moved.add((event.tenant_id, int(event.resource_id)))
    for tenant_id, application_id in sorted(moved):
        with tenant_context(tenant_id):
            follow_deadlines(actor=SystemActor(tenants[tenant_id]), application_id=application_id)


@shared_task(name="notifications.deliver")
def deliver(tenant_id: int, pk: int) -> None:
    """Send one message of the outbox; its row tells the rest."""
    with tenant_context(tenant_id):
        sending.deliver(pk)


@shared_task(name="notifications.offer_due")
def offer_due() -> None:
    """Put the messages on the queue whose time has come, or whose worker died."""
    sending.offer_due()
