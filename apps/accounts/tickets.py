"""Stream tickets: a short-lived stand-in for the access token where a browser cannot send a header."""

import secrets

from apps.core.limits import redis_client

LIFETIME_SECONDS = 30


def issue_ticket(access_token: bytes) -> str:
    """A ticket for the token; good once, for 30 seconds."""
    ticket = secrets.token_urlsafe(32)
    redis_client().set(f"ticket:{ticket}", access_token, ex=LIFETIME_SECONDS)
    return ticket


def redeem_ticket(ticket: str) -> bytes | None:
    """The token behind a ticket, which is thereby used up; None if it is unknown, used or expired."""
    token = redis_client().getdel(f"ticket:{ticket}")
    return token if isinstance(token, bytes) else None
