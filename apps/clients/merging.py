"""Doubles: which parties are likely the same, and how two become one."""

from difflib import SequenceMatcher
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from apps.audit.services import record
from apps.clients.models import Client, Interaction
from apps.clients.services import update_client
from apps.core.actors import Viewer
from apps.core.errors import RuleViolation
from apps.core.search import find_rows, search_words
from apps.tenants.actors import Actor

MOST = 10
NEAR = 0.85
"""How alike two names are, of 1, to be near."""
_INHERITED: Final = (
    *("email", "phone", "address", "company", "contact_person", "tax_number", "notes", "source", "assigned_to"),
    *("potential_revenue", "monthly_revenue", "follow_up_date", "passport_number", "passport_expiration_date"),
    *("nationality", "birthdate", "gender"),
)


def likely_duplicates(viewer: Viewer, client: Client) -> list[Client]:
    """Other parties that the viewer sees and that may be this one, each with its `reasons`: `email`, `phone`,
    `tax_number`, `name`. At most ten."""
    others = Client.objects.visible_to(viewer).exclude(pk=client.pk)
    same = Q(name_key=client.name_key)
    for field in ("email_key", "phone_key", "tax_key"):
        if key := getattr(client, field):
            same |= Q(**{field: key})
    candidates = {other.pk: other for other in others.filter(same).order_by("pk")[:MOST]}
    # A slip of the pen seldom spoils the beginnings of all words.
    for word in search_words(client.name)[:3]:
        for other in find_rows(others, word[:4], ["search_text"]).order_by("-pk")[: 10 * MOST]:
            if SequenceMatcher(None, other.name_key, client.name_key).ratio() >= NEAR:
                candidates.setdefault(other.pk, other)
    found = list(candidates.values())[:MOST]
    for other in found:
        other.reasons = [
            reason
            for reason, key in (("email", "email_key"), ("phone", "phone_key"), ("tax_number", "tax_key"))
            if getattr(client, key) and getattr(client, key) == getattr(other, key)
        ]
        if SequenceMatcher(None, other.name_key, client.name_key).ratio() >= NEAR:
            other.reasons.append("name")
    return found


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
