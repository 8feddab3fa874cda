"""Who calls: the bearer token of a session, checked on every request against the present state of session and user.

What the database said is remembered per process and believed as long as neither the user's nor the tenant's epoch
moved (`apps.core.limits`), which the same Redis round trip tells that counts the call. Without Redis every request
asks the database.
"""

import math
import time
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone, translation
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.request import Request
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from apps.accounts.keys import API_KEY, hash_key
from apps.accounts.models import ApiKey, Session, User
from apps.accounts.services.companies import note_entry
from apps.accounts.tickets import redeem_ticket
from apps.core.addresses import client_address
from apps.core.limits import EVERYBODY, Limit, allow, count_calls
from apps.core.live.changes import channel_of
from apps.core.tenancy import bind_tenant, tenant_context
from apps.core.texts import say
from apps.tenants.models import Tenant

REMEMBERED = 20_000
MAX_AGE = 60.0


@dataclass(frozen=True)
class Claims:
    """What a credential stands for: a session's access token, or an API key (`key_id`)."""

    user_id: int
    tenant_id: int
    session: UUID | None
    expires_at: float
    key_id: int | None = None

    @property
    def is_key(self) -> bool:
        return self.key_id is not None


_claims: dict[bytes, Claims] = {}
_users: dict[UUID | int | None, tuple[list[bytes], float, User]] = {}


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`. Counts the call, binds the tenant."""

    def authenticate(self, request: Request) -> tuple[User, Claims] | None:
        try:
            claims = self.claims_of(request)
            if claims is None:
                _count_address(request)
                return None
            who, whose = f"user:{claims.user_id}", f"tenant:{claims.tenant_id}"
            changes = channel_of(claims.tenant_id)
            counts, epochs = count_calls([who, whose], [who, whose, EVERYBODY, changes])
            if epochs is not None:
                request._request.data_version = claims.tenant_id, epochs.pop().decode()  # type: ignore[attr-defined]
            user = _user_of(claims, epochs)
        except AuthenticationFailed:
            # Whoever tries tokens is nobody yet.
            _count_address(request)
            raise
        limits = settings.RATE_LIMITS
        allow(
            request._request,
            [
                Limit(who, limits["admin" if user.administrates else "user"]),
                Limit(whose, user.tenant.preferences.requests_per_hour or limits["tenant"]),
            ],
            counts,
        )
        user = user.acting_in(_acting_tenant(request, user, claims))
        bind_tenant(user.acting_tenant_id)
        structlog.contextvars.bind_contextvars(tenant_id=user.acting_tenant_id, user_id=user.pk)
        if language := user.language:
            translation.activate(language)
        return user, claims

    def again(self, request: Request) -> User:
        """The user of a request that goes on, as of now. Raises AuthenticationFailed for a session or key that ended.

        No call is counted. An access token only opens a stream; how long it lasts is its session's affair.
        """
        claims: Claims = request.auth  # type: ignore[assignment]
        if claims.is_key and claims.expires_at <= time.time():
            raise _refusal()
        _, epochs = count_calls([], [f"user:{claims.user_id}", f"tenant:{claims.tenant_id}", EVERYBODY])
        user = _user_of(claims, epochs)
        return user.acting_in(_acting_tenant(request, user, claims))

    def claims_of(self, request: Request) -> Claims | None:
        """What the request's token or key claims; None without one. Raises AuthenticationFailed for a bad one."""
        return read_credential(request.META.get("HTTP_AUTHORIZATION", "").encode("latin-1"))

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class TicketAuthentication(TokenAuthentication):
    """For EventSource, which cannot send headers: `?ticket=` from `POST /api/auth/stream-ticket/`, good once."""

    def claims_of(self, request: Request) -> Claims | None:
        if ticket := request.query_params.get("ticket"):
            header = redeem_ticket(ticket)
            if header is None:
                raise AuthenticationFailed("The ticket is unknown, used or older than 30 seconds.")
            return read_credential(header)
        return super().claims_of(request)


def read_credential(header: bytes) -> Claims | None:
    """What an Authorization header claims: `Bearer <access token>` or `Api-Key <key>`; None for any other."""
    scheme, _, raw = header.partition(b" ")
    match scheme.lower():
        case b"bearer":
            return read_claims(raw.strip()) if raw else None
        case b"api-key":
            return read_key(raw.strip())
    return None


def read_key(raw: bytes) -> Claims:
    """The claims of an API key that exists and has not expired. A known key is remembered."""
    claims = _claims.get(raw)
    if claims is None:
        match = API_KEY.fullmatch(raw.decode("ascii", "replace"))
        if match is None:
            raise _refusal()
        with tenant_context(int(match["tenant"])):
            key = ApiKey.unscoped.filter(key_hash=hash_key(match[0])).first()
        if key is None:
            raise _refusal()
        expires_at = key.expires_at.timestamp() if key.expires_at else math.inf
        claims = Claims(key.user_id, key.tenant_id, None, expires_at, key_id=key.pk)
        _remember(raw, claims)
    return _unexpired(raw, claims)


def read_claims(raw: bytes) -> Claims:
    """The claims of a genuine, unexpired access token. A verified token is remembered until it expires."""
    claims = _claims.get(raw)
    if claims is None:
        try:
            token = AccessToken(raw.decode())  # type: ignore[arg-type]
            claims = Claims(
                int(token["user_id"]), int(token["tenant_id"]), UUID(str(token["session"])), float(token["exp"])
            )
        except (TokenError, UnicodeDecodeError, KeyError, ValueError, TypeError) as exc:
            raise _refusal() from exc
        _remember(raw, claims)
    return _unexpired(raw, claims)


def _remember(raw: bytes, claims: Claims) -> None:
    if len(_claims) >= REMEMBERED:
        _claims.clear()
    _claims[raw] = claims


def _unexpired(raw: bytes, claims: Claims) -> Claims:
    if claims.expires_at <= time.time():
        _claims.pop(raw, None)
        raise _refusal()
    return claims


def _user_of(claims: Claims, epochs: list[bytes] | None) -> User:
    credential = claims.session or claims.key_id
    remembered = _users.get(credential)
    if remembered and remembered[0] == epochs and time.monotonic() - remembered[1] < MAX_AGE:
        return remembered[2]
    with tenant_context(claims.tenant_id):
        user = _user_of_session(claims.session, claims.user_id) if claims.session else _user_of_key(claims.key_id or 0)
    if user is None or not user.is_active or not user.tenant.is_active:
        _users.pop(credential, None)
        raise _refusal()
    if epochs is not None:
        if len(_users) >= REMEMBERED:
            _users.clear()
        _users[credential] = (epochs, time.monotonic(), user)
    return user


def _user_of_session(key: UUID, user_id: int) -> User | None:
    sessions = Session.unscoped.select_related("user__tenant", "user__role", "user__second_factor")
    session = sessions.filter(key=key, user_id=user_id, revoked_at=None, expires_at__gt=timezone.now()).first()
    if session is None:
        return None
    user: User = session.user
    user.verified_at = session.verified_at
    return user


def _user_of_key(pk: int) -> User | None:
    keys = ApiKey.unscoped.filter(pk=pk)
    key = keys.select_related("user__tenant", "user__role", "user__second_factor").first()
    if key is None:
        return None
    # As often as what is remembered is read anew: about once a minute.
    keys.update(last_used_at=timezone.now())
    user: User = key.user
    return user if key.permissions is None or not user.is_active else user.limited_to(key.permissions)


def _count_address(request: Request) -> None:
    limit = Limit(f"address:{client_address(request)}", settings.RATE_LIMITS["anonymous"])
    counts, _ = count_calls([limit.key])
    allow(request._request, [limit], counts)


def _acting_tenant(request: Request, user: User, claims: Claims) -> Tenant:
    """The tenant named in `X-Tenant` (id or domain) for a superuser; the header means nothing from anybody else."""
    given = user.is_superuser and request.headers.get("X-Tenant")
    if not given:
        return user.tenant
    there = Tenant.objects.visible_to(user)
    by_id = there.filter(pk=int(given)) if given.isascii() and given.isdigit() and len(given) < 19 else there.none()
    tenant = by_id.first() or there.filter(domain=given.lower()).first()
    if tenant is None:
        raise ParseError(say("X-Tenant names no tenant: {given!r}.", given=given))
    if tenant.pk != user.tenant_id:
        note_entry(actor=user.acting_in(tenant), session=str(claims.session or claims.key_id))
    return tenant


def _refusal() -> AuthenticationFailed:
    return AuthenticationFailed("The token is invalid, expired or revoked.", code="token_not_valid")
