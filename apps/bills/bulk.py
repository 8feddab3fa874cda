"""Many bills at once, as imports and generation write them: one statement for bills and their events."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from django.db import connection

from apps.audit.bulk import insert_events
from apps.bills.models import BANDWIDTH, PRICES
from apps.core.bulk import copy_lines, lines_of
from apps.tenants.actors import Actor

TEXTS: Final = ("nttn_cap", "nttn_com", "remarks", "search_text")
COLUMNS: Final = {
    "owner_id": "bigint",
    "customer_id": "bigint",
    "billing_date": "date",
    "month": "date",
    "currency": "text",
    "status": "text",
    **dict.fromkeys((*BANDWIDTH, *PRICES), "numeric"),
    **dict.fromkeys(("discount", "total_bill", "total_received", "total_due", "advance", "advance_used"), "numeric"),
    **dict.fromkeys(TEXTS, "text"),
    "base_currency": "text",
    **dict.fromkeys(("exchange_rate", "base_total_bill", "base_total_received", "base_total_due"), "numeric"),
}
"""What a record of a new bill holds, each with its type."""

_values_of = itemgetter(*COLUMNS)
_TABLE = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS import_bill (
  position int, {", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())}) ON COMMIT DELETE ROWS;
TRUNCATE import_bill;
"""
_VALUES = ", ".join(f"coalesce({name}, '')" if name in TEXTS else name for name in COLUMNS)
_INSERT = f"""
WITH made AS (
  INSERT INTO bills_bill (tenant_id, created_at, updated_at, {", ".join(COLUMNS)})
  SELECT app_tenant(), now(), now(), {_VALUES} FROM import_bill ORDER BY position
  RETURNING id, customer_id, billing_date, currency, total_bill, total_received, total_due, status
)
"""  # noqa: S608 - names of columns above
_MADE = """
SELECT id, '{}'::jsonb AS old_values, jsonb_build_object(
  'customer', customer_id, 'billing_date', billing_date, 'currency', currency, 'total_bill', total_bill::text,
  'total_received', total_received::text, 'total_due', total_due::text, 'status', status) AS new_values
FROM made ORDER BY id
"""


def insert_bills(*, actor: Actor, bills: Sequence[Mapping[str, Any]]) -> None:
    """Insert new bills, each settled and with all `COLUMNS`, and their events. The caller has locked the customers."""
    if not bills:
        return
    events, parameters = insert_events(actor=actor, action="create", resource_type="bill", source=_MADE)
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        columns = zip(*map(_values_of, bills), strict=True)
        copy_lines("import_bill", lines_of([range(len(bills)), *columns]))
        cursor.execute(_INSERT + events, parameters)
