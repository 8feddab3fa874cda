"""Endpoints that a company's events are sent to: their addresses, what they are told, their secrets."""

import base64
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.audit.event_types import EVENT_TYPES, RESOURCE_TYPES
from apps.audit.feed import resource_right
from apps.audit.services import apply_changes, record
from apps.core import json
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.outbound import OutboundRefused, check_destination
from apps.core.sealing import seal, unseal
from apps.core.texts import say
from apps.integrations.models import WebhookDelivery, WebhookEndpoint
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

EVERYTHING: Final = "*"
MOST_OVERLAP: Final = 168
"""Hours that a secret may go on signing after it was replaced."""
_SECRET_BYTES: Final = 32
_REPLACED_KEPT: Final = 3


@transaction.atomic
def create_endpoint(
    *, actor: Actor, url: str, event_types: list[str] | None = None, **fields: Any
) -> tuple[WebhookEndpoint, str]:
    """An endpoint, and its secret in the clear. 400 for an address that may not be called and for unknown types, 403
    for types of records that the actor may not view."""
    endpoint = WebhookEndpoint(tenant_id=actor.acting_tenant_id, owner_id=actor.pk, url=url, **fields)
    endpoint.event_types = event_types or [EVERYTHING]
    _check(actor, endpoint)
    secret = _new_secret()
    _keep(endpoint, {"secret": secret, "replaced": []})
    insert_row(endpoint)
    shown = ("url", "description", "event_types", "is_active")
    record(actor=actor, action="create", target=endpoint, new={name: getattr(endpoint, name) for name in shown})
    return endpoint, secret


@transaction.atomic
def update_endpoint(*, actor: Actor, webhookendpoint: WebhookEndpoint, **changes: Any) -> WebhookEndpoint:
    """Change an endpoint. One that is switched on again is sent what waits for it, as if it had never failed."""
    endpoint: WebhookEndpoint = lock_row(WebhookEndpoint, actor=actor, pk=webhookendpoint.pk)
    old, new = apply_changes(endpoint, changes)
    if not new:
        return endpoint
    endpoint.event_types = endpoint.event_types or [EVERYTHING]
    _check(actor, endpoint)
    if new.get("is_active"):
        endpoint.disabled_reason = ""
        _begin_anew(endpoint)
    endpoint.save()
    record(actor=actor, action="update", target=endpoint, old=old, new=new)
    return endpoint


@transaction.atomic
def delete_endpoint(*, actor: Actor, webhookendpoint: WebhookEndpoint) -> None:
    """Remove an endpoint with its deliveries; what waits is not sent any more."""
    endpoint: WebhookEndpoint = lock_row(WebhookEndpoint, actor=actor, pk=webhookendpoint.pk)
    record(actor=actor, action="delete", target=endpoint, old={"url": endpoint.url})
    endpoint.delete()


@transaction.atomic
def rotate_secret(*, actor: Actor, endpoint: WebhookEndpoint, overlap_hours: int = 24) -> tuple[WebhookEndpoint, str]:
    """A new secret, in the clear; the one before signs as well for so many hours."""
    endpoint = lock_row(WebhookEndpoint, actor=actor, pk=endpoint.pk)
    held, now, secret = _held(endpoint), timezone.now(), _new_secret()
    until = now + timedelta(hours=overlap_hours)
    replaced = [[held["secret"], until.isoformat()], *held["replaced"]]
    still_good = [pair for pair in replaced if datetime.fromisoformat(pair[1]) > now][:_REPLACED_KEPT]
    _keep(endpoint, {"secret": secret, "replaced": still_good})
    endpoint.save(update_fields=["sealed", "updated_at"])
    record(actor=actor, action="rotate_secret", target=endpoint, new={"overlap_hours": overlap_hours})
    return endpoint, secret


