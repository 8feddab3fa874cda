"""A company's own words for its messages to customers."""

from typing import Any

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.texts import say
from apps.notifications.models import MessageTemplate
from apps.notifications.templating import check_kind, check_places
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row


@transaction.atomic
def create_message_template(*, actor: Actor, **fields: Any) -> MessageTemplate:
    """Write a kind of message in these words from now on. 400 for a kind that is not known or has its words already,
    and for a place that it cannot fill in."""
    template = MessageTemplate(tenant_id=actor.acting_tenant_id, owner_id=actor.pk, **fields)
    _check(template)
    insert_row(template)
    record(actor=actor, action="create", target=template, new={"kind": template.kind, "subject": template.subject})
    return template


@transaction.atomic
def change_message_template(*, actor: Actor, messagetemplate: MessageTemplate, **changes: Any) -> MessageTemplate:
    """Change the words. Messages of applications that wait already keep theirs."""
    template: MessageTemplate = lock_row(MessageTemplate, actor=actor, pk=messagetemplate.pk)
    old, new = apply_changes(template, changes)
    if new:
        _check(template)
        template.save()
        record(actor=actor, action="update", target=template, old=old, new=new)
    return template


@transaction.atomic
def delete_message_template(*, actor: Actor, messagetemplate: MessageTemplate) -> None:
    """Write the kind of message in the product's words again."""
    template: MessageTemplate = lock_row(MessageTemplate, actor=actor, pk=messagetemplate.pk)
    record(actor=actor, action="delete", target=template, old={"kind": template.kind, "subject": template.subject})
    template.delete()


def _check(template: MessageTemplate) -> None:
    check_kind(template.kind)
    for field in ("subject", "body"):
        check_places(template.kind, getattr(template, field), field=field)
    twins = MessageTemplate.unscoped.filter(tenant_id=template.tenant_id, kind=template.kind)
    if twins.exclude(pk=template.pk).exists():
        raise RuleViolation(
            say("There is a template of {kind} already: change that one.", kind=template.kind),
            code="taken",
            field="kind",
        )
