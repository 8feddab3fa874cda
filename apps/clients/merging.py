"""How two parties become one."""

from typing import Any, Final

from django.db import transaction

from apps.audit.services import record
from apps.clients.models import Client, Interaction
from apps.clients.services import update_client
from apps.core.errors import RuleViolation
from apps.tenants.actors import Actor

_INHERITED: Final = (
    *("email", "phone", "address", "company", "contact_person", "tax_number", "notes", "source", "assigned_to"),
    *("potential_revenue", "monthly_revenue", "follow_up_date", "passport_number", "passport_expiration_date"),
    *("nationality", "birthdate", "gender"),
)


@transaction.atomic
def merge_clients(*, actor: Actor, client: Client, duplicate: Client) -> Client:
    """Move everything of the duplicate to the client, fill the client's blanks from it, and delete it.

    Whoever of the two is a customer makes the result one. Notes are joined. 400 for a client and itself.
    """
    if client.pk == duplicate.pk:
        raise RuleViolation("A client cannot be merged with itself.", code="same_client", field="duplicate")
    both = Client.unscoped.select_for_update(of=("self",)).filter(
        tenant_id=actor.acting_tenant_id, pk__in=[client.pk, duplicate.pk]
    )
    rows = {row.pk: row for row in both.order_by("pk")}
    if len(rows) < 2:
        raise RuleViolation("One of the clients has just been deleted.", code="not_found", status=404)
    client, duplicate = rows[client.pk], rows[duplicate.pk]
    moved = _move_rows(client, duplicate)
    record(
        actor=actor,
        action="merge",
        target=client,
        old={"duplicate": {name: str(getattr(duplicate, name)) for name in ("id", "name", "email", "phone", "stage")}},
        new={"moved": moved},
    )
    changes: dict[str, Any] = {
        name: getattr(duplicate, name) for name in _INHERITED if not getattr(client, name) and getattr(duplicate, name)
    }
    if client.notes and duplicate.notes:
        changes["notes"] = f"{client.notes}\n\n{duplicate.notes}"
    if duplicate.stage == Client.Stage.ACTIVE:
        changes["stage"] = Client.Stage.ACTIVE
    duplicate_pk = duplicate.pk
    duplicate.delete()
    record(
        actor=actor, action="delete", target=Client(pk=duplicate_pk), old={"name": duplicate.name, "into": client.pk}
    )
    Interaction.unscoped.create(
        tenant_id=client.tenant_id,
        owner_id=actor.pk,
        client=client,
        interaction_type=Interaction.Type.NOTE,
        subject=f"Merged with {duplicate.name}"[:200],
    )
    return update_client(actor=actor, client=client, **changes)


def _move_rows(client: Client, duplicate: Client) -> dict[str, int]:
    """Hand every row that refers to the duplicate to the client. Answers how many of each kind."""
    moved = {}
    for relation in Client._meta.related_objects:
        model: Any = relation.related_model
        rows = model.unscoped.filter(tenant_id=client.tenant_id, **{relation.field.name: duplicate})
        # A model that has one row of a kind for each client says itself how two clients' rows become one's.
        hand_over = getattr(model, "hand_over", None)
        if count := hand_over(rows, client) if hand_over else rows.update(**{relation.field.name: client}):
            moved[model._meta.model_name] = count
    return moved
