from celery import shared_task

from apps.core.tenancy import tenant_context
from apps.monitoring import panel, recorder  # noqa: F401 - the worker answers with the one and notes by the other
from apps.monitoring.services import sampling, server  # noqa: F401 - registers its job
from apps.monitoring.services.backups import start_backup
from apps.monitoring.services.rounds import forget_old, pong
from apps.monitoring.services.system import system_actor


@shared_task(name="monitoring.ping")
def ping(tenant_id: int, token: str) -> str:
    """Answer whoever waits for it."""
    pong(token)
    return "pong"


@shared_task(name="monitoring.back_up")
def back_up() -> None:
    """Start the scheduled backup."""
    system = system_actor()
    with tenant_context(system.acting_tenant_id):
        start_backup(actor=system, scheduled=True)


@shared_task(name="monitoring.forget")
def forget() -> None:
    """Delete what has been kept for its time."""
    forget_old()


@shared_task(name="monitoring.sample_health")
def sample_health() -> None:
    """Sample the health of the installation and judge it."""
    sampling.sample_health()
