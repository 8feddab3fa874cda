"""The WhatsApp number of a company."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.sealing import seal
from apps.notifications.channels.whatsapp import check_token, seal_context
from apps.notifications.models import WhatsAppAccount
from apps.tenants.actors import Actor


def set_whatsapp_account(
    *, actor: Actor, phone_number_id: str, token: str = "", template: str = "", template_language: str = "en"
) -> WhatsAppAccount:
    """Write from this number from now on. The token is sealed and never shown; left out, the one that is held stays.

    400 without any token and for one that WhatsApp does not take for the number, 409 for a number that another company
    or the installation writes from.
    """
    if not (phone_number_id.isascii() and phone_number_id.isdigit()):
        raise RuleViolation("Meta's id of a number has digits only.", code="invalid", field="phone_number_id")
    if phone_number_id == settings.WHATSAPP_PHONE_NUMBER_ID:
        raise RuleViolation("This number is the installation's own.", code="number_taken")
    rows = WhatsAppAccount.unscoped.filter(tenant_id=actor.acting_tenant_id)
    account: WhatsAppAccount | None = rows.first()
    if account is None and not token:
        raise RuleViolation("A token is needed.", code="required", field="token")
    if token and not settings.NOTIFICATIONS_PRINTED:
        check_token(phone_number_id, token)
    values: dict[str, Any] = {
        "phone_number_id": phone_number_id,
        "template": template,
        "template_language": template_language,
    }
    if token:
        values["sealed_token"] = seal(token.encode(), context=seal_context(actor.acting_tenant_id))
    try:
        with transaction.atomic():
            account, _ = WhatsAppAccount.unscoped.update_or_create(tenant_id=actor.acting_tenant_id, defaults=values)
            new = {"phone_number_id": phone_number_id, "template": template, "token": token and "set"}
            record(actor=actor, action="update", target=account, new=new)
    except IntegrityError as exc:
        raise RuleViolation("This number belongs to another company.", code="number_taken") from exc
    return account


@transaction.atomic
def forget_whatsapp_account(*, actor: Actor) -> None:
    """Write from the installation's number again, if there is one. 404 where no own number is set."""
    account = WhatsAppAccount.unscoped.filter(tenant_id=actor.acting_tenant_id).first()
    if account is None:
        raise RuleViolation("No WhatsApp number is set.", code="not_found", status=404)
    record(actor=actor, action="delete", target=account, old={"phone_number_id": account.phone_number_id})
    account.delete()
