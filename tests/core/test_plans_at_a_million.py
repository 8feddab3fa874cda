"""Of a million invoices PostgreSQL picks the index by itself: a request looks at no more rows than at ten thousand."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core.counting import EXACT
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from tests.conftest import Api
from tests.factories import make_client, make_invoice

INVOICES = 1_000_000
MOST = 2 * EXACT
"""Rows that are counted, and those that a page steps over."""
TABLE = Invoice._meta.db_table
PREFIX = re.compile(r"(?:BEGIN;|SET LOCAL [^;]*;)*(SELECT|EXECUTE|WITH)\b.*", re.DOTALL)
DIFFERING = {
    "id": "t.id + n",
    "invoice_number": "'INV-' || n",
    "client_id": "(%(clients)s)[1 + n %% 50]",
    "status": "(ARRAY['draft', 'sent', 'paid', 'overdue'])[1 + n %% 4]",
    "issue_date": "DATE '2020-01-01' + n %% 2000",
    "due_date": "CURRENT_DATE + 1 + n %% 2000",  # none is overdue, so that nothing has to become so
    "total_amount": "n %% 9973",
    "created_at": "t.created_at + n * INTERVAL '1 second'",
}
HOT = [
    "", "?page=2", "?page=400", "?page_size=100", "?cursor=", "?status=sent", "?status=sent&page=300",
    "?client={client}", "?ordering=issue_date", "?ordering=-issue_date", "?ordering=invoice_number",
    "?ordering=client", "?ordering=-status", "?ordering=created_at", "{invoice}/",
]  # fmt: skip


@pytest.fixture
def million(owner: User) -> Iterator[Invoice]:
    """A table that stands before the real one, to this connection: written at once, its indexes built afterwards."""
    with tenant_context(owner.tenant_id):
        invoice = make_invoice(owner)
        clients = [make_client(owner, email=f"{number}@x.example").pk for number in range(50)]
    columns = [field.column for field in Invoice._meta.local_concrete_fields if not field.generated]
    values = ", ".join(DIFFERING.get(column, f"t.{column}") for column in columns)
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [TABLE])
        indexes = [text.replace(" ON public.", " ON pg_temp.") for (text,) in cursor if "USING gin" not in text]
        cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} (LIKE public.{TABLE} INCLUDING GENERATED)")
        cursor.execute(
            f"INSERT INTO pg_temp.{TABLE} ({', '.join(columns)}) SELECT {values} "
            f"FROM public.{TABLE} t, generate_series(1, %(invoices)s) n WHERE t.id = %(invoice)s",
            {"clients": clients, "invoices": INVOICES, "invoice": invoice.pk},
        )
        for index in indexes:
            cursor.execute(index)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE pg_temp.{TABLE}")
    with tenant_context(owner.tenant_id):
        yield Invoice.unscoped.order_by("id")[500_000]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE pg_temp.{TABLE}")


def scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a plan reads of the invoices."""
    if node.get("Relation Name") == TABLE:
        yield node
    for below in node.get("Plans", ()):
        yield from scans(below)


def plan_of(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement.replace("%", "%%"), [])
        (plan,) = cursor.fetchone()
    found: dict[str, Any] = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return found


@pytest.mark.django_db(transaction=True, databases=["default", "ops", "owner"])
def test_no_hot_request_reads_the_table_or_more_rows_than_are_counted(million: Invoice, api: Api) -> None:
    wrong, read = [], []
    for path in HOT:
        with tenant_context(None), CaptureQueriesContext(connection) as asked:
            answer = api.get(f"/api/invoices/{path.format(client=million.client_id, invoice=million.pk)}")
        assert answer.status_code == 200, (path, answer.json())
        for query in asked:
            found = PREFIX.fullmatch(query["sql"])
            if not found or not (found[1] == "EXECUTE" or TABLE in found[0]):
                continue
            with tenant_context(million.tenant_id):
                nodes = list(scans(plan_of(query["sql"][found.start(1) :])))
            looked_at = sum(
                (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in nodes
            )
            read.append((path, looked_at))
            if looked_at > MOST or any("Index" not in node["Node Type"] for node in nodes):
                wrong.append((path, looked_at, [node["Node Type"] for node in nodes], query["sql"]))
    assert not wrong
    assert {path for path, looked_at in read if looked_at} == set(HOT)
