"""The services of interactions."""

from typing import Any

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.clients.models import Interaction
from apps.core.errors import RuleViolation
from apps.tenants.actors import Actor


@transaction.atomic
def create_interaction(*, actor: Actor, **fields: Any) -> Interaction:
    """Log a contact with a client."""
    interaction: Interaction = Interaction.unscoped.create(
        tenant_id=actor.acting_tenant_id, owner_id=actor.pk, **fields
    )
    record(actor=actor, action="create", target=interaction, new=fields)
    return interaction


@transaction.atomic
def update_interaction(*, actor: Actor, interaction: Interaction, **changes: Any) -> Interaction:
    """Correct a logged contact."""
    interaction = _lock(actor, interaction.pk)
    old, new = apply_changes(interaction, changes)
    if new:
        interaction.save(update_fields=[*new, "updated_at"])
        record(actor=actor, action="update", target=interaction, old=old, new=new)
    return interaction


@transaction.atomic
def delete_interaction(*, actor: Actor, interaction: Interaction) -> None:
    """Remove a logged contact."""
    interaction = _lock(actor, interaction.pk)
    old = {"client": interaction.client_id, "subject": interaction.subject, "description": interaction.description}
    record(actor=actor, action="delete", target=interaction, old=old)
    interaction.delete()


def _lock(actor: Actor, pk: int) -> Interaction:
    interaction: Interaction | None = (
        Interaction.unscoped.select_for_update(of=("self",)).filter(tenant_id=actor.acting_tenant_id, pk=pk).first()
    )
    if interaction is None:
        raise RuleViolation("This interaction has just been deleted.", code="not_found", status=404)
    return interaction
