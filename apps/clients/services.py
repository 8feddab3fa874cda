from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import PROTECT

from apps.audit.services import apply_changes, record
from apps.clients import matching
from apps.clients.models import Client, Interaction
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.money import round_money
from apps.core.texts import say
from apps.tenants.actors import Actor

_NAMED_DOCUMENTS = 5
_compared_of = attrgetter(*matching.COMPARED)


@dataclass
class BulkDeletion:
    """How many rows are gone, and why others stayed, by id."""

    deleted: int = 0
    skipped: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def create_client(*, actor: Actor, **fields: Any) -> Client:
    """A party of the actor's tenant, in any stage.

    `name`, or `first_name` and `last_name`: the other follows. Assigned to a creator who sees only the own rows. 400
    without any name, or for an e-mail that another client has.
    """
    client = Client(tenant_id=actor.acting_tenant_id, owner_id=actor.pk)
    _assign(actor, client, fields)
    insert_row(client)
    record(actor=actor, action="create", target=client, new=fields)
    return client


@transaction.atomic
def update_client(*, actor: Actor, client: Client, **changes: Any) -> Client:
    """Change a party. A new stage is noted as an interaction, and as an event of its own (`update_stage`).

    400 for an e-mail that another client has, or when no name would be left.
    """
    client = lock_client(actor=actor, pk=client.pk)
    old_stage = client.stage
    old, new = _assign(actor, client, changes)
    if not new:
        return client
    client.save(update_fields=[*new, *matching.DERIVED, "updated_at"])
    client.refresh_from_db(fields=["status"])
    if client.stage != old_stage:
        Interaction.unscoped.create(
            tenant_id=client.tenant_id,
            owner_id=actor.pk,
            client=client,
            interaction_type=Interaction.Type.NOTE,
            subject=f"Stage: {old_stage} -> {client.stage}",
        )
        record(
            actor=actor,
            action="update_stage",
            target=client,
            old={"stage": old.pop("stage")},
            new={"stage": new.pop("stage")},
        )
    if new:
        record(actor=actor, action="update", target=client, old=old, new=new)
    return client


@transaction.atomic
def delete_client(*, actor: Actor, client: Client) -> None:
    """Remove a party and its interactions. 409 naming its documents when it has any."""
    client = lock_client(actor=actor, pk=client.pk)
    documents = _documents_of(client)
    if documents:
        raise RuleViolation(
            say(
                "{client} has documents ({documents}) and cannot be deleted. Set active to false instead, or delete "
                "them first.",
                client=client.name,
                documents=", ".join(documents),
            ),
            code="client_has_documents",
        )
    record(actor=actor, action="delete", target=client, old={"name": client.name, "email": client.email})
    client.delete()


def lock_client(*, actor: Actor, pk: int) -> Client:
    """The row, locked until the transaction ends. 404 when it is gone."""
    client: Client | None = (
        Client.unscoped.select_for_update(of=("self",)).filter(tenant_id=actor.acting_tenant_id, pk=pk).first()
    )
    if client is None:
        raise RuleViolation("This client has just been deleted.", code="not_found", status=404)
    return client


def index_client(client: Client) -> None:
    """Bring the columns that searches and comparisons read up to date with the others."""
    for name, value in matching.derived_columns(*_compared_of(client)).items():
        setattr(client, name, value)


@transaction.atomic
def create_prospect(*, actor: Actor, **fields: Any) -> Client:
    """A party that may become a customer, its creator's unless it is given to somebody. As `create_client`."""
    if fields.get("assigned_to") is None and actor.pk is not None:
        fields.pop("assigned_to", None)
        fields["assigned_to_id"] = actor.pk
    return create_client(actor=actor, **fields)


@transaction.atomic
def create_customer(*, actor: Actor, **fields: Any) -> Client:
    """A party that is a customer from the start. As `create_client`."""
    return create_client(actor=actor, **fields | {"stage": Client.Stage.ACTIVE})


@transaction.atomic
def toggle_active(*, actor: Actor, client: Client) -> Client:
    """Set an active customer inactive, which it leaves by, and the other way round."""
    client = lock_client(actor=actor, pk=client.pk)
    return update_client(actor=actor, client=client, active=not client.active)


