"""From the event log to what is to be delivered: a row for each event and each endpoint that chose its type.

The rows are written in the transaction that moves the relay's position, so that each event is laid out exactly once; a
change that is rolled back has no event.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final
from uuid import uuid4

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from apps.accounts.models import User
from apps.audit.event_types import fits
from apps.audit.models import AuditLog
from apps.audit.relay import subscribe
from apps.audit.serializers import ChangeSerializer
from apps.core import json
from apps.integrations.models import WebhookDelivery, WebhookEndpoint

SUBSCRIBER: Final = "webhooks"
PING: Final = "webhookendpoint.ping"
MADE: Final = "webhookendpoint.create"
MOST_BYTES: Final = 256 * 1024
"""Of a payload; a larger one is sent without old and new values."""


@subscribe(SUBSCRIBER)
def lay_out_deliveries(events: Sequence[AuditLog]) -> None:
    """Note for each event which endpoints are to be sent it, and have a worker send."""
    endpoints = defaultdict(list)
    tenants = {event.tenant_id for event in events}
    for endpoint in WebhookEndpoint.unscoped.using("ops").filter(tenant_id__in=tenants, is_active=True):
        endpoints[endpoint.tenant_id].append(endpoint)
    pairs = [
        (event, endpoint) for event in events for endpoint in endpoints[event.tenant_id] if _is_told(endpoint, event)
    ]
    if not pairs:
        return
    now = timezone.now()
    payloads = _payloads(event for event, _ in pairs)
    WebhookDelivery.unscoped.using("ops").bulk_create(
        [
            WebhookDelivery(
                tenant_id=event.tenant_id,
                endpoint=endpoint,
                message_id=f"msg_{uuid4().hex}",
                event_id=event.pk,
                event_type=event.event_type,
                resource_type=event.resource_type,
                resource_id=event.resource_id,
                payload=payloads[event.pk],
                next_attempt_at=now,
            )
            for event, endpoint in pairs
        ],
        batch_size=500,
    )
    due = {(endpoint.tenant_id, endpoint.pk) for _, endpoint in pairs}
    transaction.on_commit(partial(send_to_workers, due), using="ops")


def send_to_workers(endpoints: Iterable[tuple[int, int]]) -> None:
    """Have a worker send what each endpoint waits for. Should a message get lost, beat finds the rows."""
    for tenant_id, pk in endpoints:
        try:
            current_app.send_task("integrations.deliver_webhooks", args=[tenant_id, pk], retry=False, expires=30)
        except (BrokerError, OSError):
            return


def _is_told(endpoint: WebhookEndpoint, event: AuditLog) -> bool:
    """Whether the endpoint chose the type, and the event was committed after the endpoint was."""
    if event.event_type == PING:
        return event.resource_id == str(endpoint.pk)
    is_its_making = event.event_type == MADE and event.resource_id == str(endpoint.pk)
    if is_its_making or _had_ended(event.txid, endpoint.snapshot):
        return False
    return any(fits(event.event_type, chosen) for chosen in endpoint.event_types)


def _had_ended(txid: int, snapshot: str) -> bool:
    """Whether a transaction had ended when PostgreSQL wrote the snapshot, `<oldest running>:<next>:<those running>`."""
    if not snapshot:
        return False
    oldest, following, running = snapshot.split(":")
    return txid < int(oldest) or (txid < int(following) and str(txid) not in running.split(","))


def _payloads(events: Iterable[AuditLog]) -> dict[int, dict[str, Any]]:
    """What is sent of each event, by its id."""
    by_id = {event.pk: event for event in events}
    users = User.unscoped.using("ops").in_bulk({event.user_id for event in by_id.values() if event.user_id})
    payloads = {}
    for pk, event in by_id.items():
        event.user = users.get(event.user_id)
        data = dict(ChangeSerializer(event).data)
        if len(json.dumps(data)) > MOST_BYTES:
            data |= {"old_values": {}, "new_values": {}, "is_shortened": True}
        payloads[pk] = {"type": event.event_type, "timestamp": data["timestamp"], "data": data}
    return payloads
