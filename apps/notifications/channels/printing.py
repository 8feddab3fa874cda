"""What development does instead of sending."""

import logging

from apps.notifications.models import Notification

log = logging.getLogger(__name__)


def print_message(notification: Notification) -> str:
    """Write the message into the log. Answers what stands for the service's id."""
    log.info(
        "notification_printed",
        extra={
            "channel": notification.channel,
            "recipient": notification.recipient,
            "subject": notification.subject,
            "body": notification.body,
        },
    )
    return f"printed.{notification.reference}"
