"""What the outbox asks of those who have messages sent. An app registers its kinds of messages where it needs more
than the stored text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.notifications.models import Notification
from apps.tenants.actors import Actor


@dataclass(frozen=True)
class Attachment:
    filename: str
    content: bytes
    media_type: str


def _nothing(actor: Actor, notification: Notification) -> Sequence[Attachment]:
    return ()


def _no_note(actor: Actor, notification: Notification) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """`prepare` is called before each attempt and answers the attachments; it may raise NotWanted. `note` is called in
    the transaction that notes the sending."""

    prepare: Callable[[Actor, Notification], Sequence[Attachment]] = _nothing
    note: Callable[[Actor, Notification], None] = _no_note


kinds: dict[str, Kind] = {}
"""By the name of the kind; one that is not here is the stored text alone."""
PLAIN = Kind()
