from celery import shared_task

from apps.audit import relay


@shared_task(name="audit.relay_events")
def relay_events() -> None:
    """Bring every subscriber up to date."""
    for name in relay.subscribers:
        relay.relay_events(name)
