"""The one way to Google's interfaces for an account: its tokens, and what an answer other than success means."""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import google.auth.transport
import httpx
from django.conf import settings
from django.utils import timezone
from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.credentials import Credentials

from apps.core import json
from apps.core.sealing import SealBroken, seal, unseal
from apps.core.texts import say
from apps.scheduling.models import GoogleAccount

log = logging.getLogger(__name__)
_AGAIN: Final = 2
"""How often a call that may be made twice is made again at once, where no answer came."""
_LIMITED: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"})
_EARLY: Final = timedelta(seconds=30)


class GoogleError(Exception):
    """A call did not succeed; `str()` says why, in the language at hand."""


class GoogleUnavailable(GoogleError):
    """No answer, or one that says to come back later, if known after how long."""

    def __init__(self, message: str, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class GoogleRefused(GoogleError):
    """The call as it is will never succeed."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class GoogleDisconnected(GoogleError):
    """Google does not accept the account's tokens any more: the user has to connect again."""


def seal_tokens(account: GoogleAccount, tokens: Mapping[str, Any]) -> None:
    """Keep an account's tokens, unreadable without the installation's key."""
    account.sealed = seal(json.dumps(dict(tokens)), context=_context(account))


def open_tokens(account: GoogleAccount) -> dict[str, Any]:
    """An account's `refresh_token`, `access_token` and `expires_at` (unix seconds). Raises GoogleDisconnected where the
    seal does not open."""
    try:
        return dict(json.loads(unseal(bytes(account.sealed), context=_context(account))))
    except (SealBroken, ValueError) as exc:
        raise GoogleDisconnected(say("The tokens that are kept cannot be read.")) from exc


def http_client() -> httpx.Client:
    """A client with the patience that the settings give Google. Redirects are not followed."""
    return httpx.Client(timeout=settings.GOOGLE_TIMEOUT, headers={"User-Agent": "SenangKira"})


class GoogleClient:
    """Calls in the name of an account. Tokens that are renewed are sealed into the account's row."""

    def __init__(self, account: GoogleAccount, http: httpx.Client) -> None:
        self.account, self.http = account, http
        tokens = open_tokens(account)
        self._credentials = Credentials(  # type: ignore[no-untyped-call]
            token=tokens.get("access_token"),
            refresh_token=tokens["refresh_token"],
            token_uri=f"{settings.GOOGLE_OAUTH_URL}/token",
            client_id=settings.GOOGLE_CLIENT_ID,
            client_secret=settings.GOOGLE_CLIENT_SECRET,
            expiry=datetime.fromtimestamp(tokens.get("expires_at", 0), UTC).replace(tzinfo=None),
        )

    def call(
        self,
        method: str,
        url: str,
        *,
        body: Any = None,
        etag: str = "",
        may_repeat: bool = True,
        **parameters: Any,
    ) -> dict[str, Any]:
        """What Google answers, {} for nothing. `etag` names the version that alone may be changed.

        Raises GoogleUnavailable, GoogleRefused (404, 409, 410, 412 and others in `status`) or GoogleDisconnected.
        """
        headers = {"If-Match": etag} if etag else {}
        query = {name: _text(value) for name, value in parameters.items() if value is not None}
        if self._credentials.token is None or self._is_stale():
            self._renew()
        for repeats_left in range(_AGAIN if may_repeat else 0, -1, -1):
            try:
                answer = self._send(method, url, query, headers, body)
                break
            except httpx.HTTPError as exc:
                if not repeats_left:
                    raise GoogleUnavailable(
                        say("Google does not answer ({problem}).", problem=type(exc).__name__)
                    ) from exc
        if answer.status_code == 401:
            self._renew()
            try:
                answer = self._send(method, url, query, headers, body)
            except httpx.HTTPError as exc:
                raise GoogleUnavailable(say("Google does not answer ({problem}).", problem=type(exc).__name__)) from exc
        return _read(answer)

    def pages(self, url: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Each page of a list."""
        token: str | None = None
        while True:
            page = self.call("GET", url, **parameters, pageToken=token)
            yield page
            token = page.get("nextPageToken")
            if not token:
                return

    def _send(
        self, method: str, url: str, query: Mapping[str, str], headers: Mapping[str, str], body: Any
    ) -> httpx.Response:
        sent = {**headers, "Authorization": f"Bearer {self._credentials.token}"}
        return self.http.request(method, url, params=dict(query), headers=sent, json=body)

    def _is_stale(self) -> bool:
        expiry = self._credentials.expiry
        return expiry is not None and expiry.replace(tzinfo=UTC) - _EARLY < timezone.now()

    def _renew(self) -> None:
        try:
            self._credentials.refresh(_Transport(self.http))  # type: ignore[no-untyped-call]
        except RefreshError as exc:
            if exc.retryable:
                raise GoogleUnavailable(say("Google renews no tokens just now.")) from exc
            raise GoogleDisconnected(say("Google does not accept the connection any more: connect again.")) from exc
        except TransportError as exc:
            raise GoogleUnavailable(say("Google does not answer ({problem}).", problem="token")) from exc
        expiry = self._credentials.expiry or timezone.now()
        tokens = {
            "refresh_token": self._credentials.refresh_token,
            "access_token": self._credentials.token,
            "expires_at": int(expiry.replace(tzinfo=UTC).timestamp()),
        }
        seal_tokens(self.account, tokens)
        GoogleAccount.unscoped.filter(pk=self.account.pk).update(sealed=self.account.sealed)


class _Answer(google.auth.transport.Response):
    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def status(self) -> int:
        return self._response.status_code

    @property
    def headers(self) -> Any:
        return self._response.headers

    @property
    def data(self) -> bytes:
        return self._response.content


class _Transport(google.auth.transport.Request):
    """What lets google-auth go out by httpx."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **kwargs: Any,
    ) -> _Answer:
        try:
            return _Answer(self._http.request(method, url, content=body, headers=dict(headers or {})))
        except httpx.HTTPError as exc:
            raise TransportError(exc) from exc  # type: ignore[no-untyped-call]


def _context(account: GoogleAccount) -> bytes:
    return f"scheduling.google\n{account.tenant_id}\n{account.user_id}".encode()


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_success:
        try:
            return dict(json.loads(answer.content)) if answer.content else {}
        except ValueError as exc:
            raise GoogleUnavailable(say("Google answered what is no JSON.")) from exc
    reason, message = _fault(answer)
    if answer.status_code == 401:
        raise GoogleDisconnected(say("Google does not accept the connection any more: connect again."))
    if answer.status_code in (408, 429) or answer.status_code >= 500 or reason in _LIMITED:
        problem = say("Google answered {status}: {message}", status=answer.status_code, message=message)
        raise GoogleUnavailable(problem, _wait(answer))
    problem = say("Google refused ({status}): {message}", status=answer.status_code, message=message)
    raise GoogleRefused(problem, answer.status_code)


def _fault(answer: httpx.Response) -> tuple[str, str]:
    try:
        error = json.loads(answer.content)["error"]
        errors = error.get("errors") or [{}]
        return str(errors[0].get("reason", "")), str(error.get("message", ""))[:300]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "", answer.reason_phrase


def _wait(answer: httpx.Response) -> timedelta | None:
    """What `Retry-After` says, an hour at most."""
    given = answer.headers.get("Retry-After", "")
    try:
        seconds = int(given) if given.isdigit() else (parsedate_to_datetime(given) - timezone.now()).total_seconds()
    except (ValueError, TypeError):
        return None
    return timedelta(seconds=min(max(seconds, 0), 3600))
