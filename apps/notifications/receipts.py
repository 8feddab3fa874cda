"""WhatsApp's webhook: what became of our messages, and what people wrote to us. Told twice, it happens once."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from apps.audit.services import record
from apps.clients.interactions import create_interaction
from apps.clients.matching import phone_key
from apps.clients.models import Client, Interaction
from apps.core.errors import RuleViolation
from apps.core.limits import TooMany, count_attempt
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.notifications.channels.outcomes import told_to
from apps.notifications.models import Notification, WhatsAppMessage
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.models import Tenant

Status = Notification.Status
_ORDER: Final = {Status.PENDING: 0, Status.FAILED: 1, Status.CANCELLED: 1, Status.SENT: 2, Status.DELIVERED: 3,
                 Status.READ: 4}  # fmt: skip
"""A receipt moves a message up only; what comes late or twice changes nothing."""
_WINDOW: Final = 3600
_LEAST_DIGITS: Final = 8
_LARGEST_ID: Final = 2**63 - 1


@dataclass
class Told:
    """How much of a webhook was new."""

    statuses: int = 0
    messages: int = 0


def check_signature(*, body: bytes, signature: str, address: str) -> None:
    """401 unless the raw body is signed with Meta's app secret; 429 for an address that keeps trying."""
    secret = settings.WHATSAPP_APP_SECRET
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if secret and hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        return
    attempts, seconds = count_attempt(f"webhook-from:{address}", _WINDOW)
    if attempts > settings.RATE_LIMITS["anonymous"]:
        raise TooMany("Too many requests. Try again later.", wait=seconds)
    raise RuleViolation("The signature is missing or wrong.", code="invalid_signature", status=HTTPStatus.UNAUTHORIZED)


def answer_challenge(*, mode: str, token: str, challenge: str) -> str:
    """What Meta asked to have repeated, when it knows the agreed word. 403 otherwise."""
    agreed = settings.WHATSAPP_VERIFY_TOKEN
    if not agreed or mode != "subscribe" or not hmac.compare_digest(agreed.encode(), token.encode("utf-8", "replace")):
        raise RuleViolation("The verify token is wrong.", code="invalid_token", status=HTTPStatus.FORBIDDEN)
    return challenge


def take_webhook(data: Any) -> Told:
    """Apply the receipts and keep the messages of a webhook, each in its company. What is not understood is skipped."""
    told = Told()
    for value in _values(data):
        number = str(_mapping(value.get("metadata")).get("phone_number_id") or "")[:40]
        for status in _mappings(value.get("statuses")):
            told.statuses += _apply_receipt(status, number)
        names = {
            str(contact.get("wa_id")): str(_mapping(contact.get("profile")).get("name") or "")
            for contact in _mappings(value.get("contacts"))
        }
        for message in _mappings(value.get("messages")):
            told.messages += _keep_message(message, number, names)
    return told


def _apply_receipt(receipt: Mapping[str, Any], number: str) -> bool:
    """Move the message that the receipt is for; whether that changed anything."""
    status = {"sent": Status.SENT, "delivered": Status.DELIVERED, "read": Status.READ, "failed": Status.FAILED}.get(
        str(receipt.get("status"))
    )
    claimed, pk, round_ = _callback_of(receipt)
    tenant_id = _tenant_of(number, phone_key(str(receipt.get("recipient_id") or "")))
    if claimed is not None and claimed != tenant_id:
        # Whoever writes from a number of their own may say what they like there; the installation does not.
        if not number or number != settings.WHATSAPP_PHONE_NUMBER_ID:
            return False
        tenant_id = claimed
    tenant = Tenant.objects.filter(pk=tenant_id).first() if tenant_id else None
    if status is None or tenant is None:
        return False
    reference = str(receipt.get("id") or "")[:200]
    with tenant_context(tenant.pk), transaction.atomic():
        rows = Notification.unscoped.select_for_update(no_key=True).filter(
            tenant_id=tenant.pk, channel=Notification.Channel.WHATSAPP
        )
        known_by: dict[str, Any] = {"external_reference": reference} if pk is None else {"pk": pk, "round": round_}
        notification = rows.filter(**known_by).first() if all(value != "" for value in known_by.values()) else None
        if notification is None:
            return False
        return _move(SystemActor(tenant), notification, status, reference, receipt)


