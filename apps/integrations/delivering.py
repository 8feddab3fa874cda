"""Sending what waits for an endpoint: signed, at least once, the events of a record one after the other.

One worker at a time sends to an endpoint, under a lease that runs out should it die. An event that is not taken is
tried again for three days, and those that follow it about the same record wait for it; other records go on.
"""

import base64
import hashlib
import hmac
import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.audit.models import AuditLog
from apps.audit.services import record
from apps.core import json
from apps.core.outbound import OutboundFailed, OutboundRefused, fetch
from apps.core.reconnecting import on_working_connection
from apps.core.sealing import SealBroken
from apps.core.texts import say
from apps.integrations.endpoints import signing_secrets
from apps.integrations.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from apps.integrations.notices import tell_disabled
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant

Status = WebhookDelivery.Status
AT_ONCE: Final = 8
LEASE = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(hours=6)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(days=3)
TURN_SECONDS: Final = 5.0
"""How long a worker keeps at one endpoint before others have their turn."""
MOST_ANSWER: Final = 4096
_SHOWN_HEADERS: Final = ("content-type", "date", "location", "retry-after", "server", "x-request-id")
_GONE: Final = 410


@dataclass(frozen=True)
class Answer:
    """What came of a try."""

    attempted_at: datetime
    request_headers: Mapping[str, str]
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    error: str = ""
    milliseconds: int = 0

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver_waiting(pk: int) -> bool:
    """Send what waits for the endpoint, for a few seconds. Bound to its tenant; nothing happens while another worker is
    at it. Answers whether more could be sent at once."""
    lease = _take_lease(pk)
    started = time.monotonic()
    has_more = False
    while lease and (endpoint := WebhookEndpoint.unscoped.filter(pk=pk, leased_until=lease, is_active=True).first()):
        waiting = _next_deliveries(endpoint)
        has_more = bool(waiting) and not _is_paused(endpoint)
        if not has_more or time.monotonic() - started > TURN_SECONDS:
            break
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(partial(send, endpoint.url, _secrets(endpoint)), waiting))
        lease = on_working_connection(partial(_settle, endpoint, waiting, answers, lease))
    if lease:
        WebhookEndpoint.unscoped.filter(pk=pk, leased_until=lease).update(leased_until=None)
    return has_more


def send(url: str, secrets: Sequence[str], delivery: WebhookDelivery) -> Answer:
    """Post a delivery, signed with each of the secrets as Standard Webhooks has it."""
    body, now = json.dumps(delivery.payload), timezone.now()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Webhook-Id": delivery.message_id,
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": " ".join(sign(secret, delivery.message_id, stamp, body) for secret in secrets),
    }
    shown = headers | {"Webhook-Signature": " ".join("v1,***" for _ in secrets)}
    try:
        answer = fetch("POST", url, headers=headers, body=body)
    except (OutboundRefused, OutboundFailed) as exc:
        passed = round((timezone.now() - now).total_seconds() * 1000)
        return Answer(now, shown, error=str(exc)[:500], milliseconds=passed)
    is_redirect = 300 <= answer.status < 400
    return Answer(
        now,
        shown,
        status=answer.status,
        headers={name: answer.headers[name][:500] for name in _SHOWN_HEADERS if name in answer.headers},
        body=answer.body[:MOST_ANSWER].decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}"),
        error=say("Redirects are not followed: give the address that it leads to.") if is_redirect else "",
        milliseconds=answer.milliseconds,
    )


