"""By WhatsApp, over Meta's cloud API. It knows no idempotency keys: what it did not answer for is not sent again."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from rest_framework.exceptions import ParseError

from apps.clients.matching import phone_key
from apps.core import json
from apps.core.errors import RuleViolation
from apps.core.outbound import Fetched, OutboundFailed, OutboundRefused, OutboundUnanswered, fetch
from apps.core.sealing import SealBroken, unseal
from apps.core.texts import say
from apps.notifications.channels.outcomes import InDoubt, NotTaken, Refused, Unreachable
from apps.notifications.channels.sparing import sparing
from apps.notifications.kinds import Attachment
from apps.notifications.models import Notification, WhatsAppAccount
from apps.tenants.actors import Actor

MOST_TEXT: Final = 4096
MOST_IN_TEMPLATE: Final = 1024


@dataclass(frozen=True)
class Sender:
    """The number that is written from."""

    phone_number_id: str
    token: str
    template: str = ""
    template_language: str = "en"


def send_whatsapp(actor: Actor, notification: Notification, attachments: Sequence[Attachment]) -> str:
    """Hand the message to WhatsApp. Answers its id there."""
    sender = sender_of(notification.tenant_id)
    if sender is None:
        raise Refused("WhatsApp is not set up: a number and a token are needed.")
    url = f"{settings.WHATSAPP_API_URL.rstrip('/')}/{sender.phone_number_id}/messages"
    headers = {"Authorization": f"Bearer {sender.token}", "Content-Type": "application/json"}
    body = json.dumps(message_of(sender, notification))
    with sparing("WhatsApp"):
        # Whoever dies from here on leaves a message of which nobody knows whether it was taken.
        Notification.unscoped.filter(pk=notification.pk).update(handed_over_at=timezone.now())
        try:
            answer = fetch("POST", url, headers=headers, body=body)
        except OutboundRefused as exc:
            raise Refused("The address of WhatsApp was refused: {reason}", reason=exc) from exc
        except OutboundUnanswered as exc:
            raise InDoubt("WhatsApp did not answer ({reason})", reason=exc) from exc
        except OutboundFailed as exc:
            raise Unreachable("WhatsApp cannot be reached: {reason}", reason=exc) from exc
        if answer.status == HTTPStatus.GATEWAY_TIMEOUT:
            raise InDoubt("WhatsApp answered {status}", status=answer.status)
    return _id_of(answer)


def message_of(sender: Sender, notification: Notification) -> dict[str, Any]:
    """What the cloud API is sent. `biz_opaque_callback_data` comes back with every receipt."""
    text = "\n\n".join(part for part in (notification.subject, notification.body) if part)
    message: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": notification.recipient,
        "biz_opaque_callback_data": callback_of(notification),
    }
    if not sender.template:
        return message | {"type": "text", "text": {"preview_url": False, "body": text[:MOST_TEXT]}}
    # A parameter of a template has no line breaks.
    parameter = {"type": "text", "text": " ".join(text.split())[:MOST_IN_TEMPLATE]}
    template = {
        "name": sender.template,
        "language": {"code": sender.template_language},
        "components": [{"type": "body", "parameters": [parameter]}],
    }
    return message | {"type": "template", "template": template}


def callback_of(notification: Notification) -> str:
    """By what a receipt tells which message of which company it is for: `12.345.0`."""
    return f"{notification.tenant_id}.{notification.pk}.{notification.round}"


def sender_of(tenant_id: int) -> Sender | None:
    """The company's own number, else the installation's; None where neither is set up."""
    account: WhatsAppAccount | None = WhatsAppAccount.unscoped.filter(tenant_id=tenant_id).first()
    if account is None:
        number, token = settings.WHATSAPP_PHONE_NUMBER_ID, settings.WHATSAPP_TOKEN
        template = {"template": settings.WHATSAPP_TEMPLATE, "template_language": settings.WHATSAPP_TEMPLATE_LANGUAGE}
        return Sender(number, token, **template) if number and token else None
    try:
        token = unseal(bytes(account.sealed_token), context=seal_context(tenant_id)).decode()
    except SealBroken as exc:
        raise Refused("The company's WhatsApp token cannot be opened any more: set it again.") from exc
    return Sender(account.phone_number_id, token, account.template, account.template_language)


def check_token(phone_number_id: str, token: str) -> None:
    """400 unless WhatsApp takes the token for the number: nobody else's number is claimed."""
    url = f"{settings.WHATSAPP_API_URL.rstrip('/')}/{quote(phone_number_id, safe='')}?fields=id"
    try:
        answer = fetch("GET", url, headers={"Authorization": f"Bearer {token}"})
    except (OutboundRefused, OutboundFailed) as exc:
        raise RuleViolation(
            say("WhatsApp cannot be asked: {reason}.", reason=exc), code="unreachable", status=HTTPStatus.CONFLICT
        ) from exc
    if answer.status >= 300:
        raise RuleViolation("WhatsApp does not take this token for this number.", code="invalid", field="token")


def seal_context(tenant_id: int) -> bytes:
    """What a company's token is sealed for."""
    return f"whatsapp\0{tenant_id}".encode()


def phone_of(text: str) -> str:
    """A telephone number as WhatsApp takes it: its digits with the country's, 8 to 15; empty where it is none."""
    digits = phone_key(text).removeprefix("00")
    return digits if 8 <= len(digits) <= 15 else ""


def _id_of(answer: Fetched) -> str:
    if answer.status == 429 or answer.status >= 500:
        raise NotTaken("WhatsApp answered {status}.", status=answer.status)
    try:
        told = json.loads(answer.body)
        if answer.status < 300:
            return str(told["messages"][0]["id"])[:200]
        problem = str(told["error"]["message"])
    except (ParseError, LookupError, TypeError):
        if answer.status < 300:
            raise InDoubt("WhatsApp answered without the message's id") from None
        problem = answer.body[:200].decode(errors="replace")
    raise Refused("WhatsApp answered {status}: {text}", status=answer.status, text=problem)
