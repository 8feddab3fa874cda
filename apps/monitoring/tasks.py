from celery import shared_task

from apps.core.tenancy import tenant_context
from apps.monitoring.services.backups import start_backup
from apps.monitoring.services.system import system_actor


@shared_task(name="monitoring.back_up")
def back_up() -> None:
    """Start the scheduled backup."""
    system = system_actor()
    with tenant_context(system.acting_tenant_id):
        start_backup(actor=system, scheduled=True)
