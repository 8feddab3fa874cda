"""What came of an event that a provider sent."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.integrations.models import WebhookEvent
from apps.tenants.actors import Actor

Status = WebhookEvent.Status


class Unmatched(Exception):
    """What the event is about is not known here; a person may say what it is."""


@dataclass(frozen=True)
class Outcome:
    status: str = Status.PROCESSED
    note: str = ""


Handler = Callable[[Actor, WebhookEvent], Outcome]
