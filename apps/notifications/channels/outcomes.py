"""How an attempt to send can end, where it does not simply succeed."""

from typing import Any

from django.conf import settings
from django.utils import translation

from apps.core.texts import say
from apps.tenants.actors import Actor


def told_to(actor: Actor) -> Any:
    """Within it what became of a message is said in the actor's language, whatever that of the message."""
    return translation.override(actor.language or settings.LANGUAGE_CODE)


class Ended(Exception):
    """An attempt that did not succeed. `str()` says why, in the language that is at hand then: the message is worded in
    its receiver's language, what became of it is read by the company."""

    def __init__(self, message: str, /, **values: Any) -> None:
        super().__init__(message)
        self.values = values

    def __str__(self) -> str:
        return say(self.args[0], **self.values)


class NotWanted(Ended):
    """There is no reason any more to send the message. It is cancelled."""


class Refused(Ended):
    """The message will never be taken. It fails at once."""


class NotTaken(Ended):
    """The message was surely not taken this time; it is tried again, after `wait` seconds at least."""

    def __init__(self, message: str, /, *, wait: int = 0, **values: Any) -> None:
        super().__init__(message, **values)
        self.wait = wait


class Unreachable(NotTaken):
    """Nobody answered: the whole channel is spared for a while."""


class InDoubt(Ended):
    """The message was handed over and no answer came: it may have been taken. It is not sent again by itself."""
