"""Import and generation of bills: `python -m bench.bills [ROWS]`, 100,000 by default.

Beside ours stand two others on the same servers: the floor, which reads the same file, checks each number and date, and
stores bills and events by COPY and one statement a batch; and a service call a row, on the first 2,000 rows.
Everything runs under `var/bench`, as the application's role, under row-level security.
"""

import csv
import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "bench")
os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", LOG_LEVEL="CRITICAL")

from bench.ground import migrated_servers

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
MONTHS = 10
SAMPLE = 2_000
HEADER = (
    "customer_name,customer_email,billing_date,iig_qt,iig_qt_price,fna,fna_price,ggc,ggc_price,discount,total_received,"
    "remarks"
)


FLOOR_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS floor (
  customer bigint, day date, a numeric, b numeric, c numeric, d numeric, e numeric, f numeric, discount numeric,
  received numeric, total numeric, due numeric, remarks text) ON COMMIT DELETE ROWS
"""
FLOOR_INSERT = """
WITH made AS (
  INSERT INTO bills_bill (tenant_id, created_at, updated_at, customer_id, billing_date, currency, nttn_cap, nttn_com,
    iig_qt, iig_qt_price, fna, fna_price, ggc, ggc_price, cdn, cdn_price, bdix, bdix_price, baishan, baishan_price,
    discount, total_bill, total_received, total_due, advance, advance_used, status, remarks, search_text)
  SELECT app_tenant(), now(), now(), customer, day, 'USD', '', '', a, b, c, d, e, f, 0, 0, 0, 0, 0, 0, discount, total,
    received, due, 0, 0, 'Active', remarks, remarks
  FROM floor RETURNING id, total_bill
)
INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, ip_address,
  request_id, timestamp)
SELECT app_tenant(), 'create', 'bill', id::text, '{}', jsonb_build_object('total_bill', total_bill::text), '', '', now()
FROM made
"""


def table(rows: int) -> Any:
    """A CSV file of the bills of ten months, the customers by turns."""
    file = TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(f"{HEADER}\n".encode())
    customers = rows // MONTHS
    for n in range(rows):
        who, month = n % customers, 1 + n // customers
        file.write(
            f"Customer {who},c{who}@example.com,2025-{month:02d}-28,10,{100 + n % 900}.50,1,10.00,2,20.00,0.50,"
            f"{50 + n % 50}.25,Monthly bill\n".encode()
        )
    return file


def timed(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work(*arguments)
    return time.perf_counter() - started, answer


def import_by_copy(file: IO[bytes], customers: dict[str, int]) -> int:
    """The floor: what is left of an import without rules, customers and counts."""
    from django.db import connection, transaction

    file.seek(0)
    rows = csv.DictReader(line.decode() for line in file)
    names = ("iig_qt", "iig_qt_price", "fna", "fna_price", "ggc", "ggc_price", "discount", "total_received")
    made = 0
    while batch := list(islice(rows, 2_000)):
        lines = []
        for row in batch:
            day, figures = date.fromisoformat(row["billing_date"]), [Decimal(row[name]) for name in names]
            total = figures[1] + figures[3] + figures[5] - figures[6]
            values = [customers[row["customer_email"]], day, *figures, total, total - figures[7], row["remarks"]]
            lines.append("\t".join(map(str, values)))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FLOOR_TABLE)
            cursor.copy_expert("COPY floor FROM STDIN", io.StringIO("\n".join(lines)))
            cursor.execute(FLOOR_INSERT)
        made += len(batch)
    return made


def import_by_service(file: IO[bytes], customers: dict[str, int], actor: Any) -> int:
    """A service call for each of the first rows."""
    from apps.bills.services import create_bill
    from apps.clients.models import Client

    file.seek(0)
    rows = islice(csv.DictReader(line.decode() for line in file), SAMPLE)
    for row in rows:
        customer = Client.unscoped.get(pk=customers[row.pop("customer_email")])
        day = date.fromisoformat(row.pop("billing_date"))
        remarks, _ = row.pop("remarks"), row.pop("customer_name")
        figures = {name: Decimal(value) for name, value in row.items()}
        create_bill(actor=actor, customer=customer, billing_date=day, remarks=remarks, **figures)
    return SAMPLE


def measure(rows: int) -> dict[str, float]:
    from django.db import connections

    from apps.accounts.services import register_tenant
    from apps.bills.generation import generate_month
    from apps.bills.imports import BillWriter
    from apps.bills.models import Bill
    from apps.clients.models import Client
    from apps.core.tenancy import tenant_context
    from apps.core.transfer.imports import ImportResult, TableImport
    from apps.tenants.actors import SystemActor

    def import_table() -> ImportResult:
        return TableImport(file, BillWriter(SystemActor(owner.tenant))).run()

    def generate() -> dict[str, Any]:
        return generate_month(actor=SystemActor(owner.tenant), month=date(2026, 1, 1), report=lambda done, total: None)

    def empty() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("TRUNCATE bills_bill, bills_billslice")

    key = str(time.time_ns())
    owner = register_tenant(name="Bench", domain=key, email=f"{key}@bench.example", password="Password123!")
    figures: dict[str, float] = {}
    with table(rows) as file, tenant_context(owner.tenant_id):
        seconds, result = timed(import_table)
        assert result.counts["bills_created"] == rows, result.errors[:3]
        assert result.counts["customers_created"] == rows // MONTHS
        figures["with new customers, rows/s"] = rows / seconds
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE clients_client; ANALYZE bills_bill")
        seconds, result = timed(import_table)
        assert result.counts["bills_unchanged"] == rows, result.counts
        figures["the same file again, rows/s"] = rows / seconds
        seconds, result = timed(generate)
        assert result["created"] == rows // MONTHS, result
        figures["a month laid out, customers/s"] = rows // MONTHS / seconds
        seconds, result = timed(generate)
        assert result["created"] == 0, result
        figures["laid out again, customers/s"] = rows // MONTHS / seconds
        customers = dict(Client.unscoped.values_list("email", "pk"))
        turns: dict[str, list[float]] = {"ours": [], "floor": []}
        for _ in range(3):
            empty()
            seconds, result = timed(import_table)
            turns["ours"].append(rows / seconds)
            empty()
            seconds, made = timed(import_by_copy, file, customers)
            assert made == rows
            turns["floor"].append(rows / seconds)
        empty()
        seconds, made = timed(import_by_service, file, customers, SystemActor(owner.tenant))
        assert Bill.unscoped.count() == made
        ours, floor = (sorted(rates)[1] for rates in turns.values())
        figures |= {
            "ours, rows/s": ours,
            "floor, rows/s": floor,
            "a service call a row, rows/s": made / seconds,
            "ours / floor": ours / floor,
            "ours / service": ours / (made / seconds),
        }
    figures["peak memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def main() -> None:
    with migrated_servers():
        figures = measure(ROWS)
    sys.stdout.write(f"{ROWS:,} bills of {ROWS // MONTHS:,} customers\n")
    for name, figure in figures.items():
        sys.stdout.write(f"{name}: {json.dumps(round(figure, 2 if '/ ' in name else 0))}\n")


if __name__ == "__main__":
    main()
