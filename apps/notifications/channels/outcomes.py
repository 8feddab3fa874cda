"""How an attempt to send can end, where it does not simply succeed."""


class Refused(Exception):
    """The message will never be taken; `str()` says why. It fails at once."""


class NotTaken(Exception):
    """The message was surely not taken this time; it is tried again, after `wait` seconds at least."""

    def __init__(self, message: str, *, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait


class Unreachable(NotTaken):
    """Nobody answered: the whole channel is spared for a while."""


class InDoubt(Exception):
    """The message was handed over and no answer came: it may have been taken. It is not sent again by itself."""
