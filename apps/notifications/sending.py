"""The worker's side of the outbox: claim a message, hand it over, note the outcome once.

Each message is a task of its own, so that one channel that fails holds no other up. What a killed worker leaves is free
again when its lease ends. By then a mail or a push is given again under the same name, by which it is known to be the
same; a WhatsApp message, which has no such name, fails as in doubt until a receipt tells more.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, zip_longest
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from kombu.exceptions import OperationalError as BrokerError

from apps.audit.services import record
from apps.core.reconnecting import on_working_connection
from apps.core.texts import say
from apps.notifications.channels.email import send_email
from apps.notifications.channels.in_app import show_in_app
from apps.notifications.channels.outcomes import InDoubt, NotTaken, NotWanted, Refused, told_to
from apps.notifications.channels.printing import print_message
from apps.notifications.channels.push import send_push
from apps.notifications.channels.sparing import Spared
from apps.notifications.channels.whatsapp import send_whatsapp
from apps.notifications.kinds import PLAIN, Attachment, kinds
from apps.notifications.models import Notification
from apps.notifications.recipients import objection
from apps.notifications.timing import quiet_until
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.models import Tenant

log = logging.getLogger(__name__)
Channel, Status = Notification.Channel, Notification.Status
LEASE = timedelta(minutes=3)
"""Longer than any attempt: a mail server may take ten seconds for each of its answers."""
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 4 * 3600))
OFFER = timedelta(seconds=60)
A_SWEEP: Final = 200
"""Messages of a channel that one sweep puts on the queue."""
SENDERS: Final[dict[str, Callable[[Actor, Notification, Sequence[Attachment]], str]]] = {
    Channel.EMAIL: send_email,
    Channel.WHATSAPP: send_whatsapp,
    Channel.PUSH: send_push,
    Channel.IN_APP: show_in_app,
}
PRINTED: Final = (Channel.WHATSAPP, Channel.PUSH)
"""Channels whose messages are printed instead of sent where the settings say so; mail has a backend for that."""


def send_to_worker(notification: Notification) -> None:
    """Put the message on the queue. Without a broker nothing is lost: the sweep finds it."""
    try:
        current_app.send_task("notifications.deliver", args=[notification.tenant_id, notification.pk], retry=False)
    except (BrokerError, OSError) as exc:
        log.warning("broker_unavailable", exc_info=exc)


def offer_due() -> int:
    """Put every message that is due on the queue, of all tenants, the channels in turn. Answers how many."""
    now = timezone.now()
    due = (
        Notification.unscoped.using("ops")
        .filter(_free(now), status=Status.PENDING, next_attempt_at__lte=now, tenant__is_active=True)
        .filter(Q(offered_until=None) | Q(offered_until__lt=now))
    )
    by_channel: dict[str, list[Notification]] = defaultdict(list)
    for channel in Channel.values:
        by_channel[channel] = list(due.filter(channel=channel).order_by("next_attempt_at")[:A_SWEEP])
    offered = [one for one in chain.from_iterable(zip_longest(*by_channel.values())) if one is not None]
    # Noted first, so that a long queue is not sent again and again while it waits its turn.
    Notification.unscoped.using("ops").filter(pk__in=[one.pk for one in offered]).update(offered_until=now + OFFER)
    for notification in offered:
        send_to_worker(notification)
    return len(offered)


def deliver(pk: int) -> None:
    """Send the message of the bound tenant, if it is due and in nobody else's hands."""
    if claimed := on_working_connection(partial(_claim, pk)):
        on_working_connection(_attempted(*claimed))


def _attempted(actor: Actor, notification: Notification) -> Callable[[], None]:
    """Try to send, and answer what notes the outcome."""
    with told_to(actor):
        try:
            if wait := _reason_to_wait(actor, notification):
                return partial(_postpone, notification, wait, counted=False)
            with translation.override(notification.language or settings.LANGUAGE_CODE):
                reference = _send(actor, notification)
        except NotWanted as exc:
            return partial(_end, actor, notification, Status.CANCELLED, str(exc))
        except Refused as exc:
            return partial(_end, actor, notification, Status.FAILED, str(exc))
        except InDoubt as exc:
            return partial(_end, actor, notification, Status.FAILED, _lost(str(exc)))
        except Spared as exc:
            moment = timezone.now() + timedelta(seconds=exc.wait)
            return partial(_postpone, notification, moment, error=str(exc), counted=False)
        except NotTaken as exc:
            return partial(_retry, actor, notification, str(exc), exc.wait)
        except Exception as exc:
            noted = {"notification": notification.pk, "channel": notification.channel}
            log.exception("notification_failed", extra=noted)
            return partial(_retry, actor, notification, f"{type(exc).__name__}: {exc}")
    return partial(_note_sent, actor, notification, reference)


