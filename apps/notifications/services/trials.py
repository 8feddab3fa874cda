"""Messages that show whether a channel works."""

from uuid import uuid4

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.notifications.channels.whatsapp import phone_of
from apps.notifications.letters import TEST, Letter
from apps.notifications.models import Notification, PushSubscription
from apps.notifications.recipients import user_address
from apps.notifications.services.queueing import queue_notification
from apps.tenants.actors import Actor

Channel = Notification.Channel


@transaction.atomic
def send_test_push(*, actor: Actor, user: User, title: str = "", body: str = "") -> Notification:
    """Queue a message to the browsers of a user, also in quiet hours. 409 where none is registered, or where the user
    has switched the channel off."""
    if not PushSubscription.unscoped.filter(tenant_id=actor.acting_tenant_id, user=user).exists():
        raise RuleViolation("The user has no browser registered.", code="no_browser")
    if not user.preferences.get("push_notifications", True):
        raise RuleViolation("The user has switched messages to the browser off.", code="switched_off")
    subject, text = _written(actor, title, body)
    queued = queue_notification(
        actor=actor,
        kind="test",
        channel=Channel.PUSH,
        recipient=user_address(user, Channel.PUSH),
        subject=subject,
        body=text,
        key=f"test:{uuid4().hex}",
        user=user,
        is_urgent=True,
    )
    record(actor=actor, action="send_test", target=queued, new={"channel": queued.channel, "user": user.pk})
    return queued


@transaction.atomic
def send_test_whatsapp(
    *, actor: Actor, to: str = "", customer: Client | None = None, message: str = ""
) -> Notification:
    """Queue a WhatsApp message to a telephone number or a customer. 400 without a number that can be called."""
    field = "customer" if customer else "to"
    number = phone_of(customer.phone if customer else to)
    if not number:
        raise RuleViolation(
            "A telephone number with its country is needed, as +60 12 345 6789.", code="invalid", field=field
        )
    subject, text = _written(actor, "", message)
    queued = queue_notification(
        actor=actor,
        kind="test",
        channel=Channel.WHATSAPP,
        recipient=number,
        subject=subject,
        body=text,
        key=f"test:{uuid4().hex}",
        client=customer,
        is_urgent=True,
    )
    record(actor=actor, action="send_test", target=queued, new={"channel": queued.channel, "recipient": number})
    return queued


def _written(actor: Actor, title: str, body: str) -> tuple[str, str]:
    subject, text = Letter(TEST.subject, TEST.body, {"company": actor.acting_tenant.name}).written()
    return title or subject, body or text
