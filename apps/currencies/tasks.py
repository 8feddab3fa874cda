import logging

from celery import shared_task

from apps.currencies import imports  # noqa: F401 - registers its job
from apps.currencies.fetching import fetch_for_all
from apps.currencies.sources import SourceFailed

log = logging.getLogger(__name__)


@shared_task(name="currencies.fetch_rates")
def fetch_rates() -> None:
    """Enter the newest rates for the tenants that want them; a source that does not answer is asked again next time."""
    try:
        fetch_for_all()
    except SourceFailed as exc:
        log.warning("rates_not_fetched", extra={"reason": str(exc)})
