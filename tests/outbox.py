"""What a worker does with messages, within a test's transaction."""

import apps.notifications.tasks  # noqa: F401 - what a worker has imported
from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.notifications import sending
from apps.notifications.models import Notification


def deliver_messages(user: User) -> None:
    """Try to send each message of the user's company that waits."""
    with tenant_context(user.tenant_id):
        for pk in Notification.unscoped.filter(status="pending").order_by("id").values_list("pk", flat=True):
            sending.deliver(pk)
