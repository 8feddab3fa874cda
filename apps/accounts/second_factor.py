"""A second factor beside the password: codes of an authenticator app (TOTP, RFC 6238), and recovery codes on paper.

A code works once, and 10 wrong ones within 15 minutes are all there are. When a session last proved the factor stands
in `Session.verified_at`: a company may ask every session for it, and what does lasting harm asks for a fresh one.
"""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import pyotp
from django.conf import settings
from django.db import transaction
from django.db.models import F, Func, Value
from django.utils import timezone
from rest_framework.exceptions import Throttled

from apps.accounts.models import SecondFactor, Session, User
from apps.accounts.services.rights import refuse_stronger_user
from apps.accounts.services.users import forget_rights, lock_user
from apps.accounts.sessions import revoke_sessions
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.limits import count_attempt, forget_attempts
from apps.core.sealing import seal, unseal
from apps.core.tenancy import tenant_context
from apps.core.texts import say

RECOVERY_CODES = 10


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs; shown once."""

    secret: str
    otpauth_url: str


def begin_second_factor(*, actor: User, password: str) -> Enrolment:
    """A secret for the actor's authenticator app; it counts once a first code confirms it.

    400 for a wrong password, 409 while another one is in force.
    """
    with _own_account(actor) as user:
        _check_password(user, password)
        if user.has_second_factor:
            raise RuleViolation("A second factor is in force: disable it first.", code="already_enabled")
        secret = pyotp.random_base32()
        SecondFactor.unscoped.update_or_create(
            tenant_id=user.tenant_id, user=user, defaults={"secret": seal(secret.encode(), context=seal_context(user))}
        )
        url = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=user.tenant.name)
    return Enrolment(secret, url)


def confirm_second_factor(*, actor: User, session: UUID, code: str) -> list[str]:
    """Put the actor's second factor in force by its first code. Answers the recovery codes, shown this once.

    400 for a wrong code, 409 where none was begun or one is in force.
    """
    with _own_account(actor) as user:
        if user.has_second_factor or not SecondFactor.unscoped.filter(user=user).exists():
            raise RuleViolation("There is no second factor to confirm: begin with one.", code="nothing_to_confirm")
        _take_code(user, code)
        SecondFactor.unscoped.filter(user=user).update(confirmed_at=timezone.now())
        record(actor=user, action="enable_second_factor", target=user)
        _note_proof(user, session)
        return _write_recovery_codes(user)


def prove_second_factor(*, actor: User, session: UUID, code: str) -> datetime:
    """Prove the factor anew in a session, for what asks for a fresh proof. 400 for a wrong code, 409 without one."""
    with _own_account(actor) as user:
        _check_in_force(user)
        _take_code(user, code)
        return _note_proof(user, session)


def renew_recovery_codes(*, actor: User, code: str) -> list[str]:
    """New recovery codes instead of those there are. 400 for a wrong code, 409 without a second factor."""
    with _own_account(actor) as user:
        _check_in_force(user)
        _take_code(user, code)
        record(actor=user, action="renew_recovery_codes", target=user)
        return _write_recovery_codes(user)


def disable_second_factor(*, actor: User, password: str, code: str) -> None:
    """Go without a second factor. 400 for a wrong password or code, 409 where the company asks for one."""
    with _own_account(actor) as user:
        _check_in_force(user)
        if user.tenant.preferences.second_factor_required:
            raise RuleViolation("Your company asks for a second factor.", code="second_factor_required")
        _check_password(user, password)
        _take_code(user, code)
        SecondFactor.unscoped.filter(user=user).delete()
        record(actor=user, action="disable_second_factor", target=user)


@transaction.atomic
def reset_second_factor(*, actor: User, user: User) -> None:
    """Take the second factor of a colleague who has lost it, and end their sessions. 403 for one who holds more."""
    user = lock_user(actor=actor, user=user)
    refuse_stronger_user(actor, user)
    _check_in_force(user)
    SecondFactor.unscoped.filter(user=user).delete()
    record(actor=actor, action="reset_second_factor", target=user)
    revoke_sessions(actor=actor, user=user)


def check_second_factor(*, user: User, code: str) -> bool:
    """At log-in, the password being right: whether the user gave a second factor; False for a user without one.

    401 for none, 400 for a wrong one.
    """
    if not user.has_second_factor:
        return False
    if not code:
        message = "This account has a second factor: send the code of its authenticator app, or a recovery code."
        raise RuleViolation(message, code="second_factor_required", field="code", status=HTTPStatus.UNAUTHORIZED)
    with tenant_context(user.tenant_id):
        _take_code(user, code)
    return True


@contextmanager
def _own_account(actor: User) -> Iterator[User]:
    """The actor as stored, held to the end of one transaction in the actor's own company."""
    with tenant_context(actor.tenant_id), transaction.atomic():
        user = lock_user(actor=actor, user=actor)
        yield user
        forget_rights(user)


