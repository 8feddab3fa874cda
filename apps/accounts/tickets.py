"""Stream tickets: a short-lived stand-in for the Authorization header where a browser cannot send a header."""

import secrets

from apps.core.limits import redis_client

LIFETIME_SECONDS = 30


def issue_ticket(header: bytes) -> str:
    """A ticket for what an Authorization header says; good once, for 30 seconds."""
    ticket = secrets.token_urlsafe(32)
    redis_client().set(f"ticket:{ticket}", header, ex=LIFETIME_SECONDS)
    return ticket


def redeem_ticket(ticket: str) -> bytes | None:
    """The header behind a ticket, which is thereby used up; None if it is unknown, used or expired."""
    header = redis_client().getdel(f"ticket:{ticket}")
    return header if isinstance(header, bytes) else None
