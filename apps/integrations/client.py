"""The one client for providers' interfaces: authentication, retries, and a pause for who does not answer."""

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urljoin

from apps.core import json
from apps.core.limits import attempts_on, count_attempt, forget_attempts, redis_client
from apps.core.outbound import Fetched, OutboundFailed, fetch
from apps.core.sealing import SealBroken, seal, unseal
from apps.integrations.models import Provider
from apps.integrations.services import secrets_of

RETRIES: Final = 2
FAILURES_ALLOWED: Final = 5
PAUSE_SECONDS: Final = 60
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class ProviderPaused(OutboundFailed):
    """The provider did not answer five times within a minute: it is left in peace for the rest of it."""


def call_provider(
    provider: Provider, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Fetched:
    """Call a path of the provider's interface as it wants to be authenticated.

    A GET without an answer or with a 5xx is tried twice more, and any call once more with a new token where the one
    that was kept is refused. Raises as `apps.core.outbound.fetch`, and ProviderPaused.
    """
    if _is_paused(provider):
        raise ProviderPaused("the provider did not answer; it is called again in a minute")
    url = urljoin(provider.api_base_url, path)
    given = {**(headers or {}), **_authorization(provider)}
    answer = _call(provider, method, url, given, body)
    if answer.status == HTTPStatus.UNAUTHORIZED and redis_client().delete(_kept_token(provider)):
        answer = _call(provider, method, url, given | _authorization(provider), body)
    return answer


def _call(provider: Provider, method: str, url: str, given: Mapping[str, str], body: bytes) -> Fetched:
    for retries_left in range(RETRIES if method == "GET" else 0, -1, -1):
        try:
            answer = fetch(method, url, headers=given, body=body)
        except OutboundFailed:
            count_attempt(_failures(provider), PAUSE_SECONDS)
            if not retries_left or _is_paused(provider):
                raise
            continue
        if answer.status < 500:
            forget_attempts(_failures(provider))
            break
        count_attempt(_failures(provider), PAUSE_SECONDS)
    return answer


def _kept_token(provider: Provider) -> str:
    return f"provider-token:{provider.pk}"


def _failures(provider: Provider) -> str:
    return f"provider:{provider.pk}"


def _is_paused(provider: Provider) -> bool:
    return attempts_on(_failures(provider)) >= FAILURES_ALLOWED


def _authorization(provider: Provider) -> dict[str, str]:
    credentials = secrets_of(provider)["credentials"]
    match provider.auth_type:
        case Provider.AuthType.API_KEY if credentials.get("api_key"):
            return {credentials.get("header", "X-API-Key"): credentials["api_key"]}
        case Provider.AuthType.BASIC if credentials.get("username"):
            pair = f"{credentials['username']}:{credentials.get('password', '')}"
            return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        case Provider.AuthType.OAUTH2 if credentials.get("token_url"):
            return {"Authorization": f"Bearer {_token(provider, credentials)}"}
    return {}


def _token(provider: Provider, credentials: Mapping[str, str]) -> str:
    """An access token by client credentials, kept sealed until shortly before it expires."""
    key = _kept_token(provider)
    context = f"provider-token\n{provider.pk}\n{sorted(credentials.items())}".encode()
    if held := redis_client().get(key):
        try:
            return unseal(bytes(held), context=context).decode()  # type: ignore[arg-type]
        except SealBroken:
            pass
    form = {"grant_type": "client_credentials", "scope": credentials.get("scope", "")}
    pair = f"{credentials.get('client_id', '')}:{credentials.get('client_secret', '')}"
    headers = _FORM | {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    answer = fetch("POST", credentials["token_url"], headers=headers, body=body)
    try:
        given = json.loads(answer.body)
        token, lifetime = str(given["access_token"]), int(given.get("expires_in", 300))
    except (ValueError, KeyError, TypeError) as exc:
        raise OutboundFailed(f"the token endpoint answered {answer.status} without a token") from exc
    redis_client().set(key, seal(token.encode(), context=context), ex=max(lifetime - 30, 1))
    return token


def measure(provider: Provider) -> tuple[str, int | None]:
    """How the provider's interface does: its state, and the milliseconds of its answer where there was one."""
    try:
        answer = call_provider(provider, "GET", "")
    except OutboundFailed:
        return Provider.Health.DOWN, None
    is_well = answer.status < 500 and answer.milliseconds < 1000
    return (Provider.Health.HEALTHY if is_well else Provider.Health.DEGRADED), answer.milliseconds