def _check_in_force(user: User) -> None:
    if not user.has_second_factor:
        raise RuleViolation(say("{user} has no second factor.", user=user.username), code="not_enabled")


def _check_password(user: User, password: str) -> None:
    with _few_attempts(f"password:{user.pk}"):
        if not user.check_password(password):
            raise RuleViolation("The password is wrong.", code="wrong_password", field="password")


def _take_code(user: User, code: str) -> None:
    """Use up a code of the app or a recovery code. 400 for a wrong one, and for one that was used before."""
    with _few_attempts(f"second-factor:{user.pk}"):
        given = "".join(code.split()).replace("-", "").lower()
        if not (_take_app_code(user, given) or _take_recovery_code(user, given)):
            raise RuleViolation("The code is wrong, or was used before.", code="wrong_code", field="code")


@contextmanager
def _few_attempts(key: str) -> Iterator[None]:
    attempts, seconds = count_attempt(key, int(settings.LOGIN_FAILURE_WINDOW.total_seconds()))
    if attempts > settings.LOGIN_FAILURES_ALLOWED:
        raise Throttled(wait=seconds, detail="Too many wrong attempts. Try again later.")
    yield
    forget_attempts(key)


def _take_app_code(user: User, code: str) -> bool:
    """Whether the code is that of now, or of the 30 seconds before or after, and later than the last one taken."""
    factor = SecondFactor.unscoped.get(user=user)
    app = pyotp.TOTP(unseal(bytes(factor.secret), context=seal_context(user)).decode())
    now = int(time.time()) // app.interval
    for step in (now - 1, now, now + 1):
        if secrets.compare_digest(app.generate_otp(step).encode(), code.encode()):
            return bool(SecondFactor.unscoped.filter(user=user, last_step__lt=step).update(last_step=step))
    return False


def _take_recovery_code(user: User, code: str) -> bool:
    kept = SecondFactor.unscoped.filter(user=user, recovery_hashes__contains=[_hash(user, code)])
    removed = Func(F("recovery_hashes"), Value(_hash(user, code)), function="array_remove")
    if not kept.update(recovery_hashes=removed):
        return False
    record(actor=user, action="use_recovery_code", target=user)
    return True


def _write_recovery_codes(user: User) -> list[str]:
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(RECOVERY_CODES)]
    hashes = [_hash(user, code.replace("-", "")) for code in codes]
    SecondFactor.unscoped.filter(user=user).update(recovery_hashes=hashes)
    return codes


def _note_proof(user: User, session: UUID) -> datetime:
    now = timezone.now()
    Session.unscoped.filter(user=user, key=session).update(verified_at=now)
    return now


def _hash(user: User, code: str) -> str:
    # 64 random bits: no dictionary helps, so a quick hash does.
    return hashlib.sha256(f"{user.pk}\n{code}".encode()).hexdigest()


def seal_context(user: User) -> bytes:
    return f"second factor\n{user.tenant_id}\n{user.pk}".encode()
