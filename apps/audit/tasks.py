from celery import shared_task

from apps.audit import relay


@shared_task(name="audit.relay_events")
def relay_events() -> None:
    """Bring every subscriber up to date. Fails, once all had their turn, where one of them did."""
    if failed := relay.relay_to_all():
        raise RuntimeError(f"these subscribers of the event log failed: {', '.join(failed)}")
