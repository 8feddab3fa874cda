"""Who is told that a customer's document expires. Driven by the event log; the same event again adds nothing."""

from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from apps.audit.models import AuditLog
from apps.documents.models import Document
from apps.notifications.letters import EXPIRING
from apps.notifications.models import Notification
from apps.notifications.services.queueing import notify_user, queue_notification
from apps.notifications.services.workflow import TOO_OLD
from apps.tenants.actors import Actor

KIND: Final = "documents.expiry"


@transaction.atomic
def tell_expiry(*, actor: Actor, event: AuditLog) -> None:
    """Tell whoever looks after the document's application, else the company, that the document expires."""
    if event.action != "remind" or event.timestamp < timezone.now() - TOO_OLD:
        return
    document: Any = (
        Document.unscoped.filter(tenant_id=actor.acting_tenant_id, pk=int(event.resource_id))
        .select_related("doc_type", "customer_application__customer", "customer_application__owner__tenant")
        .first()
    )
    if document is None or document.expiration_date is None:
        return
    application, tenant, key = document.customer_application, actor.acting_tenant, f"expiry:{event.pk}"
    letter = EXPIRING.about(
        document=document.doc_type.name,
        doc_number=document.doc_number,
        customer=application.customer.name,
        number=str(application),
        day=document.expiration_date,
        company=tenant.name,
    )
    if application.owner and application.owner.is_active:
        notify_user(
            actor=actor,
            user=application.owner,
            kind=KIND,
            letter=letter,
            key=key,
            customer_application=application,
        )
        return
    if not tenant.preferences.email:
        return
    with translation.override(tenant.language or settings.LANGUAGE_CODE):
        subject, body = letter.written()
    queue_notification(
        actor=actor,
        kind=KIND,
        channel=Notification.Channel.EMAIL,
        recipient=tenant.preferences.email,
        subject=subject,
        body=body,
        key=key,
        customer_application=application,
    )
