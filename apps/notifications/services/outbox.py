"""What people do with messages that are in the outbox."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.notifications.models import Notification
from apps.notifications.recipients import client_address, user_address
from apps.notifications.sending import OFFER, send_to_worker
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

Channel, Status = Notification.Channel, Notification.Status


@transaction.atomic
def resend_notification(*, actor: Actor, notification: Notification) -> Notification:
    """Send a message once more, now, to the present address of whoever it is for.

    409 for one that still waits, and where its recipient has no address on the channel any more.
    """
    notification = _lock(actor, notification)
    if notification.status == Status.PENDING:
        raise RuleViolation("The message is still waiting to be sent.", code="still_pending")
    recipient = _address(notification)
    if not recipient:
        raise RuleViolation("The recipient has no address on this channel any more.", code="no_address")
    old, now = notification.status, timezone.now()
    notification.recipient, notification.status, notification.error = recipient, Status.PENDING, ""
    notification.round += 1
    notification.attempts, notification.external_reference = 0, ""
    notification.sent_at = notification.delivered_at = notification.read_at = None
    notification.lease_expires_at = notification.handed_over_at = None
    notification.payload = {
        name: value for name, value in notification.payload.items() if name not in ("reached", "refused")
    }
    # Somebody asked for it at this hour.
    notification.is_urgent, notification.next_attempt_at, notification.offered_until = True, now, now + OFFER
    notification.save()
    record(actor=actor, action="resend", target=notification, old={"status": old}, new={"recipient": recipient})
    transaction.on_commit(partial(send_to_worker, notification))
    return notification


@transaction.atomic
def cancel_notification(*, actor: Actor, notification: Notification, reason: str = "") -> Notification:
    """Keep a waiting message from being sent. 409 for one that does not wait, or that a worker is just sending."""
    notification = _lock(actor, notification)
    if notification.status != Status.PENDING:
        raise RuleViolation(
            say("The message is {status}; only a pending one can be cancelled.", status=notification.status),
            code="not_pending",
        )
    if notification.lease_expires_at and notification.lease_expires_at > timezone.now():
        raise RuleViolation("The message is just being sent.", code="being_sent")
    notification.status, notification.error = Status.CANCELLED, reason[:500]
    notification.save(update_fields=["status", "error", "updated_at"])
    record(actor=actor, action="cancel", target=notification, old={"status": Status.PENDING}, new={"reason": reason})
    return notification


@transaction.atomic
def mark_read(*, actor: Actor, notification: Notification) -> Notification:
    """Note that a message to the actor was seen; whoever may change messages, any. 409 for one that was not sent."""
    if notification.user_id != actor.pk and not actor.has_perm("notifications.change_notification"):
        raise RuleViolation("This message is somebody else's.", code="permission_denied", status=403)
    notification = _lock(actor, notification)
    if notification.status not in (Status.SENT, Status.DELIVERED, Status.READ):
        raise RuleViolation("The message has not been sent.", code="not_sent")
    if notification.status != Status.READ:
        old = notification.status
        notification.status, notification.read_at = Status.READ, timezone.now()
        notification.save(update_fields=["status", "read_at", "updated_at"])
        record(actor=actor, action="read", target=notification, old={"status": old}, new={"status": Status.READ})
    return notification


def _lock(actor: Actor, notification: Notification) -> Notification:
    locked: Notification = lock_row(Notification, actor=actor, pk=notification.pk)
    return locked


def _address(notification: Notification) -> str:
    if notification.user:
        return user_address(notification.user, notification.channel)
    if notification.client:
        return client_address(notification.client, notification.channel)
    return notification.recipient
