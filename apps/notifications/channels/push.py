"""To browsers, by the Web Push protocol (RFC 8030, encrypted by RFC 8291, signed by RFC 8292)."""

import base64
import hashlib
import logging
import time
from collections.abc import Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from py_vapid import Vapid02

from apps.core import json
from apps.core.outbound import Fetched, OutboundFailed, OutboundRefused, fetch
from apps.notifications.channels.outcomes import NotTaken, Refused, Unreachable
from apps.notifications.channels.sparing import sparing
from apps.notifications.kinds import Attachment
from apps.notifications.models import Notification, PushSubscription
from apps.tenants.actors import Actor

log = logging.getLogger(__name__)
TTL: Final = 86_400
"""Seconds that a push service keeps a message for a browser that is shut."""
SIGNED_FOR: Final = 3600
MOST_TEXT: Final = 1500
"""Characters of a body: a message of four bytes each still fits into the 4 KiB that push services take."""
_GONE: Final = (404, 410)
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The number of points of the curve P-256: a private key is below it."""


def send_push(actor: Actor, notification: Notification, attachments: Sequence[Attachment]) -> str:
    """Give the message to each browser of the user that has not got it yet. Answers nothing.

    Browsers whose push service says that they are gone are forgotten. Fails only where no browser could be reached.
    """
    reached = list(notification.payload.get("reached", ()))
    mine = {"tenant_id": notification.tenant_id, "user": notification.user}
    browsers = list(PushSubscription.unscoped.filter(**mine))
    failures: list[NotTaken | Refused] = []
    for browser in browsers:
        if browser.pk in reached:
            continue
        try:
            is_there = _push(browser, notification)
        except (NotTaken, Refused) as exc:
            failures.append(exc)
            continue
        if not is_there:
            log.info("push_subscription_gone", extra={"subscription": browser.pk})
            browser.delete()
            continue
        reached.append(browser.pk)
        notification.payload["reached"] = reached
        Notification.unscoped.filter(pk=notification.pk).update(payload=notification.payload)
        PushSubscription.unscoped.filter(pk=browser.pk).update(last_used_at=timezone.now())
    if again := next((failure for failure in failures if isinstance(failure, NotTaken)), None):
        raise again
    if not reached:
        raise failures[0] if failures else Refused("The user has no browser registered.")
    return ""


def _push(browser: PushSubscription, notification: Notification) -> bool:
    """Whether the browser still exists. Raises where its push service did not take the message."""
    answer = _call(browser, notification)
    if answer.status in _GONE:
        return False
    if answer.status == 429 or answer.status >= 500:
        raise NotTaken(
            "The push service answered {status}.",
            status=answer.status,
            wait=_seconds(answer.headers.get("retry-after")),
        )
    if answer.status >= 300:
        text = answer.body[:200].decode(errors="replace")
        raise Refused("The push service answered {status}: {text}", status=answer.status, text=text)
    return True


def _call(browser: PushSubscription, notification: Notification) -> Fetched:
    parts = urlsplit(browser.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + SIGNED_FOR,
        "sub": settings.VAPID_SUBJECT,
    }
    headers = {
        **Vapid02(private_key()).sign(claims),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(TTL),
        # A message that is given twice replaces the first one, as long as the browser has not fetched it.
        "Topic": topic_of(notification),
        "Urgency": "high" if notification.is_urgent else "normal",
    }
    body = encrypt(browser, notification)
    with sparing(parts.netloc):
        try:
            return fetch("POST", browser.endpoint, headers=headers, body=body)
        except OutboundRefused as exc:
            raise Refused("The browser's address was refused: {reason}", reason=exc) from exc
        except OutboundFailed as exc:
            raise Unreachable("The push service does not answer: {reason}", reason=exc) from exc


def topic_of(notification: Notification) -> str:
    """What is the same for the same message only: 32 characters that stand in a header and tag the message in the
    browser, where a repetition replaces it."""
    return hashlib.sha256(notification.reference.encode()).hexdigest()[:32]


def encrypt(browser: PushSubscription, notification: Notification) -> bytes:
    """The message as the browser alone can read it: `{"id", "title", "body", "tag", "url"}`."""
    from pywebpush import WebPusher  # brings two HTTP clients that nothing here calls

    content = {
        "id": notification.pk,
        "title": notification.subject,
        "body": notification.body[:MOST_TEXT],
        "tag": topic_of(notification),
        "url": notification.payload.get("url", ""),
    }
    keys = {"p256dh": browser.p256dh, "auth": browser.auth}
    encoded: Any = WebPusher({"endpoint": browser.endpoint, "keys": keys}).encode(json.dumps(content))
    return bytes(encoded["body"])


@cache
def _key_from(text: str, secret: str) -> ec.EllipticCurvePrivateKey:
    if text:
        number = int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    else:
        wide = HKDF(hashes.SHA256(), 48, b"vapid", None).derive(secret.encode())
        number = int.from_bytes(wide) % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def private_key() -> ec.EllipticCurvePrivateKey:
    """The installation's key: VAPID_PRIVATE_KEY, or unless that is set one that follows from SECRET_KEY."""
    return _key_from(settings.VAPID_PRIVATE_KEY, settings.SECRET_KEY)


def public_key() -> str:
    """What a browser is given to subscribe with (`applicationServerKey`): base64url without padding."""
    return encode_key(private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def encode_key(raw: bytes) -> str:
    """As keys are written in the Web Push protocol: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _seconds(text: str | None) -> int:
    return min(int(text), 3600) if text and text.isascii() and text.isdigit() else 0
