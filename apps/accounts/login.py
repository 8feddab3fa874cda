"""Logging in, slowed down for whoever guesses."""

import hashlib

from django.conf import settings
from django.contrib.auth import authenticate
from rest_framework.exceptions import AuthenticationFailed, Throttled

from apps.accounts.identifiers import normalize_identifier
from apps.accounts.models import User
from apps.accounts.sessions import TokenPair, start_session
from apps.core.limits import count_attempt, forget_attempts
from apps.core.tenancy import bind_tenant


def log_in(*, identifier: str, password: str, user_agent: str) -> tuple[User, TokenPair]:
    """Check a password and start a session. Raises as `check_credentials` does."""
    user = check_credentials(identifier=identifier, password=password)
    return user, start_session(actor=user, user_agent=user_agent)


def check_credentials(*, identifier: str, password: str) -> User:
    """The active account of an identifier and password; its tenant is bound.

    Raises AuthenticationFailed, in the same words and time whether or not the account exists, and Throttled after 10
    failures for one account within 15 minutes.
    """
    identifier = normalize_identifier(identifier)
    key = f"login:{hashlib.sha256(identifier.encode()).hexdigest()}"
    # Counted before the check and forgiven after it, so that simultaneous guesses cannot slip through together.
    attempts, seconds = count_attempt(key, int(settings.LOGIN_FAILURE_WINDOW.total_seconds()))
    if attempts > settings.LOGIN_FAILURES_ALLOWED:
        raise Throttled(wait=seconds, detail="Too many failed log-ins for this account.")
    user = authenticate(None, username=identifier, password=password)
    if not isinstance(user, User):
        raise AuthenticationFailed("No active account matches these credentials.", code="no_active_account")
    forget_attempts(key)
    bind_tenant(user.tenant_id)
    return user
