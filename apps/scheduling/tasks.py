from collections.abc import Sequence

from celery import shared_task

from apps.audit.models import AuditLog
from apps.audit.relay import subscribe
from apps.core.tenancy import tenant_context
from apps.scheduling.selectors import tenants_with_due_reminders
from apps.scheduling.services.following import follow_application
from apps.scheduling.services.reminders import send_due_reminders
from apps.tenants.actors import SystemActor
from apps.tenants.ageing import age_tenants
from apps.tenants.models import Tenant

FOLLOWED = "customerapplication"


@subscribe("calendar")
def follow_applications(events: Sequence[AuditLog]) -> None:
    """Bring the calendars in line with the applications that something happened to."""
    touched = {(event.tenant_id, int(event.resource_id)) for event in events if event.resource_type == FOLLOWED}
    tenants = Tenant.objects.in_bulk({tenant_id for tenant_id, _ in touched})
    for tenant_id, application_id in sorted(touched):
        if tenant_id in tenants:
            with tenant_context(tenant_id):
                follow_application(actor=SystemActor(tenants[tenant_id]), application_id=application_id)


@shared_task(name="scheduling.send_reminders")
def send_reminders() -> None:
    """Send the reminders whose time has come."""
    age_tenants(send_due_reminders, tenants_with_due_reminders())
