from datetime import timedelta

from django.utils import timezone

from apps.quotes.models import Quote


def tenants_with_late_quotes() -> set[int]:
    """The tenants that may have a quote to expire, in whatever timezone they are."""
    latest_today = timezone.now().date() + timedelta(days=1)
    late = Quote.unscoped.using("ops").filter(status=Quote.Status.SENT, expiry_date__lt=latest_today)
    return set(late.values_list("tenant_id", flat=True).distinct())
