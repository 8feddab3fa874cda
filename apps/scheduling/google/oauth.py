"""Connecting a user's Google account (OAuth 2.0 with PKCE), and letting go of it."""

import base64
import hashlib
import hmac
import time
from functools import partial
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.services import record
from apps.core import json
from apps.core.errors import RuleViolation
from apps.core.limits import redis_client
from apps.core.sealing import SealBroken, seal, unseal
from apps.core.tenancy import tenant_context
from apps.scheduling.google.client import GoogleError, http_client, open_tokens, seal_tokens
from apps.scheduling.google.items import add_all_rows, forget_rows, retry_failed, wake_account
from apps.scheduling.models import GoogleAccount

SCOPES: Final = (
    "openid",
    "email",
    "https://www.googleapis.com/auth/calendar.app.created",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
    "https://www.googleapis.com/auth/tasks",
)
"""Calendars that this product made, the list in which to find them again, and tasks; no other calendar."""
GOOD_FOR: Final = 600
_CONTEXT: Final = b"scheduling.google.state"


def begin_consent(*, actor: User) -> tuple[str, str]:
    """The address at which the user allows the exchange, and a secret for the same browser's cookie.

    Both are good once, for ten minutes. 409 where the installation has no OAuth client.
    """
    if not settings.GOOGLE_CLIENT_ID:
        message = "This installation is not registered with Google: set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET."
        raise RuleViolation(message, code="not_configured")
    state, verifier, secret = token_urlsafe(32), token_urlsafe(64), token_urlsafe(32)
    kept = {"tenant": actor.tenant_id, "user": actor.pk, "verifier": verifier, "browser": _hash(secret)}
    redis_client().set(f"google-state:{_hash(state)}", seal(json.dumps(kept), context=_CONTEXT), ex=GOOD_FOR)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    parameters = {
        "client_id": settings.GOOGLE_CLIENT_ID,
        "redirect_uri": callback_url(),
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "access_type": "offline",
        "prompt": "consent",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{settings.GOOGLE_CONSENT_URL}?{urlencode(parameters)}", secret


def finish_consent(*, state: str, code: str, browser: str) -> GoogleAccount:
    """Connect the account of the user who began with this state in this browser.

    400 for a state that is forged, used, expired or another browser's, and for a code that Google does not know; 409
    where Google does not answer.
    """
    kept = _redeem(state, browser)
    tokens = _exchange(code, str(kept["verifier"]))
    with tenant_context(kept["tenant"]):
        user = User.unscoped.select_related("tenant", "role").get(pk=kept["user"])
        if not user.is_active:
            raise _bad_state()
        return _connect(user, tokens)


@transaction.atomic
def disconnect_account(*, actor: User, googleaccount: GoogleAccount) -> None:
    """Let go of an account: its tokens are revoked and forgotten. What is in Google stays there, and ours here."""
    account = GoogleAccount.unscoped.select_for_update().get(pk=googleaccount.pk)
    forget_rows(account)
    record(actor=actor, action="disconnect", target=account, old={"email": account.email})
    try:
        token = str(open_tokens(account)["refresh_token"])
    except GoogleError:
        token = ""
    account.delete()
    if token:
        transaction.on_commit(partial(_revoke, token))


@transaction.atomic
def ask_for_sync(*, actor: User) -> GoogleAccount:
    """Bring the actor's account in step now, and try again what failed. 409 where none is connected, or it has to be
    connected again."""
    accounts = GoogleAccount.unscoped.select_for_update(no_key=True).filter(tenant_id=actor.acting_tenant_id)
    account: GoogleAccount | None = accounts.filter(user_id=actor.pk).first()
    if account is None:
        raise RuleViolation("No Google account is connected.", code="not_connected")
    if account.status == GoogleAccount.Status.BROKEN:
        raise RuleViolation("The Google account has to be connected again.", code="not_connected")
    retry_failed(account)
    record(actor=actor, action="sync", target=account)
    wake_account(account.tenant_id, account.pk)
    return account


def callback_url() -> str:
    """Where Google sends the browser back to."""
    return f"{settings.PUBLIC_URL}/api/calendar/google/callback/"


@transaction.atomic
def _connect(user: User, tokens: dict[str, Any]) -> GoogleAccount:
    account = GoogleAccount.unscoped.select_for_update().filter(tenant_id=user.tenant_id, user=user).first()
    account = account or GoogleAccount(tenant_id=user.tenant_id, user=user)
    email = _email_in(tokens.get("id_token", ""))
    if account.pk and account.email != email:  # another account: nothing that was known of the first is true of it
        account.items.all().delete()
        account.calendar_id = account.tasklist_id = account.calendar_sync_token = ""
        account.tasks_seen_until = None
    account.email = email
    account.status, account.error, account.failures = GoogleAccount.Status.CONNECTED, "", 0
    account.next_sync_at = timezone.now()
    seal_tokens(
        account,
        {
            "refresh_token": tokens["refresh_token"],
            "access_token": tokens["access_token"],
            "expires_at": int(time.time()) + int(tokens.get("expires_in", 0)),
        },
    )
    account.save()
    add_all_rows(account)
    record(actor=user, action="connect", target=account, new={"email": account.email})
    wake_account(account.tenant_id, account.pk)
    return account


def _redeem(state: str, browser: str) -> dict[str, Any]:
    sealed = redis_client().getdel(f"google-state:{_hash(state)}") if state else None
    try:
        kept: dict[str, Any] = json.loads(unseal(sealed, context=_CONTEXT)) if isinstance(sealed, bytes) else {}
    except SealBroken:
        kept = {}
    if not kept or not hmac.compare_digest(str(kept["browser"]), _hash(browser)):
        raise _bad_state()
    return kept


def _exchange(code: str, verifier: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": callback_url(),
        "client_id": settings.GOOGLE_CLIENT_ID,
        "client_secret": settings.GOOGLE_CLIENT_SECRET,
    }
    try:
        with http_client() as http:
            answer = http.post(f"{settings.GOOGLE_OAUTH_URL}/token", data=form)
            tokens = dict(json.loads(answer.content)) if answer.is_success else {}
    except (httpx.HTTPError, ValueError) as exc:
        raise RuleViolation("Google does not answer: begin again in a moment.", code="google_unavailable") from exc
    if not tokens.get("refresh_token") or not tokens.get("access_token"):
        message = "Google did not accept this consent: begin again, and allow all that is asked for."
        raise RuleViolation(message, code="google_refused", field="code")
    return tokens


def _email_in(id_token: str) -> str:
    """The address in an identity that came straight from Google over TLS, so that nothing else vouches for it."""
    try:
        payload = id_token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims.get("email", ""))[:254]
    except (IndexError, ValueError, AttributeError):
        return ""


def _revoke(token: str) -> None:
    """Best effort: the token is forgotten here already."""
    try:
        with http_client() as http:
            http.post(f"{settings.GOOGLE_OAUTH_URL}/revoke", data={"token": token})
    except httpx.HTTPError:
        return


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _bad_state() -> RuleViolation:
    message = "This consent was not begun here, in this browser, within the last ten minutes: begin again."
    return RuleViolation(message, code="invalid_state", field="state")
