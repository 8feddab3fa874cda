"""What tests of figures share."""

from apps.accounts.models import User
from apps.audit.models import AuditLog, RelayPosition
from apps.core.tenancy import tenant_context
from apps.dashboard.rollup import SUBSCRIBER, recalculate


def roll_up(owner: User) -> dict[str, int]:
    """Bring the owner's sums in line with books that were written past the services, and the relay to the log's end."""
    with tenant_context(owner.tenant_id):
        mended = recalculate(owner.tenant)
        newest = AuditLog.unscoped.order_by("txid", "pk").last()
    if newest:
        RelayPosition.objects.update_or_create(
            subscriber=SUBSCRIBER, defaults={"txid": newest.txid, "event_id": newest.pk}
        )
    return mended