def _move(actor: Actor, notification: Notification, status: Status, reference: str, receipt: Mapping[str, Any]) -> bool:
    old = Status(notification.status)
    if status == Status.FAILED:
        # Once it has arrived it cannot fail any more.
        if old not in (Status.PENDING, Status.SENT):
            return False
        with told_to(actor):
            notification.error = _problem_of(receipt)
        notification.payload["refused"] = True
    elif _ORDER[status] <= _ORDER[old] or (status == Status.SENT and notification.payload.get("refused")):
        return False
    else:
        moment = _moment_of(receipt)
        notification.error = ""
        notification.sent_at = notification.sent_at or moment
        if status in (Status.DELIVERED, Status.READ):
            notification.delivered_at = notification.delivered_at or moment
        if status == Status.READ:
            notification.read_at = moment
    notification.status = status
    notification.external_reference = reference or notification.external_reference
    notification.lease_expires_at = notification.handed_over_at = None
    notification.save()
    record(actor=actor, action="receive_receipt", target=notification, old={"status": old}, new={"status": status})
    return True


def _keep_message(message: Mapping[str, Any], number: str, names: Mapping[str, str]) -> bool:
    """Keep what somebody wrote, and note it with the customer of that telephone; whether it was new."""
    phone = phone_key(str(message.get("from") or ""))
    message_id = str(message.get("id") or "")[:200]
    tenant_id = _tenant_of(number, phone)
    tenant = Tenant.objects.filter(pk=tenant_id, is_active=True).first() if tenant_id else None
    if not phone or not message_id or tenant is None:
        return False
    with tenant_context(tenant.pk), transaction.atomic():
        client = _client_of(tenant.pk, phone)
        kept, is_new = WhatsAppMessage.unscoped.get_or_create(
            tenant_id=tenant.pk,
            message_id=message_id,
            defaults={
                "client": client,
                "phone": phone,
                "name": names.get(str(message.get("from")), "")[:200],
                "message_type": str(message.get("type") or "")[:20],
                "text": _text_of(message),
                "received_at": _moment_of(message),
            },
        )
        if is_new:
            actor = SystemActor(tenant)
            record(actor=actor, action="create", target=kept, new={"phone": phone, "client": kept.client_id})
            if client is not None:
                create_interaction(
                    actor=actor,
                    client=client,
                    interaction_type=Interaction.Type.NOTE,
                    subject="WhatsApp",
                    description=kept.text or kept.message_type,
                )
    return is_new


def _tenant_of(number: str, phone: str) -> int | None:
    """The company that writes from the number; of the installation's own number, the one that wrote to the telephone
    last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT whatsapp_tenant(%s, %s, %s)", [number, phone, settings.WHATSAPP_PHONE_NUMBER_ID])
        found: int | None = cursor.fetchone()[0]
    return found


def _callback_of(receipt: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
    parts = str(receipt.get("biz_opaque_callback_data") or "").split(".")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() and int(part) <= _LARGEST_ID for part in parts):
        return int(parts[0]), int(parts[1]), min(int(parts[2]), 32767)
    return None, None, None


def _client_of(tenant_id: int, phone: str) -> Client | None:
    """The customer with the number; as it is dialled in its country, where one customer alone has that."""
    clients = Client.unscoped.filter(tenant_id=tenant_id)
    exact: Client | None = clients.filter(phone_key__in=[phone, f"00{phone}"]).order_by("-id").first()
    if exact is not None:
        return exact
    spellings = [f"0{phone[digits:]}" for digits in (1, 2, 3) if len(phone) - digits >= _LEAST_DIGITS]
    similar: list[Client] = list(clients.filter(phone_key__in=spellings)[:2])
    return similar[0] if len(similar) == 1 else None


def _problem_of(receipt: Mapping[str, Any]) -> str:
    errors = [
        f"{error.get('code', '')} {error.get('title') or error.get('message') or ''}".strip()
        for error in _mappings(receipt.get("errors"))
    ]
    return ("; ".join(errors) or say("WhatsApp could not deliver it."))[:500]


def _text_of(message: Mapping[str, Any]) -> str:
    kind = str(message.get("type") or "")
    content = message.get(kind)
    if not isinstance(content, Mapping):
        return ""
    text = content.get("body") or content.get("caption") or content.get("text") or content.get("filename") or ""
    return str(text).replace("\0", "")[:20_000]


def _moment_of(item: Mapping[str, Any]) -> datetime:
    stamp = str(item.get("timestamp") or "")
    now = timezone.now()
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11):
        return now
    return min(datetime.fromtimestamp(int(stamp), UTC), now)


def _values(data: Any) -> Iterator[Mapping[str, Any]]:
    for entry in _mappings(_mapping(data).get("entry")):
        for change in _mappings(entry.get("changes")):
            yield _mapping(change.get("value"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
