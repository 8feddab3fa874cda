"""Logging in, slowed down for whoever guesses."""

import hashlib
import logging

import structlog
from celery import current_app
from django.conf import settings
from django.contrib.auth.hashers import make_password
from kombu.exceptions import OperationalError as BrokerError
from rest_framework.exceptions import AuthenticationFailed

from apps.accounts.identifiers import identifier_key
from apps.accounts.models import Session, User
from apps.accounts.second_factor import check_second_factor
from apps.accounts.selectors import Account, account_of
from apps.accounts.sessions import TokenPair, start_session
from apps.core.limits import TooMany, count_attempt, forget_attempts, take_back_attempt
from apps.core.tenancy import bind_tenant, tenant_context

log = logging.getLogger(__name__)


def log_in(*, identifier: str, password: str, code: str = "", user_agent: str) -> tuple[User, TokenPair]:
    """Check password and second factor and start a session. Raises as `check_credentials` does."""
    user, is_verified = check_credentials(identifier=identifier, password=password, code=code)
    return user, start_session(actor=user, user_agent=user_agent, is_verified=is_verified)


def check_credentials(*, identifier: str, password: str, code: str = "") -> tuple[User, bool]:
    """The active account of an identifier and password, and whether it proved a second factor; its tenant is bound.

    An account that has a second factor needs its `code` too: RuleViolation without it or for a wrong one.

    Raises AuthenticationFailed, in the same words and time whether or not the account exists, and TooMany after 10
    failures for one account, or 100 from one address, within 15 minutes. An address from which the account has logged
    in before has 10 of its own, so that strangers do not lock the owner out.
    """
    account = account_of(identifier)
    address = structlog.contextvars.get_contextvars().get("address", "")
    who = hashlib.sha256(identifier_key(identifier).encode()).hexdigest()
    by_account = f"login:{who}:{address}" if account and _is_known(account, address) else f"login:{who}"
    by_address = f"login-from:{address}"
    _count({by_account: settings.LOGIN_FAILURES_ALLOWED, by_address: settings.LOGIN_FAILURES_PER_ADDRESS})
    user = load_user(account)
    if user is None:
        make_password(password)
    is_right = user is not None and _has_password(user, password)
    if user is None or not (is_right and user.is_active and user.tenant.is_active):
        raise AuthenticationFailed("No active account matches these credentials.", code="no_active_account")
    forget_attempts(by_account)
    take_back_attempt(by_address)
    is_verified = check_second_factor(user=user, code=code)
    bind_tenant(user.tenant_id)
    return user, is_verified


def ask_for_password_link(*, identifier: str) -> None:
    """Have a link for a new password mailed to whoever this is. Raises TooMany after 5 requests in 15 minutes.

    The account is looked up by the worker, so that the answer tells nothing, by its time either.
    """
    who = hashlib.sha256(identifier_key(identifier).encode()).hexdigest()
    _count({f"password-link:{who}": settings.PASSWORD_LINKS_ALLOWED})
    try:
        current_app.send_task("accounts.send_password_link", args=[identifier], retry=False)
    except (BrokerError, OSError) as exc:
        log.warning("broker_unavailable", exc_info=exc)


def load_user(account: Account | None) -> User | None:
    """The user of an account with tenant and role, whatever tenant is bound."""
    if account is None:
        return None
    with tenant_context(account.tenant_id):
        return User.unscoped.select_related("tenant", "role", "second_factor").filter(pk=account.user_id).first()


def _has_password(user: User, password: str) -> bool:
    with tenant_context(user.tenant_id):
        return user.check_password(password)


def _count(allowed: dict[str, int]) -> None:
    """Count an attempt on each key. Before the check, so that simultaneous guesses do not slip through together."""
    for key, most in allowed.items():
        attempts, seconds = count_attempt(key, int(settings.LOGIN_FAILURE_WINDOW.total_seconds()))
        if attempts > most:
            raise TooMany("Too many failed log-ins. Try again later.", wait=seconds)


def _is_known(account: Account, address: str) -> bool:
    with tenant_context(account.tenant_id):
        return Session.unscoped.filter(user_id=account.user_id, address=address).exists()
