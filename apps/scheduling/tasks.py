from collections import defaultdict
from collections.abc import Sequence

from celery import shared_task

from apps.audit.models import AuditLog
from apps.audit.relay import subscribe
from apps.core.tenancy import tenant_context
from apps.scheduling.google.items import mark_orphans, mark_rows, wake_account
from apps.scheduling.google.sync import due_accounts, sync_account
from apps.scheduling.models import GoogleAccount, GoogleItem
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


EXCHANGED = {"calendarevent": GoogleItem.Kind.EVENT, "task": GoogleItem.Kind.TASK}


@subscribe("google")
def mark_for_google(events: Sequence[AuditLog]) -> None:
    """Mark what is to be brought to the Google accounts of those whose rows changed, and wake the accounts."""
    connected = set(GoogleAccount.unscoped.using("ops").values_list("tenant_id", flat=True).distinct())
    changed: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for event in events:
        if event.tenant_id in connected and (event.resource_type in EXCHANGED or event.resource_type == FOLLOWED):
            changed[event.tenant_id][event.resource_type].add(int(event.resource_id))
    for tenant_id, rows in sorted(changed.items()):
        with tenant_context(tenant_id):
            touched = mark_orphans(tenant_id)  # whatever went with an application
            for name, kind in EXCHANGED.items():
                touched |= mark_rows(tenant_id, kind, rows[name])
            for account_id in touched:
                wake_account(tenant_id, account_id)


@shared_task(name="scheduling.sync_google")
def sync_google(tenant_id: int, account_id: int) -> None:
    """Bring a Google account in step."""
    with tenant_context(tenant_id):
        sync_account(account_id)


@shared_task(name="scheduling.sync_due_google")
def sync_due_google() -> None:
    """Bring those Google accounts in step whose time has come, or whose message was lost."""
    for tenant_id, account_id in due_accounts():
        sync_google(tenant_id, account_id)


@shared_task(name="scheduling.send_reminders")
def send_reminders() -> None:
    """Send the reminders whose time has come."""
    age_tenants(send_due_reminders, tenants_with_due_reminders(), tells_people=True)
