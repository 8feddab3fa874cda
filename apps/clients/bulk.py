"""Many parties at once: what imports write, one statement for the new ones and one for the changed ones of a batch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from apps.audit.bulk import insert_events
from apps.core import json
from apps.core.bulk import copy_rows
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
_SPARE = ("passport_number", "nationality", "gender")

_TABLE = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS import_client (
  id bigint, position int, is_new boolean, {", ".join(f"{name} text" for name in TEXTS)},
  {", ".join(f"{name} {kind}" for name, kind in OTHERS.items())}, old_values jsonb, new_values jsonb
) ON COMMIT DELETE ROWS;
TRUNCATE import_client;
"""
_VALUES = ", ".join([*(f"coalesce({name}, '')" for name in TEXTS), *OTHERS])
_INSERT = f"""
INSERT INTO clients_client (id, tenant_id, owner_id, stage, prospect_status, created_at, updated_at,
  {", ".join(_SPARE)}, {", ".join(FIELDS)})
SELECT id, app_tenant(), %s, 'ACTIVE', 'won', now(), now(), {", ".join(["''"] * len(_SPARE))}, {_VALUES}
FROM import_client WHERE is_new ORDER BY position;
"""  # noqa: S608 - names of columns above
_UPDATE = f"""
UPDATE clients_client c SET ({", ".join(FIELDS)}, updated_at) = ROW(
  {", ".join([*(f"coalesce(i.{name}, '')" for name in TEXTS), *(f"i.{name}" for name in OTHERS)])}, now())
FROM import_client i WHERE NOT i.is_new AND c.id = i.id AND c.tenant_id = app_tenant();
"""  # noqa: S608


def write_customers(
    *,
    actor: Actor,
    new: Sequence[Mapping[str, Any]],
    changed: Iterable[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]],
) -> None:
    """Insert new customers and store changed ones (whole, with their old and new values), each with its event.

    The records hold `FIELDS`, settled as the services do; the caller has locked the changed ones.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('clients_client_id_seq') FROM generate_series(1, %s)", [len(new)])
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_TABLE)
        copy_rows(
            "import_client",
            [
                *(
                    (pk, position, True, *map(record.get, FIELDS), "{}", _event(record))
                    for position, (pk, record) in enumerate(zip(ids, new, strict=True))
                ),
                *(
                    (record["id"], 0, False, *map(record.get, FIELDS), _json(before), _json(after))
                    for record, before, after in changed
                ),
            ],
        )
        statement, parameters = _INSERT, [actor.pk]
        for action, condition in (("create", "is_new"), ("update", "NOT is_new")):
            source = f"SELECT id, old_values, new_values FROM import_client WHERE {condition} ORDER BY position"  # noqa: S608
            events, values = insert_events(actor=actor, action=action, resource_type="client", source=source)
            statement, parameters = f"{statement}{events};", [*parameters, *values]
        cursor.execute(statement + _UPDATE, parameters)


def _event(record: Mapping[str, Any]) -> str:
    return _json({name: record[name] for name in ("name", "email", "phone", "company") if record[name]})


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values).decode()
