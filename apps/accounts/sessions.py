"""Log-in sessions: their tokens, how they begin, go on and end.

A session row is the truth. Its access token is short-lived and carries the session's key; each request compares it
with the row, or with what it remembers of the row while no epoch moved (`apps.accounts.authentication`).
"""

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from apps.accounts.models import Session, User
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.limits import move_epochs
from apps.core.tenancy import tenant_context
from apps.tenants.actors import Actor

AnyToken = TypeVar("AnyToken", bound=Token)


class ReusedToken(AuthenticationFailed):
    """A refresh token was used that has been replaced, for which its session has been ended."""


@dataclass(frozen=True)
class TokenPair:
    access: str
    refresh: str


@transaction.atomic
def start_session(*, actor: User, user_agent: str = "", is_verified: bool = False) -> TokenPair:
    """Log the user in, who has proved a second factor or not. Call it bound to the user's tenant."""
    refresh = RefreshToken()
    session = Session.unscoped.create(
        tenant_id=actor.tenant_id,
        user=actor,
        refresh_hash=_hash(refresh),
        user_agent=user_agent[:300],
        address=structlog.contextvars.get_contextvars().get("address", ""),
        expires_at=timezone.now() + refresh.lifetime,
        verified_at=timezone.now() if is_verified else None,
    )
    User.unscoped.filter(pk=actor.pk).update(last_login=timezone.now())
    transaction.on_commit(partial(move_epochs, f"user:{actor.pk}"))
    record(actor=actor, action="login", target=actor)
    return _pair(refresh, session, actor)


def refresh_session(*, raw: str) -> TokenPair:
    """A new access token for a refresh token; with ROTATE_REFRESH_TOKENS a new refresh token too.

    Raises AuthenticationFailed for a token that is forged, expired or revoked, ReusedToken for one that rotation has
    replaced; that ends its session, since one of the two users is a thief.
    """
    token, tenant_id, key = _read(RefreshToken, raw)
    with tenant_context(tenant_id):
        session = Session.unscoped.select_related("user__tenant").filter(key=key, revoked_at=None).first()
        if session is None or not session.user.is_active or not session.user.tenant.is_active:
            raise _invalid_token()
        if session.refresh_hash != _hash(token):
            revoke_sessions(actor=session.user, user=session.user, key=key)
            raise ReusedToken(str(_invalid_token().detail), code="token_not_valid")
        replacement = token
        if settings.ROTATE_REFRESH_TOKENS:
            replacement = RefreshToken()
        kept = Session.unscoped.filter(pk=session.pk, refresh_hash=_hash(token), revoked_at=None).update(
            refresh_hash=_hash(replacement), last_used_at=timezone.now()
        )
        if not kept:
            raise _invalid_token()
        return _pair(replacement, session, session.user)


@transaction.atomic
def revoke_sessions(*, actor: Actor, user: User, key: UUID | None = None) -> int:
    """End one session of a user, or all. Their tokens are refused from the next request on. Answers how many ended."""
    sessions = Session.unscoped.filter(tenant_id=user.tenant_id, user_id=user.pk, revoked_at=None)
    if key:
        sessions = sessions.filter(key=key)
    revoked = sessions.update(revoked_at=timezone.now())
    record(actor=actor, action="logout", target=user, new={"sessions": revoked})
    transaction.on_commit(partial(move_epochs, f"user:{user.pk}"))
    return revoked


def end_session(*, actor: User, session: Session) -> None:
    """End one of the actor's own sessions."""
    revoke_sessions(actor=actor, user=actor, key=session.key)


def log_out(*, actor: User, refresh: str | None) -> None:
    """End the session of the refresh token, or without one all of the caller's. 400 for somebody else's token."""
    if refresh is None:
        revoke_sessions(actor=actor, user=actor)
        return
    try:
        token, _, key = _read(RefreshToken, refresh)
    except AuthenticationFailed:
        token = None
    if token is None or token["user_id"] != actor.pk or not revoke_sessions(actor=actor, user=actor, key=key):
        raise RuleViolation("Invalid refresh token", code="invalid_token", field="refresh")


def verify_token(*, raw: str) -> None:
    """Raises AuthenticationFailed unless the token, of either kind, is genuine, unexpired and its session alive."""
    token: Token
    try:
        token, tenant_id, key = _read(AccessToken, raw)
    except AuthenticationFailed:
        token, tenant_id, key = _read(RefreshToken, raw)
    with tenant_context(tenant_id):
        sessions = Session.unscoped.select_related("user__tenant").filter(key=key, revoked_at=None)
        session = sessions.filter(user_id=token["user_id"]).first()
    if session is None or not session.user.is_active or not session.user.tenant.is_active:
        raise _invalid_token()


def _read(kind: type[AnyToken], raw: str) -> tuple[AnyToken, int, UUID]:
    """A token of a kind with its tenant and session. Raises AuthenticationFailed for a forged or expired one."""
    try:
        token = kind(raw)  # type: ignore[arg-type]
        token["user_id"] = int(token["user_id"])
        return token, int(token["tenant_id"]), UUID(str(token["session"]))
    except (TokenError, KeyError, ValueError, TypeError) as exc:
        raise _invalid_token() from exc


def _pair(refresh: RefreshToken, session: Session, user: User) -> TokenPair:
    claims: dict[str, Any] = {"user_id": user.pk, "tenant_id": user.tenant_id, "session": str(session.key)}
    refresh.payload.update(claims)
    return TokenPair(access=str(refresh.access_token), refresh=str(refresh))


def _hash(token: RefreshToken) -> str:
    return hashlib.sha256(token["jti"].encode()).hexdigest()


def _invalid_token() -> AuthenticationFailed:
    return AuthenticationFailed("The token is invalid, expired or revoked.", code="token_not_valid")
