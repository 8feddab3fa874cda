"""Webhooks: is this one really from the server, and how is one signed for it.

Two ways of signing are known, both HMAC-SHA256 over the time and the raw body: Standard Webhooks (`webhook-id`,
`webhook-timestamp`, `webhook-signature`) and `X-Webhook-Timestamp` with `X-Webhook-Signature`.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

from saas_platform import models
from saas_platform._errors import SaasPlatformError
from saas_platform._types import decode, parse

TOLERANCE = 300
"""Seconds that a webhook may be on its way, and that the clocks may differ."""


class WebhookVerificationError(SaasPlatformError):
    """The webhook is not signed with the secret, or was signed too long ago: do not act on it."""


def verify(
    payload: bytes | str,
    headers: Mapping[str, str],
    secret: str,
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> Any:
    """The webhook's JSON, if it is signed with the secret. Raises WebhookVerificationError otherwise.

    `payload` is the body as it came, before anything has parsed it. A webhook that is sent again keeps its id
    (`webhook-id`): act on an id once.
    """
    body = payload.encode() if isinstance(payload, str) else payload
    given = {name.lower(): value for name, value in headers.items()}
    try:
        stamp, prefix, key, digests = _claim(given, secret)
    except (ValueError, binascii.Error) as exc:
        raise WebhookVerificationError(f"The webhook's signature cannot be read: {exc}") from exc
    if abs((time.time() if now is None else now) - stamp) > tolerance:
        raise WebhookVerificationError(f"The webhook was signed more than {tolerance:g} seconds ago or ahead.")
    expected = hmac.digest(key, prefix + body, hashlib.sha256)
    if not any(hmac.compare_digest(expected, digest) for digest in digests):
        raise WebhookVerificationError("The webhook's signature does not fit its body and the secret.")
    try:
        return parse(body)
    except ValueError as exc:
        raise WebhookVerificationError("The webhook's body is no JSON.") from exc


def read(payload: bytes | str, headers: Mapping[str, str], secret: str) -> models.WebhookMessage:
    """The message that the server has sent to an endpoint of yours. Raises WebhookVerificationError for any other."""
    message: models.WebhookMessage = decode(models.WebhookMessage, verify(payload, headers, secret))
    return message


def sign(payload: bytes | str, secret: str, *, id: str, timestamp: int | None = None) -> dict[str, str]:
    """The headers of Standard Webhooks for a body, for events sent to the server or to a test of your own."""
    body = payload.encode() if isinstance(payload, str) else payload
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.digest(_standard_key(secret), f"{id}.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _claim(given: Mapping[str, str], secret: str) -> tuple[int, bytes, bytes, list[bytes]]:
    """When it was signed, the bytes before the body, the key, and the digests that are offered."""
    if "webhook-signature" in given:
        event_id, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
        offered = [one.removeprefix("v1,") for one in given["webhook-signature"].split() if one.startswith("v1,")]
        if not (event_id and offered):
            raise ValueError("webhook-id or a signature of version v1 is missing")
        digests = [base64.b64decode(one, validate=True) for one in offered]
        return _seconds(stamp), f"{event_id}.{stamp}.".encode(), _standard_key(secret), digests
    stamp, claimed = given.get("x-webhook-timestamp", ""), given.get("x-webhook-signature", "")
    scheme, _, digest = claimed.partition("=")
    if scheme != "sha256":
        raise ValueError("no header webhook-signature, and none X-Webhook-Signature that begins with sha256=")
    return _seconds(stamp), f"{stamp}.".encode(), secret.encode(), [bytes.fromhex(digest)]


def _seconds(stamp: str) -> int:
    if not (stamp.isascii() and stamp.isdigit()):
        raise ValueError(f"the time is no number of seconds: {stamp!r}")
    return int(stamp)


def _standard_key(secret: str) -> bytes:
    """`whsec_` stands before base64; any other secret is taken as it is written."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
