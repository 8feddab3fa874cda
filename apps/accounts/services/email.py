"""What is proved by a link in an e-mail: a forgotten password, an invitation, a new address.

The mails themselves go through the outbox of a higher app, which does the jobs that are started here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_noop

from apps.accounts.identifiers import normalize_identifier
from apps.accounts.models import Role, User
from apps.accounts.second_factor import check_second_factor
from apps.accounts.selectors import account_by_id, account_of
from apps.accounts.services.users import check_identifier, create_user, forget_rights, lock_user, set_password
from apps.accounts.sessions import TokenPair, start_session
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.tenancy import bind_tenant, tenant_context
from apps.core.texts import say
from apps.jobs.services import start_job
from apps.tenants.actors import Actor

Purpose = Literal["password-reset", "invitation", "confirm-email"]
Result = TypeVar("Result")
SEND_LINK: Final = "accounts.send_link"
"""The job that mails a link: `user_id`, `purpose`."""
_SALT = "accounts.link"


@dataclass(frozen=True)
class Letter:
    """What goes out with a link of a purpose, and how long the link is good. `{tenant}` and `{link}` are filled in."""

    subject: str
    body: str
    lifetime: timedelta


LETTERS: Final[dict[Purpose, Letter]] = {
    "password-reset": Letter(
        gettext_noop("Your new password"),
        gettext_noop(
            "Somebody, you we hope, asked for a new password at {tenant}. Within one hour you can set it here:\n\n"
            "{link}\n\nIf it was not you, do nothing: your password stays.\n"
        ),
        timedelta(hours=1),
    ),
    "invitation": Letter(
        gettext_noop("{tenant} invites you"),
        gettext_noop(
            "{tenant} has made an account for you. Within seven days you can choose your password here:\n\n{link}\n"
        ),
        timedelta(days=7),
    ),
    "confirm-email": Letter(
        gettext_noop("Confirm your new e-mail address"),
        gettext_noop(
            "This address was given for an account at {tenant}. Within one day you can confirm it here:\n\n"
            "{link}\n\nIf that was not you, do nothing.\n"
        ),
        timedelta(days=1),
    ),
}


def send_password_link(*, identifier: str) -> None:
    """Mail a link for a new password to the active user of this username or e-mail; nothing where there is none."""
    account = account_of(identifier)
    if account is None:
        return
    with tenant_context(account.tenant_id):
        user: User = User.unscoped.select_related("tenant").get(pk=account.user_id)
        if user.is_active and user.tenant.is_active:
            start_job(actor=user, kind=SEND_LINK, user_id=user.pk, purpose="password-reset")


@transaction.atomic
def invite_user(
    *, actor: Actor, email: str, role: Role | None = None, first_name: str = "", last_name: str = ""
) -> User:
    """A user without a password, and an e-mail to them with a link to choose one. Refuses what `create_user` does."""
    user = create_user(actor=actor, email=email, password=None, role=role, first_name=first_name, last_name=last_name)
    start_job(actor=actor, kind=SEND_LINK, user_id=user.pk, purpose="invitation")
    return user


@transaction.atomic
def request_email_change(*, actor: User, email: str) -> User:
    """Note the actor's new address and send it a link; the old one holds until it is followed. 400 for a taken one."""
    with tenant_context(actor.tenant_id):
        user = lock_user(actor=actor, user=actor)
        email = normalize_identifier(email)
        check_identifier(user, "email", email)
        user.pending_email = email
        user.save(update_fields=["pending_email", "updated_at"])
        record(actor=user, action="request_email_change", target=user, new={"email": email})
        start_job(actor=user, kind=SEND_LINK, user_id=user.pk, purpose="confirm-email")
        forget_rights(user)
    return user


def write_link(user: User, purpose: Purpose, token: str = "") -> tuple[str, str]:
    """Subject and body of the mail of a purpose in the user's language; without a token, as it may be kept."""
    letter, tenant = LETTERS[purpose], " ".join(user.tenant.name.split())
    link = f"{settings.PUBLIC_URL}/api/session-auth/{purpose}/"
    if token:
        link = f"{link}?{urlencode({'token': token})}"
    with translation.override(user.language or settings.LANGUAGE_CODE):
        return say(letter.subject, tenant=tenant), say(letter.body, tenant=tenant, link=link)


def link_address(user: User, purpose: Purpose) -> str:
    """Where the mail of a purpose goes: to the user, or to confirm an address to that address."""
    return user.pending_email if purpose == "confirm-email" else user.email


def make_token(user: User, purpose: Purpose) -> str:
    """What a link carries. It dies with its time, its use, and any change of the user's password or addresses."""
    return signing.dumps([user.pk, purpose, _state(user)], salt=_SALT)


def set_password_by_link(*, token: str, password: str, code: str = "", user_agent: str = "") -> tuple[User, TokenPair]:
    """Set the password that a mailed link allows, end all sessions and begin one; the user's tenant stays bound.

    A user who has a second factor proves it by its `code`: a mailbox alone opens no such account.
    """

    def change(user: User) -> TokenPair:
        is_verified = check_second_factor(user=user, code=code)
        set_password(user=user, password=password, field="password")
        return start_session(actor=user, user_agent=user_agent, is_verified=is_verified)

    return _redeem(token, ("password-reset", "invitation"), change)


def confirm_email(*, token: str) -> User:
    """Make the address that a mailed link proves the user's own. 400 when somebody else has taken it meanwhile."""

    def change(user: User) -> None:
        old, email = user.email, user.pending_email
        check_identifier(user, "email", email)
        if user.username == user.email:
            user.username = email
        user.email, user.pending_email = email, ""
        user.set_keys()
        user.save()
        record(actor=user, action="update", target=user, old={"email": old}, new={"email": email})
        forget_rights(user)

    return _redeem(token, ("confirm-email",), change)[0]


@transaction.atomic
def _redeem(token: str, purposes: tuple[Purpose, ...], change: Callable[[User], Result]) -> tuple[User, Result]:
    """Do what a token allows. 400 for one that is forged, used, outdated, or for another purpose."""
    user = _holder(token, purposes)
    if user is None:
        raise RuleViolation(
            "The link is invalid, used or too old: ask for a new one.", code="invalid_link", field="token"
        )
    return user, change(user)


def _holder(token: str, purposes: tuple[Purpose, ...]) -> User | None:
    try:
        user_id, purpose, state = signing.loads(token, salt=_SALT)
        if purpose not in purposes:
            return None
        signing.loads(token, salt=_SALT, max_age=LETTERS[purpose].lifetime)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    account = account_by_id(user_id)
    if account is None:
        return None
    bind_tenant(account.tenant_id)
    user = User.unscoped.select_for_update(of=("self",), no_key=True).select_related("tenant").get(pk=account.user_id)
    is_alive = user.is_active and user.tenant.is_active and constant_time_compare(state, _state(user))
    return user if is_alive else None


def _state(user: User) -> str:
    return salted_hmac(_SALT, f"{user.password}|{user.email}|{user.pending_email}").hexdigest()[:32]
