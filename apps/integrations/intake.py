"""Webhooks that come in: whose they are, and that each is kept before it is answered."""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from apps.core.errors import RuleViolation
from apps.core.limits import TooMany, count_attempt, count_calls
from apps.core.sealing import SealBroken
from apps.core.tenancy import tenant_context
from apps.integrations.models import Provider, WebhookEvent
from apps.integrations.services import open_secrets, send_to_worker
from apps.tenants.models import Tenant

TOLERANCE = 300
"""Seconds that the clocks may differ, and that a webhook may be on its way."""
MOST_COMPARED = 100
"""With how many providers' secrets a webhook is compared that names no company."""
LOST_AFTER = timedelta(seconds=60)
_WINDOW = 3600


@dataclass(frozen=True)
class Sender:
    """A provider whose signature a webhook carries."""

    provider_id: int
    tenant_id: int
    sent_at: int
    event_id: str = ""
    """The id that stands in the headers of Standard Webhooks."""


@dataclass(frozen=True)
class Signature:
    """What the headers claim: when it was signed, over which bytes before the body, and the digests that fit."""

    sent_at: int
    prefix: bytes
    digests: tuple[bytes, ...]
    event_id: str = ""
    is_standard: bool = False

    def fits(self, secret: str, body: bytes) -> bool:
        key = _standard_key(secret) if self.is_standard else secret.encode()
        expected = hmac.digest(key, self.prefix + body, hashlib.sha256)
        return any(hmac.compare_digest(expected, digest) for digest in self.digests)


def find_sender(name: str, *, headers: Mapping[str, str], body: bytes, address: str, tenant: str = "") -> Sender:
    """The active provider of this name under whose secret the body is signed: in the tenant of this id or domain, or
    unless one is named among the `MOST_COMPARED` that were made or sent something last.

    401 for a signature that is missing, wrong or older than 5 minutes, 403 from an address that the provider does not
    send from, 429 above the provider's limit and for whoever tries signatures.
    """
    signature = _read_signature(headers)
    if signature is None or abs(time.time() - signature.sent_at) > TOLERANCE:
        raise _refusal(address)
    for provider_id, tenant_id, sealed, allowed_ips, rate_limit in _candidates(name, tenant):
        try:
            secret = open_secrets(tenant_id, bytes(sealed))["secret_key"]
        except SealBroken:
            continue
        if secret and signature.fits(secret, body):
            _check_limits(provider_id, allowed_ips, rate_limit, address)
            return Sender(provider_id, tenant_id, signature.sent_at, signature.event_id)
    raise _refusal(address)


def accept_event(
    sender: Sender, *, event_id: str, event_type: str, data: Mapping[str, Any], occurred_at: datetime | None
) -> bool:
    """Keep an event for the worker. False for one that is kept already, also of two that come at once."""
    with tenant_context(sender.tenant_id), transaction.atomic():
        event, is_new = WebhookEvent.unscoped.get_or_create(
            tenant_id=sender.tenant_id,
            provider_id=sender.provider_id,
            event_id=event_id,
            defaults={
                "event_type": event_type,
                "data": data,
                "occurred_at": occurred_at
                or datetime.fromtimestamp(sender.sent_at, tz=timezone.get_default_timezone()),
                "next_attempt_at": timezone.now() + LOST_AFTER,
            },
        )
        if is_new:
            send_to_worker(event)
            _note_use(sender)
    return is_new


def _note_use(sender: Sender) -> None:
    """That the provider sent something, at most once an hour."""
    now = timezone.now()
    Provider.unscoped.filter(
        Q(last_webhook_at=None) | Q(last_webhook_at__lt=now - timedelta(hours=1)), pk=sender.provider_id
    ).update(last_webhook_at=now)


def _read_signature(headers: Mapping[str, str]) -> Signature | None:
    try:
        if claimed := headers.get("X-Webhook-Signature"):
            stamp = headers.get("X-Webhook-Timestamp", "")
            scheme, _, digest = claimed.partition("=")
            is_ours = scheme == "sha256" and len(digest) == 64 and stamp.isascii() and stamp.isdigit()
            return Signature(int(stamp), f"{stamp}.".encode(), (bytes.fromhex(digest),)) if is_ours else None
        stamp, event_id = headers.get("Webhook-Timestamp", ""), headers.get("Webhook-Id", "")
        given = [part[3:] for part in headers.get("Webhook-Signature", "").split(" ") if part.startswith("v1,")]
        if not (given and event_id and stamp.isascii() and stamp.isdigit()):
            return None
        digests = tuple(base64.b64decode(text, validate=True) for text in given[:10])
        return Signature(int(stamp), f"{event_id}.{stamp}.".encode(), digests, event_id, is_standard=True)
    except (ValueError, binascii.Error):
        return None


def _standard_key(secret: str) -> bytes:
    """As Standard Webhooks writes secrets: base64 after `whsec_`."""
    try:
        return (
            base64.b64decode(secret.removeprefix("whsec_"), validate=True)
            if secret.startswith("whsec_")
            else secret.encode()
        )
    except (ValueError, binascii.Error):
        return secret.encode()


def _candidates(name: str, tenant: str) -> list[tuple[Any, ...]]:
    named = Tenant.objects.by_key(tenant) if tenant and "\0" not in tenant else None
    if tenant and named is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, tenant_id, sealed, allowed_ips, rate_limit FROM webhook_senders(%s, %s, %s)",
            [name, named.pk if named else None, MOST_COMPARED],
        )
        found = cursor.fetchall()
    active = set(Tenant.objects.filter(pk__in=[row[1] for row in found], is_active=True).values_list("pk", flat=True))
    return [row for row in found if row[1] in active]


def _check_limits(provider_id: int, allowed_ips: list[str], rate_limit: int | None, address: str) -> None:
    if allowed_ips and not _is_among(address, allowed_ips):
        message = "This provider does not send from your address."
        raise RuleViolation(message, code="address_refused", status=HTTPStatus.FORBIDDEN)
    if rate_limit is not None:
        (count,), _ = count_calls([f"webhooks:{provider_id}"])
        if count > rate_limit:
            raise TooMany("Too many requests. Try again later.", wait=_WINDOW - time.time() % _WINDOW)


def _is_among(address: str, networks: list[str]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(network) for network in networks)


def _refusal(address: str) -> Exception:
    attempts, seconds = count_attempt(f"webhook-from:{address}", _WINDOW)
    if attempts > settings.RATE_LIMITS["anonymous"]:
        return TooMany("Too many requests. Try again later.", wait=seconds)
    return RuleViolation(
        "The signature is missing, wrong or older than 5 minutes.",
        code="invalid_signature",
        status=HTTPStatus.UNAUTHORIZED,
    )