def sign(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """`v1,` and the signature of a message, as Standard Webhooks has it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: 5, 15, 45 s .. 6 h, each a fifth more or less."""
    waited: timedelta = min(FIRST_WAIT * 3 ** min(attempts - 1, 12), LONGEST_WAIT)
    return waited * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all come again at once


def endpoints_due() -> list[tuple[int, int]]:
    """Tenant and id of the endpoints that something could be sent to now; asked of the operators' role."""
    now = timezone.now()
    waiting = WebhookDelivery.unscoped.filter(
        tenant_id=OuterRef("tenant_id"), endpoint=OuterRef("pk"), status=Status.PENDING, next_attempt_at__lte=now
    )
    free = WebhookEndpoint.unscoped.using("ops").filter(
        Q(leased_until=None) | Q(leased_until__lt=now),
        Q(retry_at=None) | Q(retry_at__lte=now),
        Exists(waiting),
        is_active=True,
        tenant__is_active=True,
    )
    return list(free.order_by("pk").values_list("tenant_id", "pk"))


def _take_lease(pk: int) -> datetime | None:
    now = timezone.now()
    free = WebhookEndpoint.unscoped.filter(Q(leased_until=None) | Q(leased_until__lt=now), pk=pk, is_active=True)
    return now + LEASE if free.update(leased_until=now + LEASE) else None


def _is_paused(endpoint: WebhookEndpoint) -> bool:
    return endpoint.retry_at is not None and endpoint.retry_at > timezone.now()


def _secrets(endpoint: WebhookEndpoint) -> list[str]:
    """What signs; nothing where the key that sealed it is gone, so that no receiver takes what is sent."""
    try:
        return signing_secrets(endpoint)
    except SealBroken:
        return []


def _next_deliveries(endpoint: WebhookEndpoint) -> list[WebhookDelivery]:
    """What is due, at most one for each record: the first of those that wait."""
    waiting = WebhookDelivery.unscoped.filter(tenant_id=endpoint.tenant_id, endpoint=endpoint, status=Status.PENDING)
    earlier = WebhookDelivery.unscoped.filter(
        tenant_id=OuterRef("tenant_id"),
        endpoint=OuterRef("endpoint"),
        resource_type=OuterRef("resource_type"),
        resource_id=OuterRef("resource_id"),
        status=Status.PENDING,
        event_id__lt=OuterRef("event_id"),
    )
    due = waiting.filter(~Exists(earlier), next_attempt_at__lte=timezone.now())
    return list(due.order_by("event_id")[:AT_ONCE])


@transaction.atomic
def _settle(
    endpoint: WebhookEndpoint, sent: Sequence[WebhookDelivery], answers: Sequence[Answer], lease: datetime
) -> datetime | None:
    """Note what came of each, and how the endpoint does. Answers the renewed lease; None where it has run out."""
    now = timezone.now()
    held = WebhookEndpoint.unscoped.select_for_update(of=("self",)).filter(pk=endpoint.pk, leased_until=lease).first()
    if held is None:
        return None
    there = {
        row.pk: row
        for row in WebhookDelivery.unscoped.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in sent])
    }
    pairs = [(there[one.pk], answer) for one, answer in zip(sent, answers, strict=True) if one.pk in there]
    _judge(held, [answer for _, answer in pairs], now)
    is_gone = any(answer.status == _GONE for _, answer in pairs)
    is_dead = held.failing_since is not None and now - held.failing_since >= GIVE_UP_AFTER
    for delivery, answer in pairs:
        _note(held, delivery, answer, now, keep=is_gone or is_dead)
    WebhookAttempt.unscoped.bulk_create(_attempt(delivery, answer) for delivery, answer in pairs)
    if is_gone or is_dead:
        _disable(held, say("It answered 410 Gone.") if is_gone else say("It has taken nothing for three days."))
    held.leased_until = now + LEASE
    held.save(update_fields=[
        "failures", "failing_since", "retry_at", "is_active", "disabled_reason", "leased_until", "updated_at",
    ])  # fmt: skip
    return held.leased_until


def _judge(endpoint: WebhookEndpoint, answers: Sequence[Answer], now: datetime) -> None:
    """An endpoint that takes nothing is left in peace for ever longer, one that takes anything is well."""
    if any(answer.is_taken for answer in answers):
        endpoint.failures, endpoint.failing_since, endpoint.retry_at = 0, None, None
    elif answers:
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or min(answer.attempted_at for answer in answers)
        endpoint.retry_at = now + min(wait_after(endpoint.failures), LONGEST_PAUSE)


def _note(endpoint: WebhookEndpoint, delivery: WebhookDelivery, answer: Answer, now: datetime, *, keep: bool) -> None:
    """What came of one. It fails after three days, unless it is to be kept for an endpoint that is switched off."""
    delivery.attempts += 1
    delivery.first_attempt_at = delivery.first_attempt_at or answer.attempted_at
    last = delivery.first_attempt_at + GIVE_UP_AFTER
    if answer.is_taken:
        delivery.status, delivery.settled_at, delivery.next_attempt_at = Status.DELIVERED, now, None
    elif keep or now < last:
        delivery.next_attempt_at = min(now + _wait(delivery, answer), max(now, last))
    else:
        delivery.status, delivery.settled_at, delivery.next_attempt_at = Status.FAILED, now, None
        record(actor=_actor(endpoint), action="give_up", target=delivery, new={"endpoint": endpoint.pk})
    delivery.save()


def _wait(delivery: WebhookDelivery, answer: Answer) -> timedelta:
    """What the backoff says, or the answer's `Retry-After` in seconds where that is longer, up to an hour."""
    asked = answer.headers.get("retry-after", "")
    seconds = min(int(asked), 3600) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    return max(wait_after(delivery.attempts), timedelta(seconds=seconds))


def _attempt(delivery: WebhookDelivery, answer: Answer) -> WebhookAttempt:
    return WebhookAttempt(
        tenant_id=delivery.tenant_id,
        delivery=delivery,
        number=delivery.attempts,
        attempted_at=answer.attempted_at,
        request_headers=dict(answer.request_headers),
        status_code=answer.status,
        response_headers=dict(answer.headers),
        response_body=answer.body,
        error=answer.error,
        milliseconds=answer.milliseconds,
    )


def _disable(endpoint: WebhookEndpoint, reason: str) -> None:
    """Switch the endpoint off and tell the owners. What waits is kept, and sent once it is switched on again."""
    actor = _actor(endpoint)
    endpoint.is_active, endpoint.disabled_reason = False, reason
    record(actor=actor, action="disable", target=endpoint, old={"is_active": True}, new={"reason": reason})
    events = AuditLog.unscoped.filter(resource_id=str(endpoint.pk), resource_type=endpoint._meta.model_name)
    tell_disabled(actor=actor, endpoint=endpoint, event_id=events.filter(action="disable").latest("id").pk)


def _actor(endpoint: WebhookEndpoint) -> Any:
    return SystemActor(Tenant.objects.get(pk=endpoint.tenant_id))
