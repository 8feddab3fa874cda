"""The mails with links that prove something: written and sent like any other, their tokens made as they are sent."""

from collections.abc import Sequence
from typing import Any

from apps.accounts.models import User
from apps.accounts.services.email import LETTERS, SEND_LINK, link_address, make_token, write_link
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.notifications.channels.outcomes import NotWanted
from apps.notifications.kinds import Attachment, Kind, kinds
from apps.notifications.models import Notification
from apps.notifications.services.queueing import queue_notification
from apps.tenants.actors import Actor


@handles(SEND_LINK)
def queue_link(run: JobRun) -> dict[str, Any]:
    """Queue the mail with the link that the job is for; a link of a user who is gone goes nowhere."""
    user, purpose = _user(run.job.tenant_id, run.arguments["user_id"]), run.arguments["purpose"]
    if user is None or not link_address(user, purpose):
        return {"queued": False}
    subject, body = write_link(user, purpose)
    queue_notification(
        actor=run.actor,
        kind=f"accounts.{purpose}",
        channel=Notification.Channel.EMAIL,
        recipient=link_address(user, purpose),
        subject=subject,
        body=body,
        key=f"link:{run.job.pk}",
        language=user.language,
        # Not as the message's user: what they have switched off is not asked, and the link goes nowhere else.
        payload={"user": user.pk, "purpose": purpose},
        is_urgent=True,
    )
    return {"queued": True}


def _put_in_token(actor: Actor, notification: Notification) -> Sequence[Attachment]:
    """Only the mail has the token: none is kept."""
    user, purpose = _user(notification.tenant_id, notification.payload["user"]), notification.payload["purpose"]
    if user is None or not user.is_active:
        raise NotWanted("The user is gone, or not active any more.")
    if link_address(user, purpose) != notification.recipient:
        raise NotWanted("The user has another address by now.")
    _, notification.body = write_link(user, purpose, make_token(user, purpose))
    return ()


def _user(tenant_id: int, pk: int) -> User | None:
    found: User | None = User.unscoped.select_related("tenant").filter(tenant_id=tenant_id, pk=pk).first()
    return found


for _purpose in LETTERS:
    kinds[f"accounts.{_purpose}"] = Kind(prepare=_put_in_token)