def _lost(reason: str) -> str:
    return say(
        "It was handed over and no answer came, so that it may have arrived: {reason}. It is not sent again by itself.",
        reason=reason,
    )


def _free(now: datetime) -> Q:
    return Q(lease_expires_at=None) | Q(lease_expires_at__lt=now)


@transaction.atomic
def _claim(pk: int) -> tuple[Actor, Notification] | None:
    now = timezone.now()
    claimed = Notification.unscoped.filter(_free(now), pk=pk, status=Status.PENDING, next_attempt_at__lte=now).update(
        attempts=F("attempts") + 1, lease_expires_at=now + LEASE
    )
    if not claimed:
        return None
    notification: Notification = Notification.unscoped.select_related("user", "client").get(pk=pk)
    actor = SystemActor(Tenant.objects.get(pk=notification.tenant_id))
    with told_to(actor):
        if notification.handed_over_at:
            _end(actor, notification, Status.FAILED, _lost(say("the worker ended in between")))
            return None
        if notification.attempts > len(RETRIES) + 1:
            _end(actor, notification, Status.FAILED, say("The worker died each time it tried."))
            return None
    return actor, notification


def _reason_to_wait(actor: Actor, notification: Notification) -> datetime | None:
    now = timezone.now()
    moment = quiet_until(actor, notification, now)
    return moment if moment > now else None


def _send(actor: Actor, notification: Notification) -> str:
    if problem := objection(notification):
        raise NotWanted(problem)
    attachments = kinds.get(notification.kind, PLAIN).prepare(actor, notification)
    if settings.NOTIFICATIONS_PRINTED and notification.channel in PRINTED:
        return print_message(notification)
    return SENDERS[notification.channel](actor, notification, attachments)


def _attempt(notification: Notification) -> QuerySet[Notification]:
    """The message while it is in this attempt's hands: not cancelled, confirmed, or taken over after a lost lease."""
    return Notification.unscoped.filter(
        pk=notification.pk,
        status=Status.PENDING,
        attempts=notification.attempts,
        round=notification.round,
        lease_expires_at__isnull=False,
    )


def _note_sent(actor: Actor, notification: Notification, reference: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        if _settle(notification, status=Status.SENT, sent_at=now, external_reference=reference, error=""):
            notification.status, notification.sent_at = Status.SENT, now
            kinds.get(notification.kind, PLAIN).note(actor, notification)
            record(actor=actor, action="send", target=notification, new=_told(notification))


def _end(actor: Actor, notification: Notification, status: str, reason: str) -> None:
    with transaction.atomic():
        if _settle(notification, status=status, error=reason[:500]):
            action = "fail" if status == Status.FAILED else "cancel"
            record(actor=actor, action=action, target=notification, new=_told(notification) | {"error": reason[:500]})


def _retry(actor: Actor, notification: Notification, error: str, wait: int = 0) -> None:
    if notification.attempts > len(RETRIES):
        _end(actor, notification, Status.FAILED, error)
        return
    pause = max(RETRIES[notification.attempts - 1], timedelta(seconds=wait))
    _postpone(notification, timezone.now() + pause, error=error)


def _postpone(notification: Notification, moment: datetime, *, error: str = "", counted: bool = True) -> None:
    changes: dict[str, Any] = {"next_attempt_at": moment, "error": error[:500]}
    if not counted:
        changes["attempts"] = notification.attempts - 1
    _settle(notification, **changes)


def _settle(notification: Notification, **changes: Any) -> bool:
    settled = _attempt(notification).update(
        lease_expires_at=None, offered_until=None, handed_over_at=None, updated_at=timezone.now(), **changes
    )
    return bool(settled)


def _told(notification: Notification) -> dict[str, Any]:
    return {"kind": notification.kind, "channel": notification.channel, "recipient": notification.recipient}