def delete_customers(*, actor: Actor, ids: Sequence[int]) -> BulkDeletion:
    """Remove customers, each in a transaction of its own; those with documents, and ids of no customer, are skipped."""
    deletion = BulkDeletion()
    customers = Client.unscoped.filter(Client.CUSTOMER, tenant_id=actor.acting_tenant_id).in_bulk(ids)
    for pk in sorted(set(ids)):
        if pk not in customers:
            deletion.skipped[pk] = "There is no such customer."
            continue
        try:
            delete_client(actor=actor, client=customers[pk])
        except RuleViolation as exc:
            deletion.skipped[pk] = exc.message
        else:
            deletion.deleted += 1
    return deletion


def settle_name(client: Client, changes: dict[str, Any]) -> None:
    """Complete `changes`: the name from first and last name, or these from the name. 400 when no name is left."""
    given: dict[str, str] = {
        part: changes[part].strip() for part in ("name", "first_name", "last_name") if part in changes
    }
    parts = {"first_name", "last_name"} & given.keys()
    if given.get("name"):
        if not any(given[part] for part in parts):
            given["first_name"], _, given["last_name"] = given["name"].partition(" ")
    elif parts:
        first, last = (given.get(part, getattr(client, part)) for part in ("first_name", "last_name"))
        given["name"] = f"{first} {last}".strip()
    changes.update(given)
    if not changes.get("name", client.name):
        raise RuleViolation("Give a name, or a first and a last name.", code="required", field="name")


def settle_pipeline(actor: Actor, client: Client, changes: dict[str, Any]) -> None:
    """Complete `changes` so that stage, status and the dates of joining and leaving agree.

    `status` is a prospect's or a customer's. Winning a prospect and moving it to ACTIVE are the same; it joins on that
    day. Who is set inactive leaves on it. 400 where `status` and `active` contradict each other.
    """
    stages, statuses, activity = Client.Stage, Client.ProspectStatus, Client.CustomerStatus
    wanted = changes.pop("status", None)
    if wanted in activity:
        if changes.setdefault("active", wanted == activity.ACTIVE) != (wanted == activity.ACTIVE):
            raise RuleViolation("status and active contradict each other.", code="contradiction", field="status")
    elif wanted:
        changes["prospect_status"] = wanted
    if changes.get("prospect_status") == statuses.WON:
        changes.setdefault("stage", stages.ACTIVE)
    elif "prospect_status" in changes and client.stage == stages.ACTIVE:
        changes.setdefault("stage", stages.IN_PROGRESS)
    stage = changes.get("stage", client.stage)
    status = changes.get("prospect_status", client.prospect_status)
    if stage == stages.ACTIVE:
        status = statuses.WON
    elif status == statuses.WON:
        status = statuses.NEW if stage == stages.LEAD else statuses.CONTACTED
    today = datetime.now(actor.tenant_timezone).date()
    active = changes.get("active", client.active)
    joined = client.joined_on or today if stage == stages.ACTIVE else None
    left = None if active or joined is None else client.left_on or today
    changes.update(stage=stage, prospect_status=status, joined_on=joined, left_on=left)


def settle_revenue(actor: Actor, changes: dict[str, Any]) -> None:
    """Bring the amounts in `changes` to the minor units of the tenant's currency."""
    for name in ("monthly_revenue", "potential_revenue"):
        if changes.get(name) is not None:
            changes[name] = round_money(changes[name], actor.acting_tenant.preferences.currency)


def _assign(actor: Actor, client: Client, changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the changes and all that follows from them on the client. Answers the old and new values that differ."""
    settle_name(client, changes)
    settle_pipeline(actor, client, changes)
    settle_revenue(actor, changes)
    if actor.scope == "own" and changes.get("assigned_to", client.assigned_to_id) is None:
        changes.pop("assigned_to", None)
        changes["assigned_to_id"] = actor.pk
    old, new = apply_changes(client, changes)
    index_client(client)
    if "email" in new:
        _refuse_taken_email(client)
    return old, new


def _refuse_taken_email(client: Client) -> None:
    twins = Client.unscoped.filter(tenant_id=client.tenant_id, email_key=client.email_key).exclude(pk=client.pk)
    if client.email_key and twins.exists():
        raise RuleViolation("Another client has this e-mail.", code="taken", field="email")


def _documents_of(client: Client) -> list[str]:
    """Some of the rows that keep the client from being deleted, as people call them."""
    names: list[str] = []
    for relation in Client._meta.related_objects:
        if relation.on_delete is PROTECT:
            model: Any = relation.related_model
            rows = model.unscoped.filter(tenant_id=client.tenant_id, **{relation.field.name: client}).order_by("pk")
            names += [f"{model._meta.verbose_name} {row}" for row in rows[:_NAMED_DOCUMENTS]]
    return names
