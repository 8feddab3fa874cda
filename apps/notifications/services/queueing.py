"""How a message gets into the outbox: within the transaction of what it tells."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.clients.models import Client
from apps.notifications.letters import Letter
from apps.notifications.models import Notification
from apps.notifications.recipients import client_address, client_channel, user_address, user_channels
from apps.notifications.sending import OFFER, send_to_worker
from apps.notifications.templating import written_by
from apps.notifications.timing import quiet_until
from apps.tenants.actors import Actor

Channel = Notification.Channel


@transaction.atomic
def queue_notification(
    *,
    actor: Actor,
    kind: str,
    channel: str,
    recipient: str,
    subject: str,
    body: str = "",
    key: str = "",
    scheduled_for: datetime | None = None,
    **fields: Any,
) -> Notification:
    """Write a message into the outbox; it is sent after the commit, at its time, and not in quiet hours unless urgent.

    The `key` names what is told: the message that was queued under it before is answered and nothing is added. Markup
    and line breaks in a subject are text like any other.
    """
    now = timezone.now()
    moment = scheduled_for or now
    values = {
        "owner_id": actor.pk,
        "kind": kind,
        "channel": channel,
        "recipient": recipient[:254],
        # A line break must not begin another header.
        "subject": " ".join(subject.split())[:300],
        "body": body,
        "scheduled_for": moment,
        "language": fields.pop("language", actor.acting_tenant.language),
        **fields,
    }
    draft = Notification(tenant_id=actor.acting_tenant_id, **values)
    first_attempt = quiet_until(actor, draft, moment)
    is_due = first_attempt <= now
    values |= {"next_attempt_at": first_attempt, "offered_until": now + OFFER if is_due else None}
    notification, is_new = Notification.unscoped.get_or_create(
        tenant_id=actor.acting_tenant_id, key=key or uuid4().hex, defaults=values
    )
    if is_new and is_due:
        transaction.on_commit(partial(send_to_worker, notification))
    return notification


@transaction.atomic
def notify_user(
    *,
    actor: Actor,
    user: User,
    kind: str,
    letter: Letter,
    key: str,
    channels: Sequence[str] | None = None,
    is_shown: bool = True,
    **fields: Any,
) -> list[Notification]:
    """Tell a user on each of the channels, without those switched off: the given ones, else e-mail and browser.

    In the user's own language; with `is_shown` also in the product.
    """
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        subject, body = letter.written()
    shown = [Channel.IN_APP] if is_shown else []
    return [
        queue_notification(
            actor=actor,
            kind=kind,
            channel=channel,
            recipient=user_address(user, channel),
            subject=subject,
            body=body,
            key=f"{key}:{user.pk}:{channel}",
            user=user,
            language=language,
            **fields,
        )
        for channel in [*user_channels(user, channels), *shown]
    ]


@transaction.atomic
def notify_client(
    *, actor: Actor, client: Client, kind: str, letter: Letter, key: str, **fields: Any
) -> Notification | None:
    """Tell a customer on the channel they prefer, in the company's own words where it has some for the kind, else in
    its language. None where no channel reaches them."""
    channel = client_channel(client)
    if not channel:
        return None
    language = actor.acting_tenant.language or settings.LANGUAGE_CODE
    with translation.override(language):
        subject, body = written_by(actor.acting_tenant, kind, letter.shown()) or letter.written()
    return queue_notification(
        actor=actor,
        kind=kind,
        channel=channel,
        recipient=client_address(client, channel),
        subject=subject,
        body=body,
        key=key,
        client=client,
        language=language,
        **fields,
    )