@transaction.atomic
def ping_endpoint(*, actor: Actor, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Send the endpoint an event of its own, whatever types it chose. 409 while it is switched off."""
    endpoint = lock_row(WebhookEndpoint, actor=actor, pk=endpoint.pk)
    _refuse_inactive(endpoint)
    endpoint.retry_at = None
    endpoint.save(update_fields=["retry_at", "updated_at"])
    record(actor=actor, action="ping", target=endpoint)
    return endpoint


@transaction.atomic
def resend_delivery(*, actor: Actor, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send a message again, or at once where it waits, under the same id. 409 while its endpoint is switched off."""
    endpoint: WebhookEndpoint = lock_row(WebhookEndpoint, actor=actor, pk=delivery.endpoint_id)
    delivery = lock_row(WebhookDelivery, actor=actor, pk=delivery.pk)
    _refuse_inactive(endpoint)
    endpoint.retry_at = None
    endpoint.save(update_fields=["retry_at", "updated_at"])
    record(actor=actor, action="resend", target=delivery, old={"status": delivery.status})
    delivery.status, delivery.settled_at = WebhookDelivery.Status.PENDING, None
    delivery.first_attempt_at, delivery.next_attempt_at = None, timezone.now()
    delivery.save()
    return delivery


def signing_secrets(endpoint: WebhookEndpoint) -> list[str]:
    """The secrets that sign now, the newest first."""
    held, now = _held(endpoint), timezone.now()
    return [held["secret"], *(secret for secret, until in held["replaced"] if datetime.fromisoformat(until) > now)]


def seal_endpoint_anew(endpoint: WebhookEndpoint) -> None:
    """Seal the secrets under the present key, so that older ones can be taken away."""
    _keep(endpoint, _held(endpoint))
    endpoint.save(update_fields=["sealed"])


def _begin_anew(endpoint: WebhookEndpoint) -> None:
    endpoint.failures, endpoint.failing_since, endpoint.retry_at = 0, None, None
    WebhookDelivery.unscoped.filter(
        tenant_id=endpoint.tenant_id, endpoint=endpoint, status=WebhookDelivery.Status.PENDING
    ).update(first_attempt_at=None, next_attempt_at=timezone.now())


def _refuse_inactive(endpoint: WebhookEndpoint) -> None:
    if not endpoint.is_active:
        raise RuleViolation("The endpoint is switched off; set `is_active` first.", code="endpoint_inactive")


def _new_secret() -> str:
    """As Standard Webhooks writes secrets."""
    return f"whsec_{base64.b64encode(os.urandom(_SECRET_BYTES)).decode()}"


def _held(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return dict(json.loads(unseal(bytes(endpoint.sealed), context=_context(endpoint))))


def _keep(endpoint: WebhookEndpoint, secrets: dict[str, Any]) -> None:
    endpoint.sealed = seal(json.dumps(secrets), context=_context(endpoint))


def _context(endpoint: WebhookEndpoint) -> bytes:
    return f"integrations.endpoint\n{endpoint.tenant_id}".encode()


def _check(actor: Actor, endpoint: WebhookEndpoint) -> None:
    try:
        parts = check_destination(endpoint.url)
    except OutboundRefused as exc:
        message = "Give an address in the public internet, as https://example.com/path."
        raise RuleViolation(message, code="invalid", field="url") from exc
    if settings.PRODUCTION and parts.scheme != "https":
        raise RuleViolation("Events are sent over https only.", code="invalid", field="url")
    if (parts.hostname, parts.port) == ((own := urlsplit(settings.PUBLIC_URL)).hostname, own.port):
        raise RuleViolation("This is our own address: events would go round in a loop.", code="loop", field="url")
    _check_types(actor, endpoint.event_types)


def _check_types(actor: Actor, chosen: Iterable[str]) -> None:
    for name in chosen:
        kind, _, verb = name.partition(".")
        if name != EVERYTHING and name not in EVENT_TYPES and not (kind in RESOURCE_TYPES and verb == EVERYTHING):
            message = say("There is no event type {name!r}; the API's document lists them as webhooks.", name=name)
            raise RuleViolation(message, code="invalid", field="event_types")
        for of in RESOURCE_TYPES if name == EVERYTHING else [kind]:
            right = resource_right(of)
            if right and not actor.has_perm(right):
                raise RuleViolation(
                    say("This needs the right {requirement}, which your role does not hold.", requirement=right),
                    code="permission_denied",
                    status=HTTPStatus.FORBIDDEN,
                )
