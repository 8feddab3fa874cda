"""Providers, and what people do with the events that came from them."""

import ipaddress
from collections.abc import Mapping
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from apps.audit.services import apply_changes, record
from apps.core import json
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.outbound import OutboundRefused, check_url
from apps.core.sealing import SealBroken, seal, unseal
from apps.core.texts import say
from apps.integrations.models import Provider, WebhookEvent
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

CREDENTIALS: dict[str, frozenset[str]] = {
    Provider.AuthType.API_KEY: frozenset({"api_key", "header"}),
    Provider.AuthType.OAUTH2: frozenset({"client_id", "client_secret", "token_url", "scope"}),
    Provider.AuthType.BASIC: frozenset({"username", "password"}),
    Provider.AuthType.NONE: frozenset(),
}
"""Which credentials each way of authentication takes."""


@transaction.atomic
def create_provider(
    *, actor: Actor, name: str, secret_key: str = "", credentials: Mapping[str, str] | None = None, **fields: Any
) -> Provider:
    """A system to exchange data with. 400 for a name that is taken and for addresses or credentials of a wrong form."""
    provider = Provider(tenant_id=actor.acting_tenant_id, owner_id=actor.pk, name=name, **fields)
    _check(provider)
    _keep_secrets(provider, secret_key, credentials)
    insert_row(provider)
    shown = ("name", "webhook_url", "api_base_url", "auth_type", "is_active", "allowed_ips", "rate_limit")
    record(actor=actor, action="create", target=provider, new={field: getattr(provider, field) for field in shown})
    return provider


@transaction.atomic
def update_provider(
    *,
    actor: Actor,
    provider: Provider,
    secret_key: str | None = None,
    credentials: Mapping[str, str] | None = None,
    **changes: Any,
) -> Provider:
    """Change a provider. A new secret key is good at once, the old one no more; credentials replace those there are."""
    provider = lock_row(Provider, actor=actor, pk=provider.pk)
    old, new = apply_changes(provider, changes)
    _check(provider)
    if secret_key is not None or credentials is not None:
        _keep_secrets(provider, secret_key, credentials)
        old["secrets"], new["secrets"] = "", "changed"
    if new:
        provider.save()
        record(actor=actor, action="update", target=provider, old=old, new=new)
    return provider


@transaction.atomic
def delete_provider(*, actor: Actor, provider: Provider) -> None:
    """Remove a provider with the events that came from it; what they did stays."""
    provider = lock_row(Provider, actor=actor, pk=provider.pk)
    record(actor=actor, action="delete", target=provider, old={"name": provider.name})
    provider.delete()


@transaction.atomic
def replay_event(*, actor: Actor, event: WebhookEvent) -> WebhookEvent:
    """Process an event again that failed, was ignored or matched nothing. 409 for one that is done or under way."""
    event = lock_row(WebhookEvent, actor=actor, pk=event.pk)
    if event.status in (WebhookEvent.Status.ACCEPTED, WebhookEvent.Status.PROCESSED):
        raise RuleViolation(say("The event is {status} already.", status=event.status), code="not_replayable")
    record(actor=actor, action="replay", target=event, old={"status": event.status})
    event.status, event.attempts, event.error = WebhookEvent.Status.ACCEPTED, 0, ""
    event.next_attempt_at = timezone.now()
    event.save()
    send_to_worker(event)
    return event


def send_to_worker(event: WebhookEvent) -> None:
    """After the commit, have the worker process the event. Should the message get lost, beat finds the row."""
    transaction.on_commit(partial(_send, event.tenant_id, event.pk))


def secrets_of(provider: Provider) -> dict[str, Any]:
    """The provider's `secret_key` and `credentials`, in the clear."""
    return open_secrets(provider.tenant_id, bytes(provider.sealed))


def open_secrets(tenant_id: int, sealed: bytes) -> dict[str, Any]:
    """What is sealed in a provider of the tenant. Raises SealBroken where it is another's."""
    if not sealed:
        return {"secret_key": "", "credentials": {}}
    return dict(json.loads(unseal(sealed, context=_context(tenant_id))))


def seal_anew(provider: Provider) -> None:
    """Seal the provider's secrets under the present key, so that older ones can be taken away."""
    if provider.sealed:
        _seal(provider, secrets_of(provider))
        provider.save(update_fields=["sealed"])


def reseal(sealed: bytes, *, tenant_id: int, new_tenant_id: int) -> bytes:
    """A tenant's sealed secrets, sealed for another tenant; empty where this installation cannot open them."""
    try:
        secrets = open_secrets(tenant_id, sealed)
    except SealBroken:
        return b""
    return seal(json.dumps(secrets), context=_context(new_tenant_id))


def _send(tenant_id: int, pk: int) -> None:
    try:
        current_app.send_task("integrations.process_event", args=[tenant_id, pk], retry=False)
    except (BrokerError, OSError):
        return


def _context(tenant_id: int) -> bytes:
    return f"integrations.provider\n{tenant_id}".encode()


def _seal(provider: Provider, secrets: Mapping[str, Any]) -> None:
    provider.sealed = seal(json.dumps(secrets), context=_context(provider.tenant_id))


def _keep_secrets(provider: Provider, secret_key: str | None, credentials: Mapping[str, str] | None) -> None:
    held = secrets_of(provider)
    if secret_key is not None:
        held["secret_key"] = secret_key
    if credentials is not None:
        if unknown := sorted(credentials.keys() - CREDENTIALS[provider.auth_type]):
            raise RuleViolation(
                say(
                    "{auth_type} takes no {unknown}; it takes: {known}.",
                    auth_type=provider.auth_type,
                    unknown=unknown[0],
                    known=", ".join(sorted(CREDENTIALS[provider.auth_type])),
                ),
                code="invalid",
                field="credentials",
            )
        held["credentials"] = dict(credentials)
    provider.has_secret_key = bool(held["secret_key"])
    _seal(provider, held)


def _check(provider: Provider) -> None:
    same = Provider.unscoped.filter(tenant_id=provider.tenant_id, name=provider.name).exclude(pk=provider.pk)
    if same.exists():
        raise RuleViolation("There is a provider of this name already.", code="taken", field="name")
    for field in ("webhook_url", "api_base_url"):
        try:
            if address := getattr(provider, field):
                check_url(address)
        except OutboundRefused as exc:
            raise RuleViolation("Give an address as https://example.com/path.", code="invalid", field=field) from exc
    for entry in provider.allowed_ips:
        try:
            ipaddress.ip_network(entry)
        except ValueError as exc:
            message = say("{entry!r} is no address or network such as 192.0.2.0/24.", entry=entry)
            raise RuleViolation(message, code="invalid", field="allowed_ips") from exc
