"""Many parties at once: what imports write, one statement for the new ones and one for the changed ones of a batch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import CharField, TextField

from apps.audit.bulk import insert_events
from apps.clients.models import Client
from apps.core import json
from apps.core.bulk import copy_lines, lines_of
from apps.tenants.actors import Actor

TEXTS: Final = (
    *("name", "first_name", "last_name", "company", "contact_person", "email", "phone", "address", "tax_number"),
    *("source", "notes", "email_key", "phone_key", "tax_key", "name_key", "search_text"),
)
OTHERS: Final = {
    "monthly_revenue": "numeric",
    "potential_revenue": "numeric",
    "active": "boolean",
    "assigned_to_id": "bigint",
    "joined_on": "date",
    "left_on": "date",
}
FIELDS: Final = (*TEXTS, *OTHERS)
KEYS: Final = ("email_key", "phone_key", "tax_key", "name_key")
_SPARE = tuple(
    field.name
    for field in Client._meta.concrete_fields
    if isinstance(field, CharField | TextField) and field.get_default() == "" and field.name not in FIELDS
)

_TABLE = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS import_client (
  id bigint DEFAULT nextval('clients_client_id_seq'), is_new boolean, {", ".join(f"{name} text" for name in TEXTS)},
  {", ".join(f"{name} {kind}" for name, kind in OTHERS.items())}, old_values jsonb, new_values jsonb
) ON COMMIT DELETE ROWS;
DELETE FROM import_client;
SET LOCAL enable_seqscan = off;
"""  # noqa: S608 - names of columns above
"""The table is empty but where a transaction writes twice. At the end of one, foreign keys are checked row by row: of
users and tenants, where there are few, PostgreSQL would each time read all."""
_NEW = f"import_client (is_new, {', '.join(FIELDS)})"
_CHANGED = f"import_client (id, is_new, {', '.join(FIELDS)}, old_values, new_values)"
_NEW_IDS = "SELECT id FROM import_client WHERE is_new ORDER BY id"
_LOCKED = ("id", "owner_id", "stage", *FIELDS)
_MEANT = " || ".join(f"ids_with_keys('clients_client', '{key}', string_to_array(%s, E'\\n'))" for key in KEYS)
_LOCK = f"""
SELECT party.* FROM (SELECT DISTINCT unnest({_MEANT}) AS id ORDER BY id) AS meant CROSS JOIN LATERAL (
  SELECT {", ".join(_LOCKED)} FROM clients_client WHERE id = meant.id FOR UPDATE) AS party
"""  # noqa: S608 - names of columns above
_VALUES = ", ".join([*(f"coalesce({name}, '')" for name in TEXTS), *OTHERS])
_INSERT = f"""
INSERT INTO clients_client (id, tenant_id, owner_id, stage, prospect_status, created_at, updated_at,
  {", ".join(_SPARE)}, {", ".join(FIELDS)})
SELECT id, app_tenant(), %s, 'ACTIVE', 'won', now(), now(), {", ".join(["''"] * len(_SPARE))}, {_VALUES}
FROM import_client WHERE is_new;
"""  # noqa: S608
_UPDATE = f"""
UPDATE clients_client c SET ({", ".join(FIELDS)}, updated_at) = ROW(
  {", ".join([*(f"coalesce(i.{name}, '')" for name in TEXTS), *(f"i.{name}" for name in OTHERS)])}, now())
FROM import_client i WHERE NOT i.is_new AND c.id = i.id AND c.tenant_id = app_tenant();
"""  # noqa: S608
_EVENTS = {
    "create": """
SELECT id, '{}'::jsonb AS old_values, jsonb_strip_nulls(jsonb_build_object(
  'name', name, 'email', email, 'phone', phone, 'company', company)) AS new_values FROM import_client WHERE is_new
""",
    "update": "SELECT id, old_values, new_values FROM import_client WHERE NOT is_new",
}


def lock_parties(*keys: Iterable[str]) -> list[dict[str, Any]]:
    """The bound tenant's parties with one of these `KEYS`, each as its `FIELDS`, `id`, `owner_id` and `stage`,
    locked."""
    with connection.cursor() as cursor:
        # Each once, in the rows' order: neighbours of a file are often neighbours of an index.
        cursor.execute(_LOCK, ["\n".join(filter(None, dict.fromkeys(column))) for column in keys])
        return [dict(zip(_LOCKED, row, strict=True)) for row in cursor.fetchall()]


def new_lines(parties: Sequence[Sequence[Any]]) -> list[str]:
    """New customers, each as its `FIELDS`, as `write_customers` takes them."""
    return lines_of([["t"] * len(parties), *zip(*parties, strict=True)]) if parties else []


def write_customers(
    *,
    actor: Actor,
    new: Sequence[str],
    changed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]],
) -> None:
    """Insert new customers (`new_lines`) and store changed ones (whole, with their old and new values), each with its
    event.

    The records hold `FIELDS`, settled as the services do; the caller has locked the changed ones.
    """
    statements: list[str] = []
    parameters: list[Any] = []
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        if new:
            copy_lines(_NEW, new)
            statements, parameters = [_INSERT], [actor.pk]
        if changed:
            rows = [
                (record["id"], "f", *map(record.get, FIELDS), _json(before), _json(after))
                for record, before, after in changed
            ]
            copy_lines(_CHANGED, lines_of(zip(*rows, strict=True)))
            statements.append(_UPDATE)
        for given, action in ((new, "create"), (changed, "update")):
            if given:
                events, values = insert_events(
                    actor=actor, action=action, resource_type="client", source=_EVENTS[action]
                )
                statements.append(f"{events};")
                parameters += values
        cursor.execute("".join(statements), parameters)


def new_ids() -> list[int]:
    """The ids of the new customers that this transaction wrote last, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_IDS)
        return [pk for (pk,) in cursor.fetchall()]


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values).decode()
